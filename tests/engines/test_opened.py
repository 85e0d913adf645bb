"""A log opened for an audit: local times, the period, and what can be traced of it."""

import datetime as dt
import threading
import time
from contextlib import suppress

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from evenhand.audit import audit
from evenhand.engines.dataframe import arrow_in_words
from evenhand.engines.opened import opened
from evenhand.errors import LogError, PlanError
from evenhand.plan import Plan

AS_OF = dt.datetime(2025, 12, 31, 12, tzinfo=dt.UTC)
# Ten decisions a day from the last week of summer time on, in UTC.
START = dt.datetime(2025, 10, 20, 0, 30, tzinfo=dt.UTC)
ROWS = 300
BERLIN = {"timezone": "Europe/Berlin"}
PLAN = {
    "columns": {"id": "id", "entity": "person", "time": "at"},
    "decision": {"column": "decision", "favourable": "yes"},
    "score": {"column": "score"},
    "protected": [{"column": "sex"}],
}
KINDS = ["csv", "parquet", "polars", "pandas", "arrow"]


def table(**changes):
    columns = {
        "id": [f"A{i:05d}" for i in range(ROWS)],
        "person": [f"P{i}" for i in range(ROWS)],
        "at": [START + dt.timedelta(hours=2.4 * i) for i in range(ROWS)],
        "decision": ["yes", "no"] * (ROWS // 2),
        "score": [(i * 7919 % 1000) / 1000 for i in range(ROWS)],
        "sex": ["F", "M", "M"] * (ROWS // 3),
        "note": ["fine"] * ROWS,
    }
    return {**columns, **changes}


@pytest.fixture(params=KINDS)
def given(request, tmp_path):
    """Return a log of one kind from its columns."""

    def build(columns, name="log"):
        frame = pl.DataFrame(columns)
        path = tmp_path / f"{name}.{request.param}"
        if request.param == "csv":
            frame.write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%SZ")
            return path
        if request.param == "parquet":
            pq.write_table(frame.to_arrow(), path)
            return path
        return {"polars": frame, "pandas": frame.to_pandas(), "arrow": frame.to_arrow()}[
            request.param
        ]

    return build


def opening(log, *, labels=None, as_of=AS_OF, **plan):
    the_plan = Plan.model_validate({**PLAN, **plan})
    return opened(log, the_plan, labels=labels, as_of=as_of, progress=lambda _: None)


def traced(log, *, labels=None, **plan):
    with opening(log, labels=labels, **plan) as source:
        return source.trace(Plan.model_validate({**PLAN, **plan}), source.look_over())


def times(log, **plan):
    with opening(log, **plan) as source:
        found = source.engine.collect(source.frame.select("at"))["at"]
        return sorted(found.astype("datetime64[s]").tolist()), source


def test_times_are_on_the_clock_of_the_zone_and_so_is_the_audit(given):
    local, source = times(given(table()), **BERLIN)
    assert local[0] == dt.datetime(2025, 10, 20, 2, 30)  # noqa: DTZ001
    assert local[-1] == START.replace(tzinfo=None) + dt.timedelta(hours=299 * 2.4 + 1)
    assert source.clock == dt.datetime(2025, 12, 31, 13)  # noqa: DTZ001
    utc, source = times(given(table()))
    assert utc[0] == START.replace(tzinfo=None)
    assert source.clock == AS_OF.replace(tzinfo=None)


def test_times_that_name_no_zone_stay_as_they_are():
    plain = table(at=[at.replace(tzinfo=None) for at in table()["at"]])
    local, source = times(pl.DataFrame(plain), **BERLIN)
    assert local[0] == START.replace(tzinfo=None)
    assert source.raw.zone is None


def test_the_ends_of_a_period_are_on_that_clock_too(given):
    local, source = times(
        given(table()), **BERLIN, period={"from": "2025-10-21", "to": "2025-10-22"}
    )
    assert {at.day for at in local} == {21, 22}
    assert len(local) + source.outside == ROWS


def test_moments_are_told_on_that_clock_and_steps_are_measured_on_no_clock(given):
    """In the night of 26 October an hour was there twice: that is no step back."""
    half_hourly = [START + dt.timedelta(days=5, hours=20, minutes=7 * i) for i in range(ROWS)]
    facts = traced(given(table(at=half_hourly)), **BERLIN)
    assert (facts.order.rows, facts.order.backward, facts.order.back) == (ROWS, 0, None)
    half_hourly[120:] = [at - dt.timedelta(hours=9) for at in half_hourly[120:]]
    facts = traced(given(table(at=half_hourly)), **BERLIN)
    assert facts.order.back.seconds == 9 * 3600 - 7 * 60
    # After the change: an hour ahead of UTC.
    assert facts.order.back.at == (half_hourly[119] + dt.timedelta(hours=1)).replace(tzinfo=None)


def test_a_stretch_of_ids_and_a_value_that_stands_still_are_told_on_that_clock(given):
    ids = [f"A{i if i < 60 else i + 40:05d}" for i in range(ROWS)]
    scores = table()["score"]
    scores[100:160] = [0.5] * 60
    facts = traced(given(table(id=ids, score=scores)), **BERLIN)
    change = dt.datetime(2025, 10, 26, 1, tzinfo=dt.UTC)
    local = [
        (at + dt.timedelta(hours=2 if at < change else 1)).replace(tzinfo=None)
        for at in table()["at"]
    ]
    assert (facts.sequence.missing, facts.sequence.longest) == (40, 40)
    assert facts.sequence.at == local[59]
    (still,) = facts.order.frozen
    assert (still.rows, still.since, still.until) == (60, local[100], local[159])


def test_of_a_period_only_its_own_rows_are_traced(given):
    scores = table()["score"]
    scores[20:80] = [0.5] * 60
    ids = [f"A{i if i < 50 else i + 40:05d}" for i in range(ROWS)]
    log = given(table(score=scores, id=ids))
    facts = traced(log, **BERLIN, period={"from": "2025-11-01"})
    assert facts.rows == facts.order.rows == facts.sequence.examined < ROWS
    assert (facts.order.frozen, facts.sequence.missing) == ((), 0)


def test_every_kind_of_log_is_traced_alike(tmp_path):
    columns = table(note=["ask ann@example.org", *["fine"] * (ROWS - 1)])
    columns["id"][7] = columns["id"][6]
    columns["person"][9] = None
    frame = pl.DataFrame(columns)
    pq.write_table(frame.to_arrow(), tmp_path / "log.parquet")
    expected = traced(tmp_path / "log.parquet", **BERLIN)
    assert (expected.copies.rows, expected.entity.count) == (1, 1)
    assert len(expected.identifiers) == 1
    for other in (frame, frame.lazy(), frame.to_arrow(), frame.to_pandas()):
        assert traced(other, **BERLIN) == expected
    arrow_types = frame.to_pandas().convert_dtypes(dtype_backend="pyarrow")
    assert isinstance(arrow_types.dtypes["score"], pd.ArrowDtype)
    assert traced(arrow_types, **BERLIN) == expected


def test_labels_that_come_apart_are_traced_with_the_log(given):
    at = table()["at"]
    labels = {
        "id": table()["id"][:100],
        "repaid": ["1", "0"] * 50,
        "known": [one + dt.timedelta(hours=5 if i else -5) for i, one in enumerate(at[:100])],
    }
    label = {"column": "repaid", "positive": "1", "time": "known"}
    facts = traced(given(table()), labels=given(labels, "labels"), label=label, **BERLIN)
    assert (facts.early_labels.count, facts.early_labels.of) == (1, 100)
    assert facts.looked == ROWS


def test_a_zone_or_a_period_that_cannot_be_is_refused(given):
    log = given(table())
    with pytest.raises(PlanError, match="no time zone"), opening(log, timezone="Europe/Berln"):
        pass
    with (
        pytest.raises(LogError, match="no decision was made in the period"),
        opening(log, period={"from": "2031-01-01"}),
    ):
        pass


@pytest.mark.parametrize("files", [True, False])
def test_a_log_and_labels_of_different_kinds_are_refused(tmp_path, files):
    path = tmp_path / "log.csv"
    pl.DataFrame(table()).write_csv(path)
    log, labels = (path, pl.DataFrame(table())) if files else (pl.DataFrame(table()), path)
    label = {"column": "repaid", "positive": "1"}
    with (
        pytest.raises(LogError, match="labels") as caught,
        opening(log, labels=labels, label=label),
    ):
        pass
    assert caught.value.hint.startswith(("name files", "hand in"))


def test_files_are_named_by_a_path_by_text_or_by_several(tmp_path):
    path = tmp_path / "log.csv"
    pl.DataFrame(table()).write_csv(path)
    for log in (path, str(path), [path], (str(path),)):
        assert traced(log).rows == ROWS


def test_tracing_runs_beside_what_needs_no_log(given):
    plan = Plan.model_validate({**PLAN, **BERLIN})
    with opening(given(table()), **BERLIN) as source:
        looked = source.look_over()
        with source.tracing(plan, looked) as facts:
            beside = facts()
        assert beside == source.trace(plan, looked)


def test_an_error_beside_tracing_stops_what_is_counted(tmp_path, monkeypatch):
    path = tmp_path / "log.parquet"
    pq.write_table(pl.DataFrame(table()).to_arrow(), path)
    begun = threading.Event()

    def trace(frame, *_, collect, **__):
        many = frame
        for place in range(4):  # 300 ** 5 rows: hours
            many = many.join(frame.select(nw.col("score").alias(f"s{place}")), how="cross")
        begun.set()
        for _ in range(3):
            with suppress(LogError):  # as if the next look had not begun yet
                collect(many.select(nw.col("score", "s3").sum()))

    monkeypatch.setattr("evenhand.engines.opened.trace", trace)

    def failing():
        with (
            opening([str(path)]) as source,
            source.tracing(Plan.model_validate(PLAN), source.look_over()),
        ):
            assert begun.wait(30)
            time.sleep(0.5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    with opening([str(path)]) as source:
        assert source.engine.collect(source.frame.select(n=nw.len()))["n"].tolist() == [ROWS]


@pytest.mark.parametrize("score", [2**53 + 1, -(2**53) - 1, 2**62])
@pytest.mark.parametrize("threshold", [None, 0.5])
def test_whole_numbers_that_arrow_does_not_turn_into_floats_are_an_error(score, threshold):
    log = pl.DataFrame(table(score=[score, *range(ROWS - 1)])).to_arrow()
    plan = Plan.model_validate({**PLAN, "score": {"column": "score", "threshold": threshold}})
    with pytest.raises(LogError, match=r"the frame has whole numbers of 2\^53 or more"):
        audit(log, plan, as_of=AS_OF)


def test_other_errors_of_values_are_no_sentence():
    with pytest.raises(ValueError, match="mine"), arrow_in_words():
        raise ValueError("mine")


def test_reviews_may_end_in_the_year_9999(given):
    seen = [START + dt.timedelta(hours=1)] * (ROWS - 1) + [dt.datetime(9999, 12, 31)]  # noqa: DTZ001
    log = given(table(seen=[at.replace(tzinfo=None) for at in seen]))
    found = audit(log, Plan.model_validate({**PLAN, "kpis": {"review_time": "seen"}}), as_of=AS_OF)
    assert any(one.metric.startswith("review_time") and one.value for one in found.estimates)

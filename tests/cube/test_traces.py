"""What a log tells of each decision is counted alike on every engine."""

import datetime as dt
import random
from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

from evenhand.cube import copies, sequence
from evenhand.cube.copies import Copies
from evenhand.cube.sequence import Sequenced
from evenhand.cube.traces import Lacking, Looked, look_over, trace
from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.duckdb import DuckDBEngine
from evenhand.log.identifiers import Identified
from evenhand.log.open import open_log
from evenhand.plan import Plan
from evenhand.plan.wanted import wanted_kinds

START = dt.datetime(2025, 3, 3)  # noqa: DTZ001 - as logs have them
AS_OF = dt.datetime(2025, 6, 30, 12)  # noqa: DTZ001
ROWS = 900
FULL = {
    "columns": {
        "id": "id", "entity": "person", "time": "at", "model_version": "model",
        "reason": "reason", "reviewer": "reviewer", "override_reason": "why",
    },
    "decision": {"column": "decision", "favourable": "yes"},
    "label": {"column": "label", "time": "known"},
    "score": {"column": "score"},
    "kpis": {"review": "reviewed", "override": "overridden", "latency": "ms"},
    "features": ["income", "colour"],
}  # fmt: skip
ENGINES = ["duckdb", "csv", "polars", "arrow", "pandas"]


def clean(rows=ROWS):
    """Return a log without a fault, as columns."""
    chance = random.Random(5)  # noqa: S311 - a log, not a secret
    times = [START + dt.timedelta(hours=2 * i) for i in range(rows)]
    refused = [i % 3 == 0 for i in range(rows)]
    reviewed = [i % 4 == 0 for i in range(rows)]
    overridden = [i % 8 == 0 for i in range(rows)]
    return {
        "id": [f"A{i:05d}" for i in range(rows)],
        "person": [f"P{i // 2}" for i in range(rows)],
        "at": times,
        "model": ["v1"] * rows,
        "decision": ["no" if no else "yes" for no in refused],
        "reason": ["R1" if no else None for no in refused],
        "reviewed": reviewed,
        "reviewer": ["u7" if done else None for done in reviewed],
        "overridden": overridden,
        "why": ["W2" if done else None for done in overridden],
        "label": ["1" if i % 2 else "0" for i in range(rows)],
        "known": [time + dt.timedelta(days=30) for time in times],
        "score": [chance.random() for _ in range(rows)],
        "ms": [chance.random() * 900 for _ in range(rows)],
        "income": [chance.randrange(10**6) for _ in range(rows)],
        "colour": [chance.choice(["red", "blue"]) for _ in range(rows)],
        "note": ["fine"] * rows,
    }


@pytest.fixture(params=ENGINES)
def traced(request, tmp_path):
    """Return what is traced of a log on one engine, from its columns and its plan."""
    opened = []

    def run(columns, plan=FULL, as_of=AS_OF):
        plan = Plan.model_validate(plan)
        frame = pl.DataFrame(columns)
        path = tmp_path / f"log-{len(opened)}.{'csv' if request.param == 'csv' else 'parquet'}"
        if request.param in {"duckdb", "csv"}:
            if request.param == "csv":
                frame.write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%S")
            else:
                pq.write_table(frame.to_arrow(), path, row_group_size=100)
            spool = tmp_path / f"spool-{len(opened)}"
            spool.mkdir()
            log = open_log([path], wanted=wanted_kinds(plan), intake=plan.intake, spool=spool)
            engine, kinds = DuckDBEngine(log), log.columns
            opened.append(engine)
        else:
            log = None
            engine = DataFrameEngine(
                {"polars": frame, "arrow": frame.to_arrow(), "pandas": frame.to_pandas()}[
                    request.param
                ]
            )
            kinds = engine.columns
        return trace(
            engine.frame, plan, kinds, looked=look_over(kinds, sample=engine.sample, opened=log),
            collect=engine.collect, first=engine.first, as_of=as_of, opened=log,
        )  # fmt: skip

    yield run
    for engine in opened:
        engine.close()


def test_a_clean_log_lacks_nothing(traced):
    facts = traced(clean())
    assert facts.rows == ROWS
    assert (
        facts.id == facts.entity == facts.time == facts.model_version == Lacking(count=0, of=ROWS)
    )
    assert facts.reason == Lacking(count=0, of=300)
    assert facts.reviewer == Lacking(count=0, of=225)
    assert facts.override_reason == Lacking(count=0, of=113)
    assert facts.future == facts.early_labels == Lacking(count=0, of=ROWS)
    assert facts.copies == Copies(examined=ROWS, rows=0, keys=0, most=1)
    # One time in twelve is midnight, which may be a day without a clock.
    assert facts.same_moment == Copies(examined=ROWS - 75, rows=0, keys=0, most=1)
    assert facts.sequence == Sequenced(examined=ROWS, numbers=ROWS, missing=0, longest=0)
    assert (facts.order.rows, facts.order.backward, facts.order.frozen) == (ROWS, 0, ())
    assert (facts.looked, facts.identifiers, facts.unread_times) == (ROWS, (), 0)


def test_every_fault_is_counted_alike_on_every_engine(traced):
    log = clean()
    log["id"][5] = None
    log["person"][6:9] = [None] * 3
    log["model"][10:20] = [None, ""] * 5
    log["reason"][3] = None
    log["reason"][4] = "a favourable one needs none"
    log["reviewer"][4:9] = [None] * 5
    log["why"][8] = None
    log["score"][300:360] = [0.25] * 60
    log["note"][7] = "ask ann@example.org"
    log["at"][899] = dt.datetime(2025, 7, 1, 3)  # noqa: DTZ001
    log["at"][898] = None
    log["known"][50] = log["at"][50] - dt.timedelta(seconds=1)
    log["known"][51] = None
    log["known"][899] = log["at"][899]
    facts = traced(log)
    assert facts.id == Lacking(count=1, of=ROWS)
    assert facts.entity == Lacking(count=3, of=ROWS)
    assert facts.model_version == Lacking(count=10, of=ROWS)
    assert facts.reason == Lacking(count=1, of=300)
    assert facts.reviewer == Lacking(count=2, of=225)
    assert facts.override_reason == Lacking(count=1, of=113)
    assert facts.time == Lacking(count=1, of=ROWS)
    assert facts.future == Lacking(count=1, of=ROWS - 1)
    assert facts.early_labels == Lacking(count=1, of=ROWS - 2)
    (still,) = facts.order.frozen
    assert (still.column, still.rows, still.since) == ("score", 60, log["at"][300])
    assert facts.identifiers == (Identified(column="note", key="email", examined=ROWS, matching=1),)


def test_an_empty_text_is_no_reason(traced):
    log = clean()
    log["reason"][0:9:3] = ["", "", ""]
    assert traced(log).reason == Lacking(count=3, of=300)


@pytest.mark.parametrize(
    ("hours", "future"), [(0, 0), (11.9, 0), (12, 1), (36, 1)]
)  # from noon of the day that the audit speaks for
def test_the_future_starts_after_the_day_that_the_audit_speaks_for(traced, hours, future):
    log = clean(10)
    log["at"][9] = AS_OF + dt.timedelta(hours=hours)
    assert traced(log).future.count == future


def test_a_label_of_the_same_day_without_a_clock_is_not_early(traced):
    log = clean(30)
    midnight = [time.replace(hour=0) for time in log["at"]]
    log["known"] = midnight
    assert traced(log).early_labels.count == 0
    log["known"] = [time - dt.timedelta(days=1) for time in midnight]
    assert traced(log).early_labels.count == 30


def test_a_burst_of_copies_is_told_with_its_hour(traced):
    log = clean()
    for column, values in log.items():
        log[column] = values + [values[450]] * 40 + [values[20], values[21]]
    log["score"][900:] = [i / 100 for i in range(42)]
    facts = traced(log)
    hour = log["at"][450].replace(minute=0)
    burst = Copies(examined=942, rows=42, keys=3, most=41, burst=40, since=hour)
    assert facts.copies == burst
    midnights = sum(time.hour == 0 for time in log["at"])
    assert facts.same_moment == replace(burst, examined=942 - midnights)
    assert facts.sequence.missing == 0


def test_copies_here_and_there_are_no_burst(traced):
    log = clean()
    log["id"][10::60] = log["id"][9::60]
    facts = traced(log)
    assert facts.copies == Copies(examined=900, rows=15, keys=15, most=2, since=log["at"][10])
    assert facts.sequence.missing == 15


def test_one_id_over_and_over_is_no_burst_at_its_first_time(traced):
    log = clean()
    log["id"][5::30] = [log["id"][5]] * 30
    facts = traced(log)
    assert facts.copies == Copies(examined=900, rows=29, keys=1, most=30, since=log["at"][35])


def test_copies_without_a_time_are_counted(traced):
    log = clean()
    log["id"][1] = log["id"][0]
    assert traced(log, {"columns": {"id": "id"}}).copies == Copies(
        examined=900, rows=1, keys=1, most=2
    )
    log["at"] = [None] * 899 + [START]
    plan = {"columns": {"id": "id", "time": "at"}}
    assert traced(log, plan).copies.since is None


@pytest.mark.parametrize("numbered", [100_000, 10])
@pytest.mark.parametrize(
    "of", [lambda i: f"AB-{i}", lambda i: f"2025-{i:07d}", int, lambda i: f"A{10**16 + i}"]
)
def test_numbers_left_out_of_a_sequence_are_counted(traced, of, numbered, monkeypatch):
    monkeypatch.setattr(sequence, "_NUMBERED", numbered)
    log = clean()
    numbers = [i for i in range(5, 1_000) if not 200 <= i < 290 and i != 700][:ROWS]
    log["id"] = [of(i) for i in numbers]
    found = traced(log).sequence
    assert (found.numbers, found.missing) == (numbers[-1] - 4, 91)
    one_by_one = (90, log["at"][numbers.index(199)])
    assert (found.longest, found.at) == (one_by_one if numbered > 10 else (None, None))


@pytest.mark.parametrize("numbered", [100_000, 10])
@pytest.mark.parametrize(
    "of",
    [
        lambda i: f"{i * 7919 % 100_003}",
        lambda i: f"{'ABC'[i % 3]}{i}",
        lambda i: f"A{i}x",
        lambda _: None,
        lambda _: "A1",
    ],
)
def test_ids_that_are_no_sequence_leave_nothing_out(traced, of, numbered, monkeypatch):
    monkeypatch.setattr(sequence, "_NUMBERED", numbered)
    log = clean()
    log["id"] = pl.Series([of(i) for i in range(ROWS)], dtype=pl.String)
    assert traced(log).sequence is None


def test_the_last_id_may_show_that_there_is_no_sequence(traced, monkeypatch):
    monkeypatch.setattr(sequence, "_NUMBERED", 10)
    monkeypatch.setattr(sequence, "LOOKED", 10)
    log = clean()
    log["id"][899] = "Z"
    assert traced(log).sequence is None
    log["id"] = [f"A{i}" for i in range(899)] + ["A99999"]
    assert traced(log).sequence is None


@pytest.mark.parametrize("key", ["text", "integer", "other ends"])
def test_of_a_long_log_a_share_of_the_ids_is_compared_with_all_of_their_copies(
    traced, key, monkeypatch
):
    monkeypatch.setattr(copies, "EXACT", 100)
    monkeypatch.setattr(copies, "EXACT_MOMENTS", 100)
    log = clean()
    for column, values in log.items():
        log[column] = [value for value in values for _ in range(2)]
    if key == "integer":
        log["id"] = [int(one[1:]) for one in log["id"]]
    if key == "other ends":
        log["id"] = [f"{one}-EU" for one in log["id"]]
    facts = traced(log)
    assert 0 < facts.same_moment.rows == facts.same_moment.examined / 2 < 100
    assert facts.copies.rows == facts.copies.keys == facts.copies.examined / 2
    share = facts.copies.examined / facts.rows
    # Where all ids end alike there is no telling a share, and all are compared.
    assert share == 1 if key == "other ends" else 0 < share < 0.06


def test_a_plan_that_names_little_is_told_little(traced):
    log = {"decision": ["yes", "no"], "n": [1.5, 2.5]}
    facts = traced(log, {"decision": {"column": "decision", "favourable": "yes"}})
    assert facts.rows == 2
    absent = (
        facts.id, facts.entity, facts.time, facts.model_version, facts.reason, facts.reviewer,
        facts.override_reason, facts.future, facts.early_labels, facts.copies, facts.same_moment,
        facts.sequence,
    )  # fmt: skip
    assert absent == (None,) * 12
    assert facts.order.rows == 0
    assert facts.looked == 2


def test_a_score_stands_for_the_decision_where_its_threshold_is_named(traced):
    log = {"score": [0.1, 0.2, 0.9], "reason": ["R", None, None]}
    plan = {"columns": {"reason": "reason"}, "score": {"column": "score", "threshold": 0.5}}
    assert traced(log, plan).reason == Lacking(count=1, of=2)
    assert traced(log, {**plan, "score": {"column": "score"}}).reason is None


def test_dates_without_a_clock_tell_no_moment(traced):
    log = clean(60)
    log["at"] = [time.date() for time in log["at"]]
    log["person"] = ["P1"] * 60
    facts = traced(log)
    assert facts.time == Lacking(count=0, of=60)
    assert facts.same_moment == Copies(examined=0)
    assert facts.order.rows == 60


def test_rows_set_aside_for_their_time_are_counted(tmp_path):
    log = pl.DataFrame({"at": ["2025-01-01T10:00:00"] * 500 + ["soon"], "id": range(501)})
    log.write_csv(tmp_path / "log.csv")
    plan = Plan.model_validate({"columns": {"id": "id", "time": "at"}})
    (tmp_path / "spool").mkdir()
    opened = open_log(
        [tmp_path / "log.csv"],
        wanted=wanted_kinds(plan),
        intake=plan.intake,
        spool=tmp_path / "spool",
    )
    with DuckDBEngine(opened) as engine:
        facts = trace(
            engine.frame, plan, opened.columns, looked=Looked(rows=0, identifiers=()),
            collect=engine.collect, first=engine.first, as_of=AS_OF, opened=opened,
        )  # fmt: skip
    assert facts.unread_times == 1
    assert facts.time == Lacking(count=0, of=500)


def test_a_log_of_fractions_alone_has_no_column_to_look_at():
    engine = DataFrameEngine(pl.DataFrame({"x": [0.5, 1.5]}))
    facts = trace(
        engine.frame, Plan(), engine.columns, collect=engine.collect, first=engine.first,
        looked=look_over(engine.columns, sample=engine.sample), as_of=AS_OF,
    )  # fmt: skip
    assert (facts.looked, facts.identifiers) == (0, ())
    assert np.isfinite(facts.rows)


@pytest.mark.parametrize("exact", [100, 2_000_000])
def test_ids_that_are_fractions_or_dates_are_compared_and_are_no_sequence(
    traced, exact, monkeypatch
):
    monkeypatch.setattr(copies, "EXACT", exact)
    log = clean()
    log["id"] = [i + 0.5 for i in range(ROWS)]
    log["id"][1] = 0.5
    facts = traced(log, {"columns": {"id": "id"}})
    assert facts.sequence is None
    # As text, as of a CSV, a share of them is compared.
    if exact > ROWS or facts.copies.examined == ROWS:
        assert (facts.copies.rows, facts.copies.examined) == (1, ROWS)
    else:
        assert 0 < facts.copies.examined < ROWS / 20


def test_of_a_long_log_the_first_ids_tell_what_was_left_out(traced, monkeypatch):
    monkeypatch.setattr(copies, "EXACT", 100)
    log = clean()
    log["id"] = [i if i < 450 else i + 50 for i in range(ROWS)]
    found = traced(log).sequence
    assert (found.missing, found.longest, found.at) == (50, 50, None)


def test_whole_numbers_that_are_all_missing_are_no_sequence(traced):
    log = clean()
    log["id"] = pl.Series([None] * ROWS, dtype=pl.Int64)
    facts = traced(log)
    assert facts.sequence is None
    assert facts.copies == Copies(examined=0)


def test_a_label_without_a_time_is_not_early(traced):
    plan = {**FULL, "label": {"column": "label"}}
    assert traced(clean(30), plan).early_labels is None


@pytest.mark.parametrize(
    ("flag", "column"), [("review", "reviewer"), ("override", "override_reason")]
)
def test_what_was_reviewed_is_counted_without_a_reviewer_to_ask_for(traced, flag, column):
    plan = {"kpis": {flag: "reviewed"}, "decision": FULL["decision"]}
    assert getattr(traced(clean(30), plan), column) is None

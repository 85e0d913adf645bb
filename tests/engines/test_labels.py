"""Labels that come apart, in files or in frames of every library."""

import datetime as dt

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.audit import audit
from evenhand.engines.labels import wanted_of
from evenhand.engines.opened import opened
from evenhand.errors import LogError
from evenhand.plan import Plan

UTC = dt.UTC
AS_OF = dt.datetime(2025, 6, 1, tzinfo=UTC)
LOG = {"id": [1, 2, 3, 4], "sex": ["F", "M", "F", "M"], "ok": ["y", "n", "y", "y"]}
LABELS = {"id": [3, 1, 9], "repaid": [0, 1, 1]}
PLAN = {
    "decision": {"column": "ok", "favourable": "y"},
    "label": {"column": "repaid", "on": "id"},
    "protected": [{"column": "sex"}],
}
FRAMES = {
    "pandas": pd.DataFrame,
    "pandas arrow": lambda data: pa.table(data).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "arrow": pa.table,
}


def plan_of(**label):
    return Plan.model_validate({**PLAN, "label": {**PLAN["label"], **label}})


def read(log, labels, plan=None, as_of=AS_OF):
    """Return the labels by id, as an audit finds them, and its notes."""
    with opened(
        log, plan or plan_of(), labels=labels, as_of=as_of, progress=lambda _: None
    ) as found:
        columns = found.engine.collect(found.frame.select("id", "repaid").sort("id"))
    known = [None if value is None or value != value else value for value in columns["repaid"]]  # noqa: PLR0124 - NaN
    return dict(zip(columns["id"].tolist(), known, strict=True)), found.notes


@pytest.fixture
def written(tmp_path):
    """Return a function that writes columns to a file, and returns its path."""

    def write(name, columns):
        path = tmp_path / name
        if path.suffix == ".csv":
            pd.DataFrame(columns).to_csv(path, index=False)
        else:
            pq.write_table(pa.table(columns), path)
        return str(path)

    return write


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_frames_of_every_library_are_joined(make):
    labels, notes = read(make(LOG), make(LABELS))
    assert labels == {1: 1, 2: None, 3: 0, 4: None}
    assert notes == ("One of the 3 labels in the label file belongs to no decision of the log.",)


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_ids_with_gaps_and_labels_with_gaps_are_joined_alike(make):
    log = {**LOG, "id": ["1", "2", "3", "4"]}
    labels, _ = read(make(log), make({"id": [3, 1, None], "repaid": [0, None, 1]}))
    assert {name: None if value is None else int(value) for name, value in labels.items()} == {
        "1": None, "2": None, "3": 0, "4": None,
    }  # fmt: skip


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_labels_handed_in_from_python_are_audited(make):
    random = [(i * 7919) % 100 for i in range(600)]
    log = {
        "id": list(range(600)),
        "sex": ["FM"[i % 2] for i in range(600)],
        "ok": ["y" if r < 60 else "n" for r in random],
    }
    labels = {"id": log["id"][::-1], "repaid": [int(r % 10 < 7) for r in random[::-1]]}
    found = audit(make(log), plan_of(), labels=make(labels), as_of=AS_OF)
    assert found.log.labelled == 600
    (row,) = [
        row for row in found.estimates if (row.metric, row.group) == ("true_positive_rate", ())
    ]
    positive = [r for r in random if r % 10 < 7]
    assert row.value == pytest.approx(sum(r < 60 for r in positive) / len(positive))


@pytest.mark.parametrize("log", ["log.csv", "log.parquet"])
@pytest.mark.parametrize("labels", ["labels.csv", "labels.parquet"])
def test_files_of_either_kind_are_joined(written, log, labels):
    found, _ = read(written(log, LOG), written(labels, LABELS))
    assert {int(name): None if y is None else int(y) for name, y in found.items()} == {
        1: 1, 2: None, 3: 0, 4: None,
    }  # fmt: skip


def test_the_files_that_the_plan_names_are_read(written):
    plan = plan_of(file=[written("labels.csv", LABELS)])
    assert read(written("log.csv", LOG), None, plan)[0]["1"] == "1"


def test_files_and_frames_do_not_mix(written):
    with pytest.raises(LogError, match="the log is in files, and the labels are a frame"):
        read(written("log.csv", LOG), pl.DataFrame(LABELS))
    with pytest.raises(LogError, match="the log is a frame, and the labels are in files"):
        read(pl.DataFrame(LOG), written("labels.csv", LABELS))


def test_frames_of_two_libraries_do_not_mix():
    with pytest.raises(LogError, match="a frame of polars, and the labels are one of pandas"):
        read(pl.DataFrame(LOG), pd.DataFrame(LABELS))


@pytest.mark.parametrize("lost", ["id", "repaid"])
def test_a_column_that_is_not_there_is_named_with_its_side(written, lost):
    labels = {name: values for name, values in LABELS.items() if name != lost}
    with pytest.raises(LogError, match=f"the frame of labels has no column '{lost}'") as caught:
        read(pl.DataFrame(LOG), pl.DataFrame(labels))
    assert "its columns are" in caught.value.hint
    with pytest.raises(LogError, match=f"the label file has no column '{lost}'"):
        read(written("log.csv", LOG), written("labels.csv", labels))


def test_the_log_must_have_the_id_and_need_not_have_the_label(written):
    wanted, optional = wanted_of(plan_of(time="known"))
    assert {"id", "ok", "sex"} <= set(wanted)
    assert sorted(optional) == ["known", "repaid"]
    log = {name: values for name, values in LOG.items() if name != "id"}
    with pytest.raises(LogError, match="the log has no column 'id'"):
        read(written("log.csv", log), written("labels.csv", LABELS))
    with pytest.raises(LogError, match="the log has no column 'id'"):
        read(pl.DataFrame(log), pl.DataFrame(LABELS))


def test_a_label_that_is_audited_by_another_role_too_must_be_in_the_log():
    plan = Plan.model_validate({**PLAN, "conditions": ["repaid"]})
    assert wanted_of(plan)[1] == []


def test_days_of_labels_are_those_of_the_plans_zone():
    # 23:30 UTC on 31 May is the first of June in Berlin.
    known = [dt.datetime(2025, 5, 31, 23, 30, tzinfo=UTC), dt.datetime(2025, 5, 31, 20, tzinfo=UTC)]
    labels = pl.DataFrame({"id": [1, 2], "repaid": [1, 0], "known": known})
    as_of = dt.datetime(2025, 5, 31, 12, tzinfo=UTC)
    berlin = Plan.model_validate(
        {**plan_of(time="known").model_dump(), "timezone": "Europe/Berlin"}
    )
    for plan, expected in ((plan_of(time="known"), 1), (berlin, None)):
        found, _ = read(pl.DataFrame(LOG), labels, plan, as_of)
        assert (found[1], found[2]) == (expected, 0)


def test_a_log_and_labels_that_write_times_differently_meet_on_one_clock():
    at = dt.datetime(2025, 5, 31, 23, 30, tzinfo=UTC)
    log = pl.DataFrame({**LOG, "repaid": [1, None, 0, 1], "known": [at, None, at, at]})
    naive = [at.replace(tzinfo=None), at.replace(tzinfo=None)]
    labels = pl.DataFrame({"id": [1, 2], "repaid": [0, 1], "known": naive})
    plan = Plan.model_validate({**plan_of(time="known").model_dump(), "timezone": "Europe/Berlin"})
    found, _ = read(log, labels, plan, dt.datetime(2025, 5, 31, 12, tzinfo=UTC))
    # The labels' clock showed 23:30 on 31 May; that of the log's labels half past one in June.
    assert found == {1: 0, 2: 1, 3: None, 4: None}

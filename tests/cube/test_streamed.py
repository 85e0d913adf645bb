"""Many tallies from one scan: which can be, which cannot, and that both are counted alike."""

from dataclasses import replace
from types import SimpleNamespace

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from evenhand.cube import kept as kept_rows
from evenhand.cube import streamed
from evenhand.cube.axis import Axis, Values, Whole
from evenhand.cube.kept import Kept
from evenhand.cube.median import AboveMedian
from evenhand.cube.streamed import Asked, tally_all
from evenhand.errors import LogError

FRAME = nw.from_native(
    pl.LazyFrame(
        {
            "sex": ["F", "M", None, "F", "M", "F"],
            "place": [0, 1, 2, None, 40, 41],
            "score": [0.1, 0.9, 0.5, None, 0.4, 0.6],
            "passed": [True, False, None, True, True, True],
        }
    )
)
SEX = Axis(nw.col("sex"), among=Values(("M", "F")))
PLACE = Axis(nw.col("place"), among=Whole())
KNOWN = ~nw.col("score").is_null()


def collect(frame):
    found = frame.to_native().collect()
    return {name: found[name].to_numpy() for name in found.columns}


def stream(frame, values):
    """Return the columns of a frame two rows at a time, as `Engine.stream` says."""
    rows = frame.to_native().collect()
    for start in range(0, len(rows), 2):
        part = rows[start : start + 2]
        yield {
            name: np.array(
                [0 if one is None else values[name].values.index(one) + 1 for one in part[name]],
                dtype=np.uint16,
            )
            if name in values
            else part[name].to_numpy()
            for name in part.columns
        }


def asked(**more):
    """Return two tallies that can be streamed, and others by name."""
    return {
        "places": Asked(told="places", frame=FRAME, axes={"sex": SEX, "place": PLACE}, measures={}),
        "scores": Asked(
            told="scores",
            frame=FRAME,
            axes={"sex": SEX, "passed": Axis(nw.col("passed"), among=Values((True, False)))},
            measures={
                "total": nw.col("score"),
                "above": AboveMedian(nw.col("score"), np.array([0.5])),
            },
            where=KNOWN,
        ),
        **more,
    }


@pytest.fixture
def both(monkeypatch):
    """Return what counts tallies by group-by and in one scan, and what was told of the latter."""

    def count(wanted, max_cells=1000, stream=stream):
        told = []
        tools = {"many": 6, "collect": collect, "max_cells": max_cells}
        plain = tally_all(wanted, **tools, stream=None, progress=lambda _: None).cubes
        monkeypatch.setattr(streamed, "MANY", 1)
        return SimpleNamespace(
            plain=plain,
            once=tally_all(wanted, **tools, stream=stream, progress=told.append).cubes,
            told=told,
        )

    return count


def check_alike(found):
    assert found.once.keys() == found.plain.keys()
    for name, cube in found.once.items():
        other = found.plain[name]
        assert cube.levels == other.levels
        np.testing.assert_array_equal(cube.codes, other.codes)
        assert {measure: values.tolist() for measure, values in cube.measures.items()} == {
            measure: values.tolist() for measure, values in other.measures.items()
        }


def test_tallies_of_one_scan_are_those_of_many(both):
    found = both(asked())
    assert found.told == ["counting places, scores"]
    check_alike(found)
    assert found.once["places"].levels["place"] == ("0", "1", "2", "40", "41", "unknown")
    scores = found.once["scores"]
    assert scores.sum("n", "sex").tolist() == [2.0, 2.0, 1.0]
    assert scores.sum("above", "sex").tolist() == [1.0, 1.0, 0.0]


def test_what_cannot_be_streamed_is_counted_by_itself(both):
    apart = {
        "unknown before": Axis(nw.col("sex")),
        "no exact text": Axis(nw.col("sex").cast(nw.Categorical), among=Values(("F", "M"))),
    }
    more = {
        name: Asked(told=name, frame=FRAME, axes={"sex": axis}, measures={})
        for name, axis in apart.items()
    }
    found = both(asked(**more))
    assert found.told == ["counting places, scores", *(f"counting {name}" for name in apart)]
    check_alike(found)


def test_one_tally_alone_is_not_streamed(both):
    found = both({"places": asked()["places"]})
    assert found.told == ["counting places"]
    check_alike(found)


def test_few_rows_are_not_streamed():
    told = []
    tally_all(
        asked(),
        many=streamed.MANY - 1,
        collect=collect,
        stream=stream,
        max_cells=100,
        progress=told.append,
    )
    assert told == ["counting places", "counting scores"]


def test_a_sample_that_leads_astray_is_found_out(both):
    wanted = asked()
    lost = AboveMedian(nw.col("score"), np.array([0.95, 0.96]))
    scores = wanted["scores"]
    wanted["scores"] = Asked(
        told="scores", frame=FRAME, axes=scores.axes, measures={"above": lost}, where=KNOWN
    )
    found = both(wanted)
    assert found.told == ["counting places, scores", "counting scores"]
    check_alike(found)


@pytest.mark.parametrize("way", [None, stream])
def test_too_many_cells_are_an_error_however_they_are_counted(way, monkeypatch):
    monkeypatch.setattr(streamed, "MANY", 1)
    tools = {"many": 6, "collect": collect, "stream": way, "progress": lambda _: None}
    with pytest.raises(LogError, match="more than 3 cells"):
        tally_all(asked(), **tools, max_cells=3)


@pytest.mark.parametrize("most", [1, 3, 1000])
@pytest.mark.parametrize("least", [1, 2, 3, 1000])
def test_rows_are_added_up_in_any_number_at_once(both, monkeypatch, least, most):
    monkeypatch.setattr(streamed, "_AT_ONCE", least)
    monkeypatch.setattr(streamed, "_MOST_AT_ONCE", most)
    check_alike(both(asked()))


def test_a_column_may_be_a_key_a_number_and_what_rows_are_chosen_by(both):
    place, passed = nw.col("place"), nw.col("passed")
    wanted = asked(
        all_three=Asked(
            told="all three",
            frame=FRAME,
            axes={
                "place": Axis(place, among=Whole()),
                "passed": Axis(passed, among=Values((True, False))),
            },
            measures={"total": place},
            where=passed,
        )
    )
    del wanted["places"], wanted["scores"]
    wanted["again"] = wanted["all_three"]
    check_alike(both(wanted))


def kept(**tools):
    """Return the rows that are kept of those who passed."""
    keep = Kept(columns={"place": nw.coalesce(nw.col("place"), nw.lit(0))}, where=nw.col("passed"))
    return tally_all(
        asked(), keep=keep, many=6, collect=collect, max_cells=100, progress=lambda _: None, **tools
    ).kept


def test_rows_are_kept_as_the_others_are_counted(monkeypatch):
    monkeypatch.setattr(streamed, "MANY", 1)
    found = kept(stream=stream)
    assert found["place"].tolist() == [0, 0, 40, 41]


def test_without_one_scan_no_rows_are_kept():
    assert kept(stream=None) is None
    assert kept(stream=stream) is None


def test_of_no_rows_none_are_kept(monkeypatch):
    monkeypatch.setattr(streamed, "MANY", 1)
    assert kept(stream=lambda _frame, _values: iter(())) is None


@pytest.mark.parametrize(("most", "rows"), [(4, [0, 0, 40, 41]), (3, None), (1, None)])
def test_too_many_rows_are_not_kept(monkeypatch, most, rows):
    monkeypatch.setattr(streamed, "MANY", 1)
    monkeypatch.setattr(kept_rows, "_MOST", most)
    found = kept(stream=stream)
    assert (found if found is None else found["place"].tolist()) == rows


def test_what_fails_is_checked_for_values_that_are_none(monkeypatch):
    def failing(_frame, _values):
        raise LogError("no engine says why")
        yield

    def check():
        raise LogError("a score is no number")

    monkeypatch.setattr(streamed, "MANY", 1)
    tools = {"many": 6, "collect": collect, "max_cells": 100, "progress": lambda _: None}
    with pytest.raises(LogError, match="no engine says why"):
        tally_all(asked(), **tools, stream=failing)
    wanted = asked()
    wanted["scores"] = replace(wanted["scores"], check=check)
    with pytest.raises(LogError, match="a score is no number"):
        tally_all(wanted, **tools, stream=failing)


@pytest.mark.parametrize("way", [None, stream])
def test_sums_that_are_no_numbers_are_checked(monkeypatch, way):
    checked = []
    monkeypatch.setattr(streamed, "MANY", 1)
    odd = nw.when(nw.col("place") == 40).then(nw.lit(float("nan"))).otherwise(nw.col("place"))
    wanted = asked()
    wanted["places"] = replace(
        wanted["places"], measures={"total": odd}, check=lambda: checked.append("places")
    )
    tools = {"many": 6, "collect": collect, "max_cells": 100, "progress": lambda _: None}
    tally_all(wanted, **tools, stream=way)
    assert checked == ["places"]

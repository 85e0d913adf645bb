"""What may not be told is counted all the same, under numbers."""

import numpy as np
import pytest

from evenhand.cube.cube import Cube
from evenhand.cube.features import Feature
from evenhand.cube.unnamed import unnamed_failures, unnamed_features
from evenhand.plan import Plan


def feature(kind, levels, rest=None):
    codes = np.arange(len(levels)).reshape(-1, 1)
    cells = Cube({"bin": levels}, codes, {"n": np.arange(1.0, len(levels) + 1)})
    return Feature(kind=kind, cells=cells, edges=np.zeros(0), rest=rest)


def test_categories_of_a_column_with_identifiers_have_numbers_for_names():
    names = feature("category", ("Ann", "Bob", "others", "unknown"), rest="others")
    found = unnamed_features({"who": names, "job": names}, {"who", "nothing"})
    assert found["job"] is names
    assert found["who"].cells.levels["bin"] == ("value 1", "value 2", "others", "unknown")
    assert found["who"].cells.sum("n", "bin").tolist() == names.cells.sum("n", "bin").tolist()
    assert found["who"].rest == "others"


def test_bins_of_a_number_have_no_names():
    bins = feature("number", ("0", "1", "unknown"))
    assert unnamed_features({"card": bins}, {"card"})["card"] is bins


@pytest.fixture
def failed(taken):
    rows = {
        "decision": ["yes", "no"] * 3,
        "error": ["about ann@example.org", "timeout", None, "timeout", None, None],
    }
    plan = {
        "decision": {"column": "decision", "favourable": "yes"},
        "kpis": {"failure_class": "error"},
    }
    return taken(rows, **plan), Plan.model_validate(plan)


def test_classes_of_failures_in_a_column_with_identifiers_have_numbers_for_names(failed):
    tallies, plan = failed
    told = tallies.failures
    found = unnamed_failures(tallies, plan, {"error"}).failures
    assert set(told.levels["failure_class"]) == {"about ann@example.org", "timeout"}
    assert set(found.levels["failure_class"]) == {"class 1", "class 2"}
    assert found.sum("n", "failure_class").tolist() == told.sum("n", "failure_class").tolist()


def test_other_failures_keep_their_names(failed, taken):
    tallies, plan = failed
    assert unnamed_failures(tallies, plan, {"note"}) is tallies
    plain = taken({"decision": ["yes", "no"]}, decision={"column": "decision", "favourable": "yes"})
    assert plain.failures is None
    assert unnamed_failures(plain, plan, {"error"}) is plain

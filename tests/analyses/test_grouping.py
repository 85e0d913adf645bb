"""Groups: who is compared with whom, and what their numbers are taken from."""

import numpy as np
import pytest

from evenhand.analyses.grouping import groupings, inputs, unknowns
from evenhand.cube.cube import Cube
from evenhand.errors import PlanError
from evenhand.plan import Plan


def plan(*protected, **more):
    return Plan.model_validate({"protected": protected, **more})


def decided(group, selected, n, **more):
    return [
        {**group, **more, "decision": "favourable", "n": selected},
        {**group, **more, "decision": "unfavourable", "n": n - selected},
    ]


@pytest.fixture
def log(tallies):
    rows = [
        *decided({"sex": "F", "race": "x"}, 60, 200),
        *decided({"sex": "M", "race": "x"}, 90, 150),
        *decided({"sex": "M", "race": "y"}, 9, 10),
        *decided({"sex": "unknown", "race": "y"}, 20, 20),
    ]
    return tallies(rows, "sex", "race")


def by_name(found):
    return {one.attributes: one for one in found}


def test_everybody_each_attribute_and_each_pair_are_groupings(log):
    found = groupings(log, plan({"column": "sex"}, {"column": "race"}), minimum_n=1)
    assert [one.attributes for one in found] == [(), ("sex",), ("race",), ("sex", "race")]
    everybody = found[0]
    assert everybody.groups == ((),)
    assert everybody.reference is None
    assert everybody.axes == ()


def test_without_intersections_there_are_no_pairs(log):
    found = groupings(
        log, plan({"column": "sex"}, {"column": "race"}, intersections=False), minimum_n=1
    )
    assert [one.attributes for one in found] == [(), ("sex",), ("race",)]


def test_unknown_is_no_group_and_a_crossing_without_decisions_is_none_either(log):
    found = by_name(groupings(log, plan({"column": "sex"}, {"column": "race"}), minimum_n=1))
    assert found["sex",].groups == (("F",), ("M",))
    assert found["sex", "race"].groups == (("F", "x"), ("M", "x"), ("M", "y"))
    assert found["sex", "race"].axes == ("attribute:sex", "attribute:race")


def test_the_unknown_are_shown_as_a_grouping_of_their_own(log):
    (one,) = unknowns(log, plan({"column": "sex"}, {"column": "race"}))
    assert one.groups == (("unknown",),)
    assert one.reference is None
    assert inputs(log, one, days=1.0).counts.n.tolist() == [20.0]


def test_the_reference_is_whom_the_plan_names(log):
    found = by_name(
        groupings(
            log,
            plan({"column": "sex", "reference": "F"}, {"column": "race", "reference": "x"}),
            minimum_n=1,
        )
    )
    assert found["sex",].reference == 0
    assert found["sex",].reference_by == "plan"
    assert found["sex", "race"].reference == 0
    assert found["sex", "race"].reference_by == "plan"


def test_an_intersection_that_nobody_is_in_cannot_be_the_reference(log):
    found = by_name(
        groupings(
            log,
            plan({"column": "sex", "reference": "F"}, {"column": "race", "reference": "y"}),
            minimum_n=1,
        )
    )
    assert found["sex", "race"].reference_by == "highest"


def test_the_reference_is_else_the_highest_rate_among_groups_large_enough(log):
    found = by_name(groupings(log, plan({"column": "sex"}, {"column": "race"}), minimum_n=100))
    assert found["sex",].groups[found["sex",].reference] == ("M",)
    crossed = found["sex", "race"]
    assert crossed.groups[crossed.reference] == ("M", "x")  # not ("M", "y"): only ten
    assert crossed.reference_by == "highest"


def test_the_reference_is_else_the_largest_group(log):
    found = by_name(groupings(log, plan({"column": "sex"}), minimum_n=1000))
    assert found["sex",].groups[found["sex",].reference] == ("F",)
    assert found["sex",].reference_by == "largest"


def test_one_group_has_nobody_to_be_compared_with(tallies):
    log = tallies(decided({"sex": "F"}, 1, 2), "sex")
    found = by_name(groupings(log, plan({"column": "sex"}), minimum_n=1))
    assert found["sex",].reference is None


def test_a_reference_that_the_log_lacks_is_an_error(log):
    with pytest.raises(PlanError, match="sex has no group 'm' to compare with") as caught:
        groupings(log, plan({"column": "sex", "reference": "m"}), minimum_n=1)
    assert caught.value.hint


def test_rows_without_a_decision_are_in_no_metric(tallies):
    log = tallies(
        [*decided({"sex": "F"}, 3, 7), {"sex": "F", "decision": "undecided", "n": 5}], "sex"
    )
    (_, sex) = groupings(log, plan({"column": "sex"}), minimum_n=1)
    assert inputs(log, sex, days=1.0).counts.n.tolist() == [7.0]


def test_counts_by_window_have_the_windows_first(tallies):
    log = tallies(
        [
            *decided({"sex": "F"}, 1, 4, window="2025-01-01"),
            *decided({"sex": "M"}, 2, 3, window="2025-02-01"),
        ],
        "sex",
    )
    (_, sex) = groupings(log, plan({"column": "sex"}), minimum_n=1)
    found = inputs(log, sex, "window", days=1.0)
    assert found.counts.n.tolist() == [[4.0, 0.0], [0.0, 3.0]]
    assert found.buckets is None
    assert found.scores is None


def test_people_are_counted_by_bucket(tallies):
    rows = decided({"sex": "F"}, 1, 4) + decided({"sex": "M"}, 2, 3)
    log = tallies(rows, "sex", entities=[0, 1, 0, 1])
    (_, sex) = groupings(log, plan({"column": "sex"}), minimum_n=1)
    assert inputs(log, sex, days=1.0).buckets.selected.tolist() == [[1.0, 2.0], [0.0, 0.0]]


def test_scores_of_rows_without_a_decision_count_among_the_unfavourable(tallies):
    log = tallies(decided({"sex": "F"}, 1, 4), "sex")
    levels = {
        "attribute:sex": ("F",),
        "decision": ("unfavourable", "favourable", "undecided"),
        "label": ("negative", "positive", "unknown"),
        "bin": ("0", "1"),
    }
    cells = np.array([[0, 0, 2, 0], [0, 1, 2, 1], [0, 2, 2, 1]])
    values = np.array([1.0, 2.0, 4.0])
    scores = Cube(
        levels,
        cells,
        {"n": values, "total": values, "squares": values, "above_median": values},
    )
    log = type(log)(
        **{
            **{name: getattr(log, name) for name in log.__slots__},
            "scores": scores,
            "score_edges": np.array([0.0, 0.5, 1.0]),
        }
    )
    (_, sex) = groupings(log, plan({"column": "sex"}), minimum_n=1)
    found = inputs(log, sex, days=1.0).scores
    assert found.n[0, 0, 2].tolist() == [1.0, 4.0]
    assert found.n[0, 1, 2].tolist() == [0.0, 2.0]
    assert found.above_median.tolist() == [7.0]


def test_kpis_are_added_up_by_group_with_their_histogram(tallies):
    rows = [
        {**row, "latency n": 2, "latency total": 10, "latency squares": 60, "cost n": 1,
         "cost total": 3, "cost squares": 9}
        for row in decided({"sex": "F"}, 1, 4)
    ]  # fmt: skip
    bins = Cube(
        {"attribute:sex": ("F",), "bin": ("0", "50")},
        np.array([[0, 0], [0, 1]]),
        {"n": np.array([3.0, 1.0])},
    )
    measures = [
        f"{kpi} {part}" for kpi in ("latency", "cost") for part in ("n", "total", "squares")
    ]
    log = tallies(rows, "sex", kpis=measures, histograms={"latency": bins})
    (_, sex) = groupings(log, plan({"column": "sex"}), minimum_n=1)
    found = inputs(log, sex, days=3.0).kpis
    assert set(found) == {"decisions", "latency", "cost"}
    assert found["latency"].total.tolist() == [20.0]
    assert found["latency"].decisions.tolist() == [4.0]
    assert found["latency"].histogram.tolist() == [[3.0, 1.0]]
    assert found["latency"].centres == pytest.approx(
        [1.01, np.exp(50 * np.log(101 / 99)) * 1.01], rel=0.01
    )
    assert found["cost"].histogram.shape == (1, 0)
    assert found["decisions"].days == 3.0

"""Gaps by score: four bins, so that every part can be worked out by hand."""

import pytest

from evenhand.analyses.decomposing.scores import by_scores
from evenhand.plan import Plan

PLAN = Plan.model_validate({"decision": {"column": "d"}, "score": {"column": "s"}})
PLANNED = Plan.model_validate(
    {
        "decision": {"column": "d"},
        "score": {"column": "s", "threshold": 0.5},
        "inference": {"score_bins": 10},
    }
)


@pytest.fixture
def log(tallies, row, scored):
    """Return a builder of a log from its cells of scores, with as many decisions as they have."""

    def build(*cells, unscored=()):
        rows = [row(group, n, good=good, label=label) for group, good, label, _, n, *_ in cells]
        return scored(tallies([*rows, *unscored], "g"), *cells)

    return build


def two(*cells):
    """Return the cells of a group, and those of b: all pass from bin 2 on."""
    return (
        *cells,
        ("b", False, "unknown", 0, 5, 0), ("b", False, "unknown", 1, 5, 0),
        ("b", True, "unknown", 2, 5, 0), ("b", True, "unknown", 3, 5, 0),
    )  # fmt: skip


def without_overrides(cells):
    return [cell[:5] for cell in cells]


def test_other_scores_under_one_rule_are_told_as_scores(log, sides, resampling):
    cells = two(("a", False, "unknown", 0, 16, 0), ("a", True, "unknown", 3, 4, 0))
    told = by_scores(*sides(log(*cells)), "selection_rate", PLAN, resampling)
    assert told.names == ("scores", "threshold", "override")
    assert told.values.tolist() == pytest.approx([-0.3, 0, 0])
    assert told.total == pytest.approx(-0.3)


def test_what_review_turned_down_is_told_as_overrides(log, sides, resampling):
    cells = two(
        ("a", False, "unknown", 0, 10, 0),
        ("a", False, "unknown", 2, 5, 5),
        ("a", True, "unknown", 3, 5, 0),
    )
    told = by_scores(*sides(log(*cells)), "selection_rate", PLAN, resampling)
    assert told.total == pytest.approx(-0.25)
    assert told.values[2] == pytest.approx(-0.25)
    assert told.values.sum() == pytest.approx(told.total, abs=1e-12)


def test_a_group_with_a_bar_of_its_own_is_found_without_overrides_recorded(log, sides, resampling):
    cells = without_overrides(two(
        ("a", False, "unknown", 0, 5), ("a", False, "unknown", 1, 5),
        ("a", False, "unknown", 2, 5), ("a", True, "unknown", 3, 5),
    ))  # fmt: skip
    told = by_scores(*sides(log(*cells)), "selection_rate", PLAN, resampling)
    assert told.names == ("scores", "threshold", "departure")
    assert told.values.tolist() == pytest.approx([0, -0.25, 0])


def test_one_rule_for_both_leaves_what_departs_from_it(log, sides, resampling):
    cells = without_overrides(two(
        ("a", False, "unknown", 0, 10), ("a", False, "unknown", 2, 1),
        ("a", True, "unknown", 2, 4), ("a", True, "unknown", 3, 5),
    ))  # fmt: skip
    told = by_scores(*sides(log(*cells)), "selection_rate", PLAN, resampling)
    assert told.names == ("scores", "departure")
    assert told.values.tolist() == pytest.approx([0, -0.05])


def test_the_threshold_of_the_plan_is_the_rule_unless_it_fits_badly(log, sides, resampling):
    cells = without_overrides(two(("a", False, "unknown", 0, 10), ("a", True, "unknown", 3, 10)))
    # All four bins are numbered below the plan's: nobody would pass, which fits nobody.
    told = by_scores(*sides(log(*cells)), "selection_rate", PLANNED, resampling)
    assert told.values.sum() == pytest.approx(told.total, abs=1e-12)
    none = without_overrides([
        ("a", False, "unknown", 0, 10), ("a", True, "unknown", 0, 0),
        ("b", False, "unknown", 3, 10), ("b", False, "unknown", 1, 0),
    ])  # fmt: skip
    told = by_scores(*sides(log(*none)), "selection_rate", PLANNED, resampling)
    assert told.names == ("scores", "departure")


def test_decisions_that_follow_no_rule_differ_at_the_same_score(log, sides, resampling):
    cells = without_overrides([
        (group, good, "unknown", place, n)
        for group, good, n in (("a", True, 4), ("a", False, 6), ("b", True, 6), ("b", False, 4))
        for place in range(4)
    ])  # fmt: skip
    told = by_scores(*sides(log(*cells)), "selection_rate", PLAN, resampling)
    assert told.names == ("scores", "decision")
    assert told.values.tolist() == pytest.approx([0, -0.2])


def test_those_without_a_score_are_left_out_of_nothing(log, row, sides, resampling):
    cells = two(("a", False, "unknown", 0, 5, 0), ("a", True, "unknown", 3, 5, 0))
    more = [row("a", 10, good=False)]
    told = by_scores(*sides(log(*cells, unscored=more)), "selection_rate", PLAN, resampling)
    assert told.total == pytest.approx(5 / 20 - 10 / 20)
    assert told.values.sum() == pytest.approx(told.total, abs=1e-12)


@pytest.mark.parametrize(
    ("metric", "gap"),
    [
        ("true_positive_rate", 4 / 8 - 1.0), ("false_negative_rate", 4 / 8),
        ("false_positive_rate", 2 / 4 - 0.5), ("true_negative_rate", 0.0),
    ],
)  # fmt: skip
def test_error_rates_have_a_part_for_labels(log, sides, resampling, metric, gap):
    cells = (
        ("a", True, "positive", 3, 4, 0), ("a", False, "positive", 0, 4, 0),
        ("a", True, "negative", 3, 2, 0), ("a", False, "negative", 1, 2, 0),
        ("b", True, "positive", 3, 4, 0), ("b", True, "negative", 2, 4, 0),
        ("b", False, "negative", 0, 4, 0),
    )  # fmt: skip
    told = by_scores(*sides(log(*cells)), metric, PLAN, resampling)
    assert told.names == ("scores", "outcomes", "threshold", "override")
    assert told.total == pytest.approx(gap)
    assert told.values.sum() == pytest.approx(gap, abs=1e-12)


def test_what_cannot_be_decomposed_by_score_is_not(log, tallies, row, sides, resampling):
    cells = two(("a", False, "unknown", 0, 5, 0), ("a", True, "unknown", 3, 5, 0))
    both = sides(log(*cells))
    weighted = PLAN.model_copy(update={"columns": PLAN.columns.model_copy(update={"weight": "w"})})
    assert by_scores(*both, "accuracy", PLAN, resampling) is None
    assert by_scores(*both, "selection_rate", weighted, resampling) is None
    assert by_scores(*both, "true_positive_rate", PLAN, resampling) is None  # no labels
    bare = tallies([row("a", 1, good=True), row("b", 1, good=True)], "g")
    assert by_scores(*sides(bare), "selection_rate", PLAN, resampling) is None

"""Why a gate cannot be decided for want of labels."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import measure
from evenhand.analyses.settings import Settings
from evenhand.gates.label_words import for_want_of_labels
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts

S, M = "selective_labels", "labels_not_mature"


@pytest.fixture
def words():
    """Return a function that says why, from the reason of each group."""

    def run(*why, attributes=("g",), low=np.nan, high=np.nan):
        cells = np.ones((max(1, len(why)), 2, 3))
        found = measure(
            METRICS["true_positive_rate"],
            Inputs(Counts(cells), Counts(cells), None, None, {}),
            Settings(level=0.95, alpha=0.05, seed=1, draws=100),
        )
        names = tuple((name,) * len(attributes) for name in "ABCDEF"[: len(why)])
        grouping = Grouping(attributes, names, np.arange(len(why)), 0, "plan")
        return for_want_of_labels(
            replace(
                found,
                why=np.array(why, dtype=object),
                low=np.full(len(why), low),
                high=np.full(len(why), high),
            ),
            grouping,
        )

    return run


def test_groups_whose_labels_are_selective_are_named_with_what_to_do(words):
    assert words(None, S) == (
        "Labels may be missing for a reason, so the true positive rate of B cannot be told, only "
        "bounded; more decisions would not help. Label a random sample of the decisions without "
        "one; or, if those with one are a sample already, let the plan say so: "
        'label.missing = "at_random".'
    )


@pytest.mark.parametrize(
    ("why", "whose"),
    [
        ((None, S, S), "of B and C cannot"),
        ((None, S, S, S, S), "of B; C; D and E cannot"),
        ((None, S, S, S, S, S), "of 5 groups cannot"),
        ((S, S, S), "of any group cannot"),
        ((M, S), "of B cannot"),
    ],
)
def test_many_groups_are_counted_and_all_are_any(words, why, whose):
    assert whose in words(*why)


def test_a_group_is_named_with_its_bounds_where_there_are_any(words):
    assert "rate of B (0.65 to 0.81) cannot be told" in words(None, S, low=0.649, high=0.8055)
    assert "rate of B cannot be told" in words(None, S, low=0.649)


def test_an_intersection_is_named_by_both_groups(words):
    assert "of A, A cannot" in words(S, None, attributes=("g", "h"))


def test_where_no_label_has_had_the_time_to_arrive_the_gate_must_wait(words):
    assert words(M, M) == (
        "No decision is old enough for its label to have arrived: the true positive rate must wait."
    )


def test_other_reasons_are_not_about_labels(words):
    assert words(None, M) == words(None, "zero_denominator") == words() == ""


def test_a_metric_that_needs_no_label_has_no_such_reason():
    cells = np.ones((1, 2, 3))
    found = measure(
        METRICS["selection_rate"],
        Inputs(Counts(cells), Counts(cells), None, None, {}),
        Settings(level=0.95, alpha=0.05, seed=1, draws=100),
    )
    grouping = Grouping(("g",), (("A",),), np.arange(1), None, "plan")
    assert for_want_of_labels(found, grouping) == ""

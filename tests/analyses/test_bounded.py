"""Gaps of figures that are bounded."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.bounded import bounded
from evenhand.analyses.disparities import Panel, compare
from evenhand.analyses.selective import measure_known
from evenhand.metrics import METRICS

KNOWN = [300, 200, 0, 100, 400, 0]
LACKING = [100, 50, 50, 60, 140, 30]
KEYS = ("selection_rate", "true_positive_rate", "false_positive_rate", "accuracy", "f1_score",
        "matthews_correlation")  # fmt: skip


@pytest.fixture
def gaps(grouping, table, inputs, settings):
    """Return a function that compares groups of which some have selective labels."""

    def run(*rows, hidden, reference=0):
        masks = np.array([[one] * 3 for one in hidden])
        found = replace(inputs(table(*rows)), selective=masks)
        measured = {key: measure_known(METRICS[key], found, settings) for key in KEYS}
        of = grouping(*"ABCDE"[: len(rows)], reference=reference)
        plain = list(compare(Panel(of, reference, found, measured, settings)))
        return measured, list(bounded(plain, of, measured)), plain

    return run


def one(rows, metric, comparison, group="B", against="reference"):
    (row,) = [
        row
        for row in rows
        if (row.metric, row.comparison, row.against) == (metric, comparison, against)
        and row.group == (group,)
    ]
    return row


def test_a_difference_lies_between_those_of_the_bounds(gaps):
    measured, rows, _ = gaps(KNOWN, LACKING, hidden=[False, True])
    found = measured["true_positive_rate"]
    row = one(rows, "true_positive_rate", "difference")
    assert (row.value, row.p_value, row.undefined) == (None, None, "selective_labels")
    assert row.low == pytest.approx(found.low[1] - found.high[0])
    assert row.high == pytest.approx(found.high[1] - found.low[0])
    assert row.method == "manski"


def test_a_ratio_lies_between_those_of_the_bounds(gaps):
    measured, rows, _ = gaps(KNOWN, LACKING, hidden=[False, True])
    found = measured["accuracy"]
    row = one(rows, "accuracy", "ratio")
    assert row.value is None
    assert row.low == pytest.approx(found.low[1] / found.high[0])
    assert row.high == pytest.approx(found.high[1] / found.low[0])


def test_a_reference_that_is_bounded_bounds_the_gap_of_everyone(gaps):
    _, rows, _ = gaps(KNOWN, KNOWN, hidden=[True, False])
    assert one(rows, "true_positive_rate", "difference").undefined == "selective_labels"


def test_a_pair_whose_labels_are_known_keeps_its_gap(gaps):
    _, rows, plain = gaps(KNOWN, LACKING, KNOWN, hidden=[False, True, False])
    of_c = one(rows, "true_positive_rate", "difference", "C")
    assert of_c == one(plain, "true_positive_rate", "difference", "C")
    assert of_c.value == pytest.approx(0)


def test_what_needs_no_label_keeps_its_gap(gaps):
    _, rows, plain = gaps(KNOWN, LACKING, hidden=[False, True])
    selection = [row for row in rows if row.metric == "selection_rate"]
    assert selection
    assert selection == [row for row in plain if row.metric == "selection_rate"]


def test_who_is_highest_is_not_known_where_one_is_bounded(gaps):
    _, rows, _ = gaps(KNOWN, LACKING, KNOWN, hidden=[False, True, False])
    together = [
        row
        for row in rows
        if row.metric != "selection_rate" and row.against in {"all", "highest", "rest"}
    ]
    assert together
    for row in together:
        assert (row.value, row.low, row.high) == (None, None, None)
        assert (row.undefined, row.method) == ("selective_labels", "none")


def test_equalized_odds_rest_on_two_rates(gaps):
    _, rows, _ = gaps(KNOWN, LACKING, hidden=[False, True])
    odds = [row for row in rows if row.metric == "equalized_odds"]
    assert odds
    assert all((row.value, row.undefined) == (None, "selective_labels") for row in odds)


def test_within_strata_of_a_condition_nothing_is_told(gaps, grouping):
    measured, _, plain = gaps(KNOWN, LACKING, hidden=[False, True])
    row = replace(one(plain, "true_positive_rate", "difference"), condition="job")
    (found,) = bounded([row], grouping("A", "B"), measured)
    assert (found.low, found.high, found.method) == (None, None, "none")


def test_a_metric_without_bounds_has_none_of_its_gap(gaps, grouping):
    measured, _, plain = gaps(KNOWN, LACKING, hidden=[False, True])
    blind = replace(measured["accuracy"], low=np.full(2, np.nan), high=np.full(2, np.nan))
    row = one(plain, "accuracy", "difference")
    (found,) = bounded([row], grouping("A", "B"), {"accuracy": blind})
    assert (found.low, found.high, found.method) == (None, None, "none")


def test_without_selective_labels_every_row_stays(gaps):
    _, rows, plain = gaps(KNOWN, KNOWN, hidden=[False, False])
    assert rows == plain

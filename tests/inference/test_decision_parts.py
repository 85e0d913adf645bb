"""Parts of rates of decisions add up exactly, and each cause alone is told as itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evenhand.inference.decision_parts import deployed_threshold, outcome_parts, score_parts

COUNTS = st.integers(0, 60)


def tables(*shape):
    return arrays(np.int64, shape, elements=COUNTS).map(lambda table: table.astype(float))


@given(tables(3, 2, 2), tables(3, 2, 2), st.booleans())
def test_parts_by_outcome_add_up_to_the_difference(one, two, accuracy):
    def figure(table):
        whole = table.sum(axis=0)
        good = whole[0, 0] + whole[1, 1] if accuracy else whole[1].sum()
        return good / whole.sum()

    parts = outcome_parts(one, two, accuracy=accuracy)
    if one.sum() == 0 or two.sum() == 0:
        assert np.isnan(sum(parts))
        return
    assert sum(parts) == pytest.approx(figure(one) - figure(two), abs=1e-12)


def test_a_change_of_the_base_rate_alone_is_told_as_that():
    # Three in four of the good and one in four of the bad are favoured, in both.
    mix, base, hits, misses = outcome_parts(
        [[[30, 10], [10, 30]]], [[[15, 15], [5, 45]]]
    )  # 40 good of 80; 60 good of 80
    assert [float(mix), float(hits), float(misses)] == pytest.approx([0, 0, 0], abs=1e-15)
    assert float(base) == pytest.approx((0.5 - 0.75) * (0.75 - 0.25))


def cells(n, proposed, final):
    """Return cells of one label that can be: no more proposed or favourable than there are."""
    return np.stack([n, np.minimum(proposed, n), np.minimum(final, n)])


@given(tables(3, 2, 4), tables(3, 2, 4), st.sampled_from([None, 0, 1]))
def test_parts_by_score_add_up_to_the_difference(one, two, label):
    one, two = (cells(*table) for table in (one, two))
    among = slice(None) if label is None else slice(label, label + 1)

    def rate(table):
        return table[2, among].sum() / table[0, among].sum()

    if one[0, among].sum() == 0 or two[0, among].sum() == 0:
        return
    parts = score_parts(one, two, label=label)
    assert sum(parts) == pytest.approx(rate(one) - rate(two), abs=1e-12)
    if label is None:
        assert float(parts[1]) == pytest.approx(0, abs=1e-12)


def test_another_threshold_on_the_same_scores_is_told_as_that():
    n = [[10, 10, 10], [0, 0, 0]]
    high, low = [[0, 0, 10], [0, 0, 0]], [[0, 10, 10], [0, 0, 0]]
    parts = score_parts([n, high, high], [n, low, low], label=None)
    assert [float(part) for part in parts] == pytest.approx([0, 0, -1 / 3, 0])


def test_what_people_change_at_the_same_score_is_told_as_overrides():
    n, rule = [[10, 10], [0, 0]], [[0, 10], [0, 0]]
    parts = score_parts([n, rule, [[0, 6], [0, 0]]], [n, rule, rule], label=None)
    assert [float(part) for part in parts] == pytest.approx([0, 0, 0, -0.2])


def test_labels_that_differ_at_the_same_score_are_told_as_outcomes():
    # Of those with a negative label, more of the first score high, as their labels are lost.
    rule = np.array([[0, 4], [0, 6]])
    one = [[[6, 8], [4, 2]], [[0, 8], [0, 2]], [[0, 8], [0, 2]]]
    two = [[[6, 4], [4, 6]], rule, rule]
    scores, outcomes, threshold, override = score_parts(one, two, label=0)
    assert [float(scores), float(threshold), float(override)] == pytest.approx([0, 0, 0], abs=1e-15)
    assert float(outcomes) == pytest.approx(8 / 14 - 4 / 10)


@given(tables(2, 5))
def test_the_rule_that_fits_best_is_found_by_looking_at_all(table):
    good, bad = table
    wrong = [good[:at].sum() + bad[at:].sum() for at in range(len(good) + 1)]
    assert int(deployed_threshold(good, good + bad)) == int(np.argmin(wrong))

"""How the scores of a group differ from the reference's: on average, and in shape."""

import numpy as np
import pytest
from scipy import stats

from evenhand.analyses.disparities.score_distance import score_distance
from evenhand.analyses.disparities.standardised_mean_difference import (
    standardised_mean_difference,
)
from evenhand.metrics._metric import Scores

EDGES = np.linspace(0, 1, 6)
MIDDLES = (EDGES[:-1] + EDGES[1:]) / 2
BINS = np.array([[5, 10, 20, 10, 5], [20, 15, 10, 4, 1], [0, 0, 0, 0, 0]], dtype=float)


@pytest.fixture
def scored(panel, table):
    n = np.zeros((3, 2, 3, 5))
    n[:, 0, 2] = BINS
    scores = Scores(EDGES, n, n * MIDDLES, n * MIDDLES**2, np.zeros(3))
    return panel(table([0, 0, 50, 0, 0, 0], [0, 0, 50, 0, 0, 0], [0, 0, 4, 0, 0, 0]), scores=scores)


def samples(group):
    return np.repeat(MIDDLES, BINS[group].astype(int))


def test_kolmogorov_smirnov_is_scipys_on_the_binned_scores(scored, only):
    row = only(score_distance(scored), comparison="kolmogorov_smirnov", group=("b",))
    expected = stats.ks_2samp(samples(1), samples(0), method="asymp")
    assert row.value == pytest.approx(expected.statistic)
    # The limiting distribution, without scipy's small-sample rounding of n.
    assert row.p_value == pytest.approx(stats.kstwobign.sf(row.value * 5), rel=1e-6)


def test_wasserstein_is_scipys_on_the_binned_scores(scored, only):
    row = only(score_distance(scored), comparison="wasserstein", group=("b",))
    assert row.value == pytest.approx(stats.wasserstein_distance(samples(1), samples(0)))
    assert row.low is None


def test_hedges_g_by_hand(scored, only):
    row = only(standardised_mean_difference(scored), group=("b",))
    first, second = samples(1), samples(0)
    pooled = np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)
    g = (first.mean() - second.mean()) / pooled * (1 - 3 / (4 * 98 - 1))
    assert row.value == pytest.approx(g)
    assert (row.high - row.low) / 2 == pytest.approx(
        1.959964 * np.sqrt(2 / 50 + g**2 / 200), rel=1e-5
    )


def test_a_group_without_scores_is_undefined(scored):
    rows = [*score_distance(scored), *standardised_mean_difference(scored)]
    assert {row.undefined for row in rows if row.group == ("c",)} == {"undefined_estimate"}


def test_without_scores_there_is_nothing_to_compare(panel, table):
    found = panel(table([5, 5, 0, 5, 5, 0], [5, 5, 0, 5, 5, 0]))
    assert list(score_distance(found)) == []
    assert list(standardised_mean_difference(found)) == []

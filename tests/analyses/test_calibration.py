"""Histograms for the calibration picture."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from evenhand.analyses.calibration import histograms
from evenhand.analyses.grouping import Grouping
from evenhand.metrics._metric import Scores

EDGES = np.linspace(0, 1, 21)
MIDDLES = (EDGES[:-1] + EDGES[1:]) / 2


def scored(*groups):
    """Return scores from (negative, positive, unlabelled) histograms of every group."""
    n = np.zeros((len(groups), 2, 3, 20))
    for place, of_label in enumerate(groups):
        n[place, 1] = of_label
    return Scores(EDGES, n, n * MIDDLES, n * MIDDLES**2, np.zeros(len(groups)))


EVEN = (np.full(20, 5.0), np.full(20, 15.0), np.full(20, 100.0))
NONE = (np.zeros(20), np.zeros(20), np.full(20, 9.0))


def test_each_of_ten_dots_holds_as_many_labelled_scores(inputs, table, grouping, settings):
    (one,) = histograms(grouping("F"), inputs(table([0] * 6), scores=scored(EVEN)), settings)
    assert (one.attribute, one.group) == ("g", "F")
    assert one.n == (40,) * 10
    assert one.mean_score == pytest.approx(np.linspace(0.05, 0.95, 10))
    assert one.share_positive == pytest.approx([0.75] * 10)
    assert (one.low[0], one.high[0]) == pytest.approx(proportion_confint(30, 40, method="wilson"))


def test_a_bin_that_holds_most_scores_makes_one_dot(inputs, table, grouping, settings):
    lumped = np.zeros(20)
    lumped[3], lumped[10] = 90, 10
    (one,) = histograms(
        grouping("F"),
        inputs(table([0] * 6), scores=scored((lumped, lumped, np.zeros(20)))),
        settings,
    )
    assert one.n == (180, 20)


def test_a_group_without_labels_has_no_picture(inputs, table, grouping, settings):
    found = histograms(
        grouping("F", "M"), inputs(table([0] * 6, [0] * 6), scores=scored(NONE, EVEN)), settings
    )
    assert [one.group for one in found] == ["M"]


def test_everybody_is_a_picture_without_attribute(inputs, table, settings):
    everybody = Grouping((), ((),), np.array([0]), None, "largest")
    (one,) = histograms(everybody, inputs(table([0] * 6), scores=scored(EVEN)), settings)
    assert (one.attribute, one.group) == (None, None)


def test_without_scores_there_is_none(inputs, table, grouping, settings):
    assert list(histograms(grouping("F"), inputs(table([0] * 6)), settings)) == []

import numpy as np
import pytest

from evenhand.inference.maturity import maturity


def steady(days, *rates):
    """Return a hundred decisions a day and group."""
    return np.full((days, len(rates)), 100.0), np.tile(100 * np.array(rates), (days, 1))


def test_complete_labels_have_all_matured():
    found = maturity(*steady(60, 1.0, 1.0))
    assert found.cutoff == 60
    assert found.limiting is None
    assert found.before.tolist() == found.plateau.tolist() == [1, 1]
    assert np.isnan(found.after).all()


def test_no_label_at_all_leaves_no_cutoff():
    found = maturity(*steady(60, 0.0, 0.0))
    assert found.cutoff == 0
    assert np.isnan(found.plateau).all()
    assert found.after.tolist() == [0, 0]


def test_labels_that_never_come_are_not_late():
    found = maturity(*steady(60, 0.6, 0.3))
    assert found.cutoff == 60
    assert found.plateau == pytest.approx([0.6, 0.3])


def test_the_slowest_group_decides():
    n, labelled = steady(60, 1.0, 0.8)
    labelled[-5:, 0] = 0
    labelled[-20:, 1] = 40
    found = maturity(n, labelled)
    assert (found.cutoff, found.limiting) == (40, 1)
    assert found.before == pytest.approx([1, 0.8])
    assert found.after == pytest.approx([0.75, 0.4])


def test_a_total_that_has_matured_hides_a_small_group_that_has_not():
    n, labelled = steady(60, 1.0, 1.0)
    n[:, 1], labelled[:, 1] = 4, 4
    labelled[-20:, 1] = 1
    assert labelled[-20:].sum() / n[-20:].sum() > 0.95
    assert maturity(n, labelled).cutoff == 40


def test_a_day_counts_as_matured_from_95_percent_of_what_ever_comes():
    n, labelled = (100 * part for part in steady(60, 0.8))
    labelled[-20:], labelled[-10:] = 7700, 7500
    assert maturity(n, labelled).cutoff == 50
    assert maturity(n, labelled, least=0.99).cutoff == 40


def test_groups_too_small_to_tell_do_not_decide():
    n, labelled = steady(60, 1.0, 1.0)
    n[:, 1], labelled[:, 1] = 0, 0
    n[:49, 1] = 1
    found = maturity(n, labelled)
    assert found.cutoff == 60
    assert np.isnan(found.plateau[1])
    assert maturity(n, labelled, smallest=20).cutoff == 60


def test_a_group_without_labels_does_not_decide_beside_one_that_has_them():
    found = maturity(*steady(60, 1.0, 0.0))
    assert found.cutoff == 60
    assert np.isnan(found.plateau[1])


def test_a_share_that_still_rises_at_the_oldest_has_not_shown_what_ever_comes():
    days = 60
    share = 1 - np.exp(-(days - np.arange(days)) / 60.0)
    found = maturity(np.full((days, 1), 400.0), np.rint(400 * share)[:, None])
    assert found.cutoff == 0
    assert found.plateau.tolist() == [1]
    assert found.limiting == 0
    assert np.isnan(found.before).all()


def test_days_without_decisions_take_after_the_days_before():
    n, labelled = steady(60, 0.9)
    labelled[-10:] = 0
    for day in (0, 20, 49, 55, 59):
        n[day], labelled[day] = 0, 0
    assert maturity(n, labelled).cutoff == 50


def test_a_few_late_labels_are_not_proof():
    n, labelled = steady(60, 0.9)
    n[:], labelled[:] = 2, 2
    labelled[5:60:10] = 0
    labelled[-2:] = 1
    assert maturity(n, labelled).cutoff == 60


def test_all_decisions_on_one_day_have_matured_together():
    assert maturity([[400.0]], [[300.0]]).cutoff == 1
    assert maturity(np.zeros((0, 2)), np.zeros((0, 2))).cutoff == 0
    assert maturity(np.zeros((5, 0)), np.zeros((5, 0))).cutoff == 0

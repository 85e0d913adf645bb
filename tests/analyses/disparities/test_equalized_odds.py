"""Both error rates at once."""

import numpy as np
import pytest
from fairlearn import metrics as fairlearn

from evenhand.analyses.disparities.equalized_odds import equalized_odds

#         tn  fn  -  fp  tp  -
TABLE = [[20, 10, 0, 8, 30, 0], [15, 6, 0, 9, 12, 0], [9, 9, 0, 1, 6, 0]]


def rows_of(cells):
    cells = np.array(cells, dtype=int).reshape(len(cells), 2, 3)
    at = [(y, d, g) for g, d, y in np.ndindex(cells.shape) for _ in range(cells[g, d, y])]
    return np.array(at).T


def test_over_all_groups_it_is_fairlearns(panel, table, only):
    label, decision, group = rows_of(TABLE)
    rows = list(equalized_odds(panel(table(*TABLE))))
    for comparison, theirs in (
        ("difference", fairlearn.equalized_odds_difference),
        ("ratio", fairlearn.equalized_odds_ratio),
    ):
        row = only(rows, comparison=comparison, against="all")
        assert row.value == pytest.approx(theirs(label, decision, sensitive_features=group))


def test_where_nobody_has_an_error_there_is_no_ratio_of_errors(panel, table, only):
    cells = [[5, 2, 0, 0, 8, 0], [5, 5, 0, 0, 5, 0]]
    label, decision, group = rows_of(cells)
    row = only(equalized_odds(panel(table(*cells))), comparison="ratio", against="all")
    # fairlearn takes nothing over nothing for parity.
    assert fairlearn.equalized_odds_ratio(label, decision, sensitive_features=group) > 0
    assert (row.value, row.undefined) == (None, "zero_denominator")


def test_against_the_reference_the_larger_and_the_mean_of_both_gaps_by_hand(panel, table, only):
    rows = list(equalized_odds(panel(table(*TABLE))))
    recall, fallout = 30 / 40 - 12 / 18, 9 / 24 - 8 / 28
    row = only(rows, comparison="difference", group=("b",))
    assert row.value == pytest.approx(max(recall, fallout))
    assert row.low == 0.0
    assert row.high > row.value
    assert row.simultaneous
    assert row.criterion == "equalized_odds"
    row = only(rows, comparison="mean_difference", group=("b",))
    assert row.value == pytest.approx((recall + fallout) / 2)
    assert row.low is None


def test_gaps_of_opposite_sign_do_not_cancel(panel, table, only):
    cells = table([50, 50, 0, 50, 50, 0], [70, 30, 0, 30, 70, 0])
    row = only(equalized_odds(panel(cells)), comparison="mean_difference")
    assert row.value == pytest.approx(0.2)


def test_a_clear_gap_has_a_lower_bound_above_zero(panel, table, only):
    cells = table([500, 100, 0, 500, 900, 0], [500, 500, 0, 500, 500, 0])
    row = only(equalized_odds(panel(cells)), comparison="difference", group=("b",))
    assert row.value == pytest.approx(0.4)
    assert 0.3 < row.low < 0.4 < row.high < 0.5


def test_a_group_without_negatives_is_undefined_and_left_out_of_the_range(panel, table, only):
    rows = list(equalized_odds(panel(table(*TABLE, [0, 5, 0, 0, 5, 0]))))
    assert only(rows, comparison="difference", group=("d",)).undefined == "undefined_estimate"
    alone = only(equalized_odds(panel(table(*TABLE))), comparison="difference", against="all")
    assert only(rows, comparison="difference", against="all").value == alone.value


def test_with_fewer_than_two_groups_that_have_both_there_is_no_range(panel, table):
    rows = equalized_odds(panel(table(TABLE[0], [0, 5, 0, 0, 5, 0])))
    assert "all" not in {row.against for row in rows}


def test_without_labels_there_is_nothing(panel, table):
    found = panel(table(*TABLE))
    kept = {"selection_rate": found.measurements["selection_rate"]}
    bare = type(found)(found.grouping, found.reference, found.inputs, kept, found.settings)
    assert list(equalized_odds(bare)) == []

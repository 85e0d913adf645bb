"""Figures that are one sum over another are compared by their intervals, as means are."""

import numpy as np
import pytest

from evenhand.analyses.disparities import compare
from evenhand.inference.means import mover_difference, mover_ratio
from evenhand.metrics._metric import Kpi

KEY = "tool_call_failure_rate"
#          tn  fn  -   fp  tp  -
CELLS = [[30, 10, 20, 10, 25, 5], [50, 5, 0, 20, 8, 17]]


@pytest.fixture
def compared(panel, table):
    rng = np.random.default_rng(3)
    calls = [rng.integers(1, 9, 300), rng.integers(1, 9, 200)]
    failed = [rng.binomial(n, p) for n, p in zip(calls, (0.1, 0.25), strict=True)]

    def of(function):
        return np.array([float(function(x, n).sum()) for x, n in zip(failed, calls, strict=True)])

    n = np.array([300.0, 200.0])
    none = np.zeros((2, 0))
    kpi = Kpi(
        n, n, of(lambda x, _: x), of(lambda x, _: x * x), none, np.zeros(0), 1.0,
        of(lambda _, m: m), of(lambda _, m: m * m), of(lambda x, m: x * m),
    )  # fmt: skip
    one = panel(table(*CELLS), kpis={"tool_failure": kpi})
    return one.measurements[KEY], [row for row in compare(one) if row.metric == KEY]


@pytest.mark.parametrize(
    ("comparison", "expected"), [("difference", mover_difference), ("ratio", mover_ratio)]
)
def test_both_intervals_are_combined(compared, comparison, expected):
    found, rows = compared
    arms = [part[place] for place in (1, 0) for part in (found.value, found.low, found.high)]
    (row,) = [one for one in rows if one.comparison == comparison and one.against == "reference"]
    assert (row.low, row.high) == pytest.approx(tuple(float(side) for side in expected(*arms)))
    apart = arms[0] - arms[3] if comparison == "difference" else arms[0] / arms[3]
    assert row.value == pytest.approx(apart)
    assert (row.method, row.n) == ("mover", 500)


def test_nothing_takes_them_for_shares_of_independent_rows(compared):
    _, rows = compared
    assert {row.against for row in rows} <= {"reference", "highest", "all"}
    assert {row.method for row in rows if row.method != "none"} <= {"mover"}

"""Figures and gaps over some windows."""

import math

import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.gates.reference_period import Windowed, gap_between, outwards, over_windows
from evenhand.inference.proportion import wilson

WINDOWS = {"2025-01-01", "2025-02-01"}


def row(month, value, n, **more):
    plain = {
        "metric": "selection_rate", "attributes": ("g",), "group": ("B",), "model_version": None,
        "condition": None, "low": None, "high": None, "level": 0.95, "method": "wilson",
        "numerator": None if value is None else value * n, "denominator": n,
        "design_effect": None, "undefined": None,
    }  # fmt: skip
    window = None if month is None else f"2025-{month:02d}-01"
    return Estimate(id=f"e{month}", window=window, value=value, n=n, **{**plain, **more})


def over(*rows, metric="selection_rate"):
    return over_windows(rows, metric, ("g",), ("B",), WINDOWS)


def test_rates_are_counted_together():
    found = over(row(1, 0.2, 100), row(2, 0.4, 300), row(3, 0.9, 500), row(None, 0.6, 900))
    low, high = wilson(140, 400)
    assert found == Windowed(
        value=0.35, low=pytest.approx(float(low)), high=pytest.approx(float(high)), n=400
    )


def test_people_who_come_back_widen_the_interval():
    found = over(row(1, 0.2, 100, design_effect=1.2), row(2, 0.4, 300, design_effect=2.0))
    low, _ = wilson(140, 400, design_effect=2.0)
    assert found.low == pytest.approx(float(low))


def test_other_figures_are_averaged_by_their_decisions():
    rows = [
        row(1, 100.0, 300, metric="latency_p95", method="order_statistics", low=90.0, high=120.0),
        row(2, 200.0, 100, metric="latency_p95", method="order_statistics", low=160.0, high=200.0),
    ]
    found = over(*rows, metric="latency_p95")
    assert found.value == 125.0
    assert found.low == pytest.approx(125 - math.hypot(300 * 10, 100 * 40) / 400)
    assert found.high == pytest.approx(125 + math.hypot(300 * 20, 0) / 400)
    open_ = row(2, 200.0, 100, metric="latency_p95", method="order_statistics", low=160.0)
    found = over(rows[0], open_, metric="latency_p95")
    assert (found.low is None, found.high) == (False, None)


def test_windows_without_the_figure_do_not_count():
    assert over(row(1, None, 100), row(2, 0.4, 0), row(3, 0.4, 100)) is None
    elsewhere = (
        row(1, 0.5, 9, group=("A",)),
        row(1, 0.5, 9, model_version="v1"),
        row(1, 0.5, 9, condition=("job", "x")),
    )
    assert over(*elsewhere) is None


MINE = Windowed(value=0.3, low=0.27, high=0.33, n=100)
THEIRS = Windowed(value=0.4, low=0.36, high=0.44, n=200)


def test_a_gap_has_the_intervals_of_both():
    gap = gap_between(MINE, THEIRS, ratio=False)
    assert (gap.value, gap.n) == (pytest.approx(-0.1), 300)
    assert gap.low == pytest.approx(-0.1 - math.hypot(0.03, 0.04))
    ratio = gap_between(MINE, THEIRS, ratio=True)
    assert ratio.value == pytest.approx(0.75)
    assert ratio.low < 0.75 < ratio.high


def test_a_gap_without_a_bound_or_a_ratio_says_so():
    open_ = Windowed(value=0.4, low=0.36, high=None, n=200)
    assert gap_between(MINE, open_, ratio=False).low is None
    nothing = Windowed(value=0.0, low=0.0, high=0.1, n=50)
    assert gap_between(nothing, THEIRS, ratio=True) is None
    assert gap_between(MINE, nothing, ratio=True) is None


@pytest.mark.parametrize(
    ("value", "up", "step", "rounded"),
    [
        (0.0, True, None, 0.0),
        (0.2, True, None, 0.2),
        (0.301, True, None, 0.31),
        (-197.4, True, None, -190.0),
        (0.77, False, 0.05, 0.75),
        (0.1 + 0.2, True, 0.01, 0.3),
    ],
)
def test_numbers_are_rounded_outwards_to_sensible_ones(value, up, step, rounded):
    assert outwards(value, up=up, step=step) == rounded

"""Gates on changes since a baseline: how often they accuse wrongly, and see what is there.

Counts are drawn directly, many audits at a time, and judged by the statistics of the gate; a few
through the gate itself. EVENHAND_SIMULATIONS makes more of them.
"""

import math
import os

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import measure
from evenhand.analyses.settings import Settings
from evenhand.gates.change_evidence import moves
from evenhand.gates.change_figures import Figures
from evenhand.gates.change_policy import PlannedChange
from evenhand.inference.change import WIDER, gap_growth, twice
from evenhand.inference.paired import paired_shares
from evenhand.inference.power_of_change import needed_to_see_change
from evenhand.inference.proportion import exact_limits, wilson
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts

RUNS = 4000 * int(os.environ.get("EVENHAND_SIMULATIONS", "1"))
MARGIN, ALPHA = 0.02, 0.05
DOUBT = 3 * math.sqrt(0.05 * 0.95 / RUNS)  # three standard errors of a share near .05
# Of a margin of 2 points: gaps that were 5 or more, on either side, where rates are low and high.
GAPS = [
    ((0.40, 0.45), (0.40, 0.47)), ((0.45, 0.40), (0.47, 0.40)), ((0.90, 0.95), (0.88, 0.95)),
    ((0.30, 0.50), (0.28, 0.50)), ((0.45, 0.45), (0.43, 0.45)), ((0.05, 0.10), (0.05, 0.12)),
    ((0.03, 0.05), (0.01, 0.05)), ((0.02, 0.04), (0.02, 0.06)), ((0.97, 0.98), (0.95, 0.98)),
]  # fmt: skip
SIZES = [
    ((1000, 3000), (1000, 3000)), ((3000, 3000), (600, 600)), ((2500, 800), (5000, 1600)),
    ((225, 5688), (1989, 302)),
]  # fmt: skip


@pytest.fixture
def random():
    return np.random.default_rng(20240229)


def limits(x, n):
    """Return rates with the limits that the gate makes of their intervals."""
    return x / n, *exact_limits(x / n, wilson(x, n), level=0.95, to=1 - 2 * ALPHA)


def judged(before, after):
    """Return the growth of the gap between two groups, many audits at once.

    `before` and `after` are (counted, all) of either group, arrays of one entry an audit.
    """
    runs = len(before[0][0])
    both = twice(_sides(before), _sides(after), level=1 - 2 * ALPHA)
    pairs = np.stack([np.arange(runs), np.arange(runs) + runs], axis=1)
    return gap_growth(both, pairs, WIDER, margin=MARGIN, critical=1.96)


def drawn(random, rates, sizes):
    return [
        (random.binomial(n, p, RUNS).astype(float), float(n))
        for p, n in zip(rates, sizes, strict=True)
    ]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("rates", GAPS)
def test_a_gap_that_widened_by_just_the_tolerance_is_rarely_flagged(random, rates, sizes):
    found = judged(*(drawn(random, p, n) for p, n in zip(rates, sizes, strict=True)))
    assert (found.p_value <= ALPHA).mean() <= ALPHA + DOUBT
    # Nor is it shown to be within.
    assert (found.p_within <= ALPHA).mean() <= ALPHA + DOUBT


def test_gaps_that_stay_are_flagged_hardly_ever_where_a_bare_comparison_often_does(random):
    sizes = ((1000, 1000), (1000, 1000))
    found = judged(*(drawn(random, (0.4, 0.4), n) for n in sizes))
    assert (found.p_value <= ALPHA).mean() <= 0.01
    # A gate that compares the two numbers fails one in eight audits in which nothing changed.
    assert (found.grown > MARGIN).mean() > 0.1


def test_a_gap_that_turned_over_and_is_smaller_is_not_flagged(random):
    # Eight points one way, then five the other: the change of 13 points is no growth.
    sizes = ((4000, 4000), (4000, 4000))
    found = judged(
        *(drawn(random, p, n) for p, n in zip(((0.40, 0.48), (0.45, 0.40)), sizes, strict=True))
    )
    assert (found.p_value <= ALPHA).mean() <= 0.01


def test_a_gap_that_turned_over_and_is_larger_is(random):
    sizes = ((4000, 4000), (4000, 4000))
    found = judged(
        *(drawn(random, p, n) for p, n in zip(((0.40, 0.45), (0.52, 0.40)), sizes, strict=True))
    )
    assert (found.p_value <= ALPHA).mean() >= 0.8


@pytest.mark.parametrize(
    "rates",
    [((0.4, 0.4), (0.34, 0.4)), ((0.4, 0.5), (0.34, 0.5)), ((0.05, 0.05), (0.10, 0.05)),
     ((0.90, 0.95), (0.85, 0.95)), ((0.5, 0.5), (0.35, 0.5)), ((0.5, 0.6), (0.2, 0.6))],
)  # fmt: skip
def test_what_plan_size_names_is_enough_to_see_the_change_four_times_in_five(random, rates):
    (before, reference), (after, _) = rates
    n = int(needed_to_see_change(before, after, reference, tolerance=MARGIN))
    found = judged(*(drawn(random, p, (n, n)) for p in rates))
    assert (found.p_value <= ALPHA).mean() >= 0.8 - 3 * math.sqrt(0.8 * 0.2 / RUNS)


@pytest.mark.parametrize(
    ("before", "after", "reference", "churn"),
    [
        (0.4, 0.34, 0.4, 0.09),
        (0.4, 0.34, 0.5, 0.09),
        (0.5, 0.35, 0.5, 0.225),
        (0.9, 0.85, 0.95, 0.08),
    ],
)
def test_so_it_is_where_the_same_rows_are_decided_twice(random, before, after, reference, churn):
    n = int(needed_to_see_change(before, after, reference, tolerance=MARGIN, churn=churn))
    cells = []
    for old, new in ((before, after), (reference, reference)):
        won, lost = (churn + new - old) / 2, (churn - new + old) / 2
        kinds = [1 - old - won, won, lost, old - lost]
        cells.append(random.multinomial(n, kinds, RUNS).astype(float))
    paired, _ = _paired(cells, MARGIN)
    assert (paired <= ALPHA).mean() >= 0.8 - 3 * math.sqrt(0.8 * 0.2 / RUNS)


@pytest.mark.parametrize(
    ("harm", "paired_at_least", "other_at_most"), [(0.02, 0.30, 0.03), (0.04, 0.75, 0.22)]
)
def test_pairs_see_what_other_rows_do_not(random, harm, paired_at_least, other_at_most):
    """Nine of ten decisions stay: `statistics` has .417 and .836 paired, .011 and .189 not."""
    cells = [_decided_twice(random, 500, harm, 0.4), _decided_twice(random, 2000, 0.0, 0.5)]
    paired, other = _paired(cells)
    assert (paired <= ALPHA).mean() >= paired_at_least
    assert (other <= ALPHA).mean() <= other_at_most


@pytest.mark.parametrize("rate", [0.4, 0.5])
def test_pairs_accuse_no_more_often_than_they_may(random, rate):
    cells = [_decided_twice(random, 500, 0.0, rate), _decided_twice(random, 2000, 0.0, 0.5)]
    paired, _ = _paired(cells)
    assert (paired <= ALPHA).mean() <= ALPHA + DOUBT


def _decided_twice(random, n, harm, rate):
    """Return tables of decisions before by now: one of ten changes, `harm` more lost than won."""
    lost, won = 0.05 + harm / 2, 0.05 - harm / 2
    kinds = [1 - rate - won, won, lost, rate - lost]
    return random.multinomial(n, kinds, RUNS).astype(float)


def _paired(cells, margin=0.0):
    """Return the evidence that a gap widened at all: paired, and as if the rows were others."""
    before, after, all_ = np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 0, 1]), np.ones(4)
    shares = [paired_shares((before, after), (all_, all_), one, one) for one in cells]
    correlation = np.concatenate([one.correlation for one in shares])
    then, now = ([one.before for one in shares], [one.after for one in shares])
    # Above 0 where the first group fares worse than the second.
    pairs = np.stack([np.arange(RUNS) + RUNS, np.arange(RUNS)], axis=1)
    found = []
    for rho in (correlation, 0.0):
        sides = [_sides(groups) for groups in (then, now)]
        both = twice(sides[0], sides[1], level=1 - 2 * ALPHA, correlation=rho)
        found.append(gap_growth(both, pairs, WIDER, margin=margin, critical=1.96).p_value)
    return found


def _sides(groups):
    parts = [limits(x, n) for x, n in groups]
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


SETTINGS = Settings(level=0.95, alpha=ALPHA, seed=1, draws=500)
AUDITS = 500 * int(os.environ.get("EVENHAND_SIMULATIONS", "1"))


@pytest.mark.parametrize("comparison", ["difference", "ratio"])
def test_a_gate_over_ten_groups_accuses_no_more_often_than_it_may(random, comparison):
    """Nine gaps of one group have widened by just the tolerance, and 36 have not."""
    sizes = np.array([600, 900, 1200, 1500, 2000, 2500, 3000, 4000, 5000, 8000])
    rates = np.full(10, 0.5)
    rates[0] = 0.48 if comparison == "difference" else 0.45
    tolerance = MARGIN if comparison == "difference" else 0.1
    planned = PlannedChange(
        metric="selection_rate", attributes=("g",), gap=True, comparison=comparison,
        tolerance=tolerance,
    )  # fmt: skip
    names = tuple((f"{place}",) for place in range(10))
    grouping = Grouping(("g",), names, np.arange(10), 0, "highest")
    flagged = 0
    for _ in range(AUDITS):
        then, now = (random.binomial(sizes, p) for p in (np.full(10, 0.5), rates))
        before, after = (_measured(x, sizes) for x in (then, now))
        figures = Figures(
            (before.value, before.low, before.high), before.n, 0.95,
            (after.value, after.low, after.high), after.n, np.zeros(10),
        )  # fmt: skip
        found = moves(planned, grouping, after, figures, after.n, SETTINGS)
        flagged += found.least_p <= ALPHA
    assert flagged / AUDITS <= ALPHA + 3 * math.sqrt(0.05 * 0.95 / AUDITS)


def _measured(x, n):
    cells = np.zeros((len(x), 2, 3))
    cells[:, 1, 2], cells[:, 0, 2] = x, n - x
    counts = Counts(cells)
    return measure(METRICS["selection_rate"], Inputs(counts, counts, None, None, {}), SETTINGS)

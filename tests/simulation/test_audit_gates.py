"""The gates of an audit, through the judge: how often they accuse wrongly, and decide rightly.

Cells are drawn directly: a gate sees nothing of a log but its counts.
"""

from itertools import combinations

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import measure
from evenhand.analyses.settings import Settings
from evenhand.gates.judge import judge
from evenhand.gates.policy import DEFAULTS, PlannedGate
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts

SETTINGS = Settings(level=0.95, alpha=0.05, seed=1, draws=500)
# Twelve groups, from thirty to five thousand decisions.
SIZES = np.exp(np.linspace(np.log(30), np.log(5000), 12)).astype(int)
TIE = 1e-9


def drawn(random, sizes, selected, recall, fallout):
    """Return cells of labelled and unlabelled decisions with these rates by group.

    Selection is drawn on decisions of its own without labels, so that each rate can be put where
    it is wanted. All labels are known for the others.
    """
    cells = np.zeros((len(sizes), 2, 3))
    positive = random.binomial(sizes, 0.5)
    cells[:, 1, 1] = random.binomial(positive, recall)
    cells[:, 0, 1] = positive - cells[:, 1, 1]
    cells[:, 1, 0] = random.binomial(sizes - positive, fallout)
    cells[:, 0, 0] = sizes - positive - cells[:, 1, 0]
    # The unlabelled are so many that selection is what they say, whatever the others do.
    more = 4 * sizes
    chosen = cells[:, 1, :2].sum(axis=1)
    wanted = random.binomial(5 * sizes, selected)
    cells[:, 1, 2] = np.clip(wanted - chosen, 0, more)
    cells[:, 0, 2] = more - cells[:, 1, 2]
    return cells


def judged(tables, reference, gates=DEFAULTS):
    """Return the gates of one audit: each of `gates` on the cells of each attribute."""
    planned, groupings, measurements = [], {}, {}
    for place, cells in enumerate(tables):
        key = (f"attribute {place}",)
        names = tuple((f"{group:02d}",) for group in range(len(cells)))
        by = "highest" if reference is None else "plan"
        groupings[key] = Grouping(key, names, np.arange(len(cells)), reference or 0, by)
        found = Inputs(Counts(cells), Counts(cells), None, None, {})
        for metric in {"decisions", *(gate.metric for gate in gates)}:
            measurements[key, metric] = measure(METRICS[metric], found, SETTINGS)
        planned += [PlannedGate(f"{place}{i}", gate, key, True) for i, gate in enumerate(gates)]
    return judge(planned, groupings, measurements, SETTINGS, ())


def points_fail(tables, reference):
    """Return whether any bare estimate of any pair that a gate compares is past its tolerance."""
    for cells in tables:
        counts = Counts(cells)
        pairs = list(combinations(range(len(cells)), 2))
        if reference is not None:
            pairs = [(g, reference) for g in range(len(cells)) if g != reference]
        first, second = np.array(pairs).T
        for gate in DEFAULTS:
            share = METRICS[gate.metric].function(counts)
            rate = np.divide(
                share.numerator, share.denominator,
                out=np.full(len(cells), np.nan), where=share.denominator > 0,
            )  # fmt: skip
            one, other = rate[first], rate[second]
            if gate.comparison == "difference":
                past = np.abs(one - other) > gate.tolerance + TIE
            else:
                if reference is None:
                    one, other = np.fmin(one, other), np.fmax(one, other)
                past = one < (gate.tolerance - TIE) * other
            if past.any():
                return True
    return False


def at_the_boundary(reference):
    """Return rates by group that break no tolerance, and as many as can lie right at it."""
    high = np.arange(12) % 2 == 0
    if reference is None:
        return np.where(high, 0.5, 0.4), np.where(high, 0.8, 0.7), np.where(high, 0.3, 0.2)
    mine = np.arange(12) == reference
    apart = np.where(high, 0.1, -0.1) * ~mine
    return np.where(mine, 0.5, 0.4), 0.75 + apart, 0.25 + apart


def rare_at_the_boundary(reference):
    """Return the same near 0 and 1, where normal tests of small groups accuse too often."""
    mine = np.arange(12) == reference
    apart = np.where(mine, 0.0, 0.1)
    return np.where(mine, 0.05, 0.04), 0.98 - apart, 0.02 + apart


def all_equal(_):
    return np.full(12, 0.4), np.full(12, 0.75), np.full(12, 0.25)


@pytest.mark.parametrize(
    ("rates", "reference"),
    [(all_equal, None), (all_equal, 11), (at_the_boundary, None), (at_the_boundary, 11),
     (rare_at_the_boundary, 11)],
)  # fmt: skip
def test_two_attributes_of_twelve_groups_are_rarely_accused_wrongly(
    rates, reference, times, allowed, record
):
    runs = 60 * times
    random = np.random.default_rng(5)
    failed, naive = np.zeros(runs, dtype=bool), np.zeros(runs, dtype=bool)
    for run in range(runs):
        tables = [drawn(random, SIZES, *rates(reference)) for _ in range(2)]
        failed[run] = any(gate.state == "fail" for gate in judged(tables, reference))
        naive[run] = points_fail(tables, reference)
    record("any gate fails wrongly", failed.mean())
    record("any bare number is past its tolerance", naive.mean())
    assert failed.mean() <= allowed(0.05, runs)
    assert naive.mean() > 0.95


def test_a_gate_rarely_passes_with_one_group_at_the_tolerance(times, allowed, record):
    runs = 250 * times
    random = np.random.default_rng(6)
    selected = np.array([0.5, 0.5, 0.5, 0.4])
    passed = []
    for _ in range(runs):
        cells = np.zeros((4, 2, 3))
        cells[:, 1, 2] = random.binomial(3000, selected)
        cells[:, 0, 2] = 3000 - cells[:, 1, 2]
        (gate,) = judged([cells], 0, DEFAULTS[:1])
        passed.append(gate.state == "pass")
    record("one group at the tolerance: passes", np.mean(passed))
    assert np.mean(passed) <= allowed(0.05, runs)


@pytest.mark.parametrize("gate", DEFAULTS[:2], ids=["ratio", "difference"])
@pytest.mark.parametrize("reference", [None, 1], ids=["all pairs", "the plan's reference"])
@pytest.mark.parametrize(("rate", "case"), [(0.3, 0), (0.28, 1)], ids=["best case", "as estimated"])
def test_the_number_of_decisions_told_decides_four_times_in_five(  # noqa: PLR0917
    gate, reference, rate, case, times, record
):
    runs = 250 * times
    random = np.random.default_rng(7)
    counted, rest = ((1, 2), (0, 2)) if gate.metric == "selection_rate" else ((1, 1), (0, 1))

    def table(x, n):
        cells = np.zeros((2, 2, 3))
        cells[:, *counted], cells[:, *rest] = x, n - x
        return cells

    small = np.array([100, 100])
    (open_,) = judged([table(small * [rate, 0.3], small)], reference, [gate])
    assert open_.state == "insufficient"
    (part,) = open_.groups
    n = small + part.needed[case]
    states = [
        judged([table(random.binomial(n, [rate, 0.3]), n)], reference, [gate])[0].state
        for _ in range(runs)
    ]
    decided = np.mean([state == "pass" for state in states])
    record("decided at the number told", decided)
    assert 0.72 <= decided <= 0.88

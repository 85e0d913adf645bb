"""F1, MCC, balanced accuracy and FN/FP: how often the interval of a gap holds the truth."""

import numpy as np
import pytest

from evenhand.inference.bootstrap import (
    around_estimate,
    likely_tables,
    percentile_interval,
    resample,
)
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts

KEYS = ("f1_score", "matthews_correlation", "balanced_accuracy", "treatment_equality")
DRAWS = 400


def chances(base, recall, fallout):
    """Return the chance of each decision (rows) and label (columns)."""
    cells = np.zeros((2, 3))
    cells[:, 1] = base * (1 - recall), base * recall
    cells[:, 0] = (1 - base) * (1 - fallout), (1 - base) * fallout
    return cells


def figures(cells):
    """Return the four metrics."""
    with np.errstate(all="ignore"):
        return {key: METRICS[key].function(Counts(cells)).value for key in KEYS}


def drawn(random, cells, n, runs):
    return random.multinomial(n, cells.ravel(), runs).reshape(runs, 2, 3).astype(float)


@pytest.mark.parametrize("sizes", [(50, 1000), (100, 100), (100, 1000), (300, 2000)])
@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ((0.5, 0.75, 0.25), (0.5, 0.75, 0.25)),
        ((0.1, 0.7, 0.1), (0.15, 0.8, 0.1)),
        ((0.5, 0.95, 0.05), (0.5, 0.97, 0.05)),
    ],
    ids=["errors common", "positives rare", "errors rare"],
)
def test_the_interval_of_a_gap_holds_the_truth(sizes, mine, theirs, times, record):
    random, runs = np.random.default_rng(4), 500 * times
    truths = [figures(chances(*side) * 1e6) for side in (mine, theirs)]
    tables = [
        drawn(random, chances(*side), n, runs)
        for side, n in zip((mine, theirs), sizes, strict=True)
    ]
    known = [figures(table) for table in tables]
    likely, plain = (
        [figures(make(table, draws=DRAWS, seed=seed)) for seed, table in enumerate(tables)]
        for make in (likely_tables, resample)
    )
    for key in KEYS:
        truth = truths[0][key] - truths[1][key]
        estimate = known[0][key] - known[1][key]
        limits = percentile_interval(likely[0][key] - likely[1][key], level=0.95)
        low, high = around_estimate(limits, estimate=estimate)
        covered = ((low <= truth) & (truth <= high))[np.isfinite(estimate)].mean()
        low, high = percentile_interval(plain[0][key] - plain[1][key], level=0.95)
        naive = ((low <= truth) & (truth <= high))[np.isfinite(estimate)].mean()
        record(f"{key}: holds the truth", covered)
        record(f"{key}: tables resampled as they are", naive)
        # 94 %, less three standard errors of so many runs.
        assert covered >= 0.94 - 3 * np.sqrt(0.94 * 0.06 / runs)


def test_where_errors_are_rare_tables_resampled_as_they_are_hold_it_less_often(times):
    random, runs = np.random.default_rng(5), 500 * times
    cells = chances(0.5, 0.95, 0.05)
    tables = drawn(random, cells, 50, runs)
    truth = figures(cells * 1e6)["balanced_accuracy"]
    values = figures(resample(tables, draws=DRAWS, seed=1))["balanced_accuracy"]
    low, high = percentile_interval(values, level=0.95)
    assert ((low <= truth) & (truth <= high)).mean() < 0.93

"""What a remedy is said to do to later decisions is what it does to fresh ones.

The rule that was fitted and tuned on a sample decides the rows that it was measured on, and many
fresh ones of the same population. The figure of the fresh ones must lie within the interval that
the sample gave. EVENHAND_SIMULATIONS=10 makes 60 runs of each remedy.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from remedied import AIM, bench, gate_of, going_on, world

from evenhand.models.measured import (
    accuracy,
    area_under_roc,
    deployed_of,
    gaps,
    outcome,
    rate,
)
from evenhand.models.remedies import REMEDIES

RUNS, SAMPLE, FRESH = 6, 6_000, 40_000
GATES = (
    gate_of("selection_rate", "ratio", "B", "A"),
    gate_of("true_positive_rate", "difference", "C", "A"),
    gate_of("false_positive_rate", "difference", "B", "A"),
)


def figures(deployed, made):
    """Return what a remedy does, by name: a figure and its change, each with bounds."""
    b, draws = deployed.bench, deployed.draws
    label = b.rows.label[b.test]
    found = {
        "selection rate": outcome(deployed.rate, rate(made.decided, draws), 0.95),
        "accuracy": outcome(deployed.accuracy, accuracy(made.decided, label, draws), 0.95),
        "area": outcome(deployed.area, area_under_roc(made.score, label, draws), 0.95),
    }
    found |= {f"gap in {one.metric}": one.outcome for one in gaps(deployed, made.decided)}
    return {name: one for name, one in found.items() if one is not None}


def only(tried, places):
    """Return what a remedy made of some of the rows to test."""
    score = None if tried.score is None else tried.score[places]
    return replace(tried, decided=tried.decided[places], score=score)


@lru_cache(maxsize=RUNS)
def population(seed):
    """Return a bench that goes on, and what is deployed on its own rows to test and on fresh ones.

    All remedies are tried on the same: most take less time than it takes to make it.
    """
    random = np.random.default_rng(1000 + seed)
    b = bench(world(random, SAMPLE), seed)
    both = going_on(b, world(random, FRESH))
    later = replace(both, test=both.test[len(b.test) :])
    return (
        both,
        deployed_of(b, GATES, level=0.95),
        deployed_of(later, GATES, level=0.95, draws=2),
    )


@pytest.mark.parametrize("kind", REMEDIES, ids=[kind.key for kind in REMEDIES])
def test_a_remedys_effect_on_fresh_decisions_lies_within_its_interval(kind, times, record):
    held, shares = {}, []
    for seed in range(RUNS * times):
        both, deployed, later = population(seed)
        made = kind.attempt(both, AIM)
        own = len(deployed.bench.test)
        said = figures(deployed, only(made, np.arange(own)))
        true = figures(later, only(made, own + np.arange(FRESH)))
        hits = {}
        for name, one in said.items():
            hits[name] = one.low <= true[name].value <= one.high
            hits[f"change of {name}"] = one.change_low <= true[name].change <= one.change_high
        shares.append(np.mean(list(hits.values())))
        for name, hit in hits.items():
            held.setdefault(name, []).append(hit)
    for name, each in held.items():
        record(name, np.mean(each))
    # Figures of one run go together: it is the runs that are independent.
    record("all", np.mean(shares))
    assert np.mean(shares) >= 0.9 - 3 * np.std(shares, ddof=1) / np.sqrt(len(shares))

"""Twenty groups and six metrics in one audit: how often any gate fails that should not."""

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import measure
from evenhand.analyses.settings import Settings
from evenhand.gates.judge import judge
from evenhand.gates.policy import PlannedGate
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts
from evenhand.plan import Gate

SETTINGS = Settings(level=0.95, alpha=0.05, seed=1, draws=400)
SIZES = np.exp(np.linspace(np.log(50), np.log(5000), 20)).astype(int)
DIFFERENCES = (
    "true_positive_rate", "false_positive_rate", "positive_predictive_value", "accuracy",
    "f1_score",
)  # fmt: skip
# Base rate, true and false positive rate: the reference's, and those of the other half.
MINE, OTHERS = (0.5, 0.75, 0.25), (0.45, 0.65, 0.2)
TIE = 1e-9


def chances(base, recall, fallout):
    cells = np.zeros((2, 3))
    cells[:, 1] = base * (1 - recall), base * recall
    cells[:, 0] = (1 - base) * (1 - fallout), (1 - base) * fallout
    return cells


def values(metric, cells):
    result = METRICS[metric].function(Counts(cells))
    with np.errstate(all="ignore"):
        return result.value if metric == "f1_score" else result.numerator / result.denominator


def gates_at(one, other):
    """Return six gates, with tolerances that these two kinds of group just keep to."""
    both = np.stack([chances(*one), chances(*other)]) * 1e6
    gaps = {metric: abs(np.subtract(*values(metric, both))) for metric in DIFFERENCES}
    low, high = sorted(values("selection_rate", both))
    return [
        Gate(metric="selection_rate", comparison="ratio", tolerance=low / high),
        *(Gate(metric=metric, tolerance=gaps[metric]) for metric in DIFFERENCES),
    ]


GATES = gates_at(MINE, OTHERS)


def audited(cells, reference):
    names = tuple((f"{group:02d}",) for group in range(len(cells)))
    by = "highest" if reference is None else "plan"
    found = Inputs(Counts(cells), Counts(cells), None, None, {})
    keys = ("decisions", *(gate.metric for gate in GATES))
    return judge(
        [PlannedGate(gate.metric, gate, ("g",), False) for gate in GATES],
        {("g",): Grouping(("g",), names, np.arange(len(cells)), reference or 0, by)},
        {(("g",), key): measure(METRICS[key], found, SETTINGS) for key in keys},
        SETTINGS,
        (),
    )


def naive(cells, reference):
    """Return whether any bare figure of two groups that are compared is past its tolerance."""
    first, second = np.triu_indices(len(cells), 1)
    if reference is not None:
        first, second = np.arange(len(cells)), np.full(len(cells), reference)
    for gate in GATES:
        value = values(gate.metric, cells)
        one, other = value[first], value[second]
        if gate.comparison == "ratio":
            past = np.fmin(one, other) < (gate.tolerance - TIE) * np.fmax(one, other)
        else:
            past = np.abs(one - other) > gate.tolerance + TIE
        if past.any():
            return True
    return False


@pytest.mark.parametrize("reference", [None, 19], ids=["all pairs", "the plan's reference"])
@pytest.mark.parametrize("others", [MINE, OTHERS], ids=["equal", "at the boundary"])
def test_no_gate_of_six_on_twenty_groups_fails_wrongly_more_than_one_time_in_twenty(
    reference, others, times, allowed, record
):
    runs = 40 * times
    random = np.random.default_rng(12)
    # Every other group is of the other kind, the reference never.
    kinds = [MINE if group % 2 else others for group in range(len(SIZES))]
    failed, bare = np.zeros(runs, dtype=bool), np.zeros(runs, dtype=bool)
    for run in range(runs):
        cells = np.stack(
            [
                random.multinomial(n, chances(*kind).ravel()).reshape(2, 3)
                for n, kind in zip(SIZES, kinds, strict=True)
            ]
        ).astype(float)
        failed[run] = any(gate.state == "fail" for gate in audited(cells, reference))
        bare[run] = naive(cells, reference)
    record("any of six gates fails wrongly", failed.mean())
    record("any bare number is past its tolerance", bare.mean())
    assert failed.mean() <= allowed(0.05, runs)
    assert bare.mean() > 0.95

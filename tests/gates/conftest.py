"""Small gates to judge by hand."""

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import measure
from evenhand.analyses.settings import Settings
from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.judge import judge
from evenhand.gates.policy import PlannedGate
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Kpi
from evenhand.plan import Gate

# Where a rate's counted and other decisions lie: decision by label, as in Counts.
CELLS = {
    "selection_rate": ((1, 2), (0, 2)),
    "true_positive_rate": ((1, 1), (0, 1)),
    "false_negative_rate": ((0, 1), (1, 1)),
    "false_positive_rate": ((1, 0), (0, 0)),
    "matthews_correlation": ((1, 1), (0, 0)),
    "f1_score": ((1, 1), (0, 1)),
}


def inputs_of(metric, groups, others=0):
    """Return inputs from (counted, all) of every group; `others` have no part in the rate."""
    counted, rest = CELLS.get(metric, CELLS["selection_rate"])
    cells = np.zeros((len(groups), 2, 3))
    for place, (x, n) in enumerate(groups):
        cells[place][counted], cells[place][rest] = x, n - x
    if metric != "selection_rate":
        cells[:, 0, 2] += others
    return Inputs(Counts(cells), Counts(cells), None, None, {})


def cost_of(groups):
    """Return inputs with costs from (mean, standard deviation, n) of every group."""
    mean, sd, n = (np.array(part, dtype=float) for part in zip(*groups, strict=True))
    squares = sd**2 * (n - 1) + n * mean**2
    nothing = np.zeros((len(groups), 0))
    cost = Kpi(n, n, mean * n, squares, nothing, nothing[0], 1.0)
    found = inputs_of("selection_rate", [(0, one) for one in n])
    return Inputs(found.counts, found.squares, None, None, {"cost": cost, "latency": cost})


@pytest.fixture(scope="session")
def settings():
    return Settings(level=0.95, alpha=0.05, seed=1, draws=500)


@pytest.fixture(scope="session")
def grouping():
    """Return a builder of a grouping from names; a reference by name is the plan's."""

    def build(names, reference=None):
        names = list(names)
        by, place = "plan", names.index(reference) if reference else int(len(names) > 1) - 1
        if reference is None:
            by, place = "highest", (0 if len(names) > 1 else None)
        return Grouping(("g",), tuple((name,) for name in names), np.arange(len(names)), place, by)

    return build


@pytest.fixture(scope="session")
def measured(settings):
    """Return a function that measures a metric of groups given as (counted, all)."""

    def run(metric, groups, *, effect=None, others=0):
        if metric in {"cost_per_decision", "latency_mean"}:
            found = cost_of(groups)
        else:
            found = inputs_of(metric, groups, others)
        known = None if effect is None else np.broadcast_to(effect, len(groups)).astype(float)
        return (
            measure(METRICS[metric], found, settings, effect=known),
            measure(METRICS["decisions"], found, settings),
        )

    return run


@pytest.fixture(scope="session")
def judged(settings, grouping, measured):
    """Return a function from groups and a gate's fields to the gate judged, alone."""

    def run(groups, *, reference=None, effect=None, others=0, default=False, rows=(), **fields):
        fields = {"metric": "selection_rate", "comparison": "ratio", "tolerance": 0.8, **fields}
        gate = Gate.model_validate(fields)
        found, decisions = measured(
            gate.metric, list(groups.values()), effect=effect, others=others
        )
        (result,) = judge(
            [PlannedGate("gate", gate, ("g",), default)],
            {("g",): grouping(groups, reference)},
            {(("g",), gate.metric): found, (("g",), "decisions"): decisions},
            settings,
            rows,
        )
        return result

    return run


@pytest.fixture(scope="session")
def group_state():
    """Return a builder of a group's state; what does not matter has a plain value."""

    def build(group="B", state="fail", **more):
        plain = {
            "reference": ("A",), "value": 0.7, "low": 0.6, "high": 0.78, "p_value": 0.001,
            "n": 900, "testable": True, "needed": None, "disparity": "d1",
        }  # fmt: skip
        names = group if isinstance(group, tuple) else (group,)
        return GroupState(group=names, state=state, **{**plain, **more})

    return build


@pytest.fixture(scope="session")
def gate_result(group_state):
    """Return a builder of a gate's result; what does not matter has a plain value."""

    def build(state="fail", groups=None, **more):
        plain = {
            "id": "selection_rate-ratio:g", "title": "Selection rate ratio by g",
            "metric": "selection_rate", "comparison": "ratio", "attributes": ("g",),
            "tolerance": 0.8, "warn": None, "decide_by": "evidence", "on_insufficient": "pass",
            "source": "default", "alpha": 0.05, "minimum_n": 97, "reason": "Because.",
            "value": 0.7, "low": 0.6, "high": 0.78, "group": ("B",), "reference": ("A",),
            "p_value": 0.001, "p_adjusted": 0.004, "n": 2000,
        }  # fmt: skip
        parts = (group_state(state=state),) if groups is None else tuple(groups)
        return GateResult(state=state, groups=parts, **{**plain, **more})

    return build

"""Gates judged: from the evidence of each pair to a state of each group, gate and audit."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.evidence import Pairs, compare_pairs
from evenhand.gates.gate import GateResult, GroupState, State, Verdict
from evenhand.gates.policy import PlannedGate, minimum_n
from evenhand.gates.words import gate_reason, gate_title, verdict_sentence
from evenhand.inference.multiplicity import holm
from evenhand.inference.power import needed_to_pass
from evenhand.plan import Gate

Row = tuple[tuple[str, ...], str]  # attributes and metric
# (metric, comparison, group, reference) -> row id of the disparity
RowIds = Mapping[tuple[str, str, tuple[str, ...], tuple[str, ...]], str]


@dataclass(frozen=True)
class _Evidence:
    planned: PlannedGate
    grouping: Grouping
    found: Measurement
    pairs: Pairs
    decisions: Array

    @property
    def p_value(self) -> float:
        """Return the evidence that some pair breaks the tolerance; NaN without a pair."""
        values = self.pairs.p_value[np.isfinite(self.pairs.p_value)]
        return float(values.min()) if len(values) else float("nan")


def judge(
    gates: Sequence[PlannedGate],
    groupings: Mapping[tuple[str, ...], Grouping],
    measurements: Mapping[Row, Measurement],
    settings: Settings,
    rows: RowIds,
) -> tuple[GateResult, ...]:
    """Return every gate judged.

    A gate fails when the evidence that a pair of its groups breaks the tolerance holds after
    allowing for all pairs (max-T) and all gates (Holm). It passes when every testable group is
    shown to be within, each on its own: an intersection-union test needs no allowance (Berger
    1982).

    Parameters
    ----------
    gates : sequence of PlannedGate
    groupings : dict of attributes to Grouping
    measurements : dict of (attributes, metric) to Measurement
    settings : Settings
    rows : dict
        Ids of the disparities, to point at.
    """
    weighed = []
    for planned in gates:
        grouping = groupings[planned.attributes]
        found = measurements[planned.attributes, planned.gate.metric]
        pairs = compare_pairs(planned.gate, found, grouping, settings)
        decisions = measurements[planned.attributes, "decisions"].value
        weighed.append(_Evidence(planned, grouping, found, pairs, decisions))
    p_values = np.array([one.p_value for one in weighed])
    by_evidence = np.array(
        [one.planned.gate.decide_by == "evidence" for one in weighed], dtype=bool
    )
    adjusted = np.full(len(weighed), np.nan)
    adjusted[by_evidence] = holm(p_values[by_evidence])
    return tuple(
        _judged(one, float(p), settings, rows) for one, p in zip(weighed, adjusted, strict=True)
    )


def _judged(
    evidence: _Evidence,
    p_adjusted: float,
    settings: Settings,
    rows: RowIds,
) -> GateResult:
    planned, gate, pairs = evidence.planned, evidence.planned.gate, evidence.pairs
    # Holm's factor for this gate also holds each of its groups to account.
    factor = p_adjusted / evidence.p_value if evidence.p_value > 0 else 1.0
    groups = tuple(
        _group(evidence, int(g), settings, factor=factor, rows=rows)
        for g in sorted(set(pairs.worse), key=lambda g: evidence.grouping.groups[g])
    )
    state = _gate_state(groups)
    worst = min(groups, key=_badness) if groups else None
    result = GateResult(
        id=planned.id,
        title=gate_title(gate, evidence.found.metric, planned.attributes),
        metric=gate.metric,
        comparison=gate.comparison,
        attributes=planned.attributes,
        tolerance=gate.tolerance,
        warn=gate.warn,
        decide_by=gate.decide_by,
        on_insufficient=gate.on_insufficient,
        source="default" if planned.default else "plan",
        alpha=settings.alpha,
        minimum_n=minimum_n(gate),
        state=state,
        reason="",
        value=worst.value if worst else None,
        low=worst.low if worst else None,
        high=worst.high if worst else None,
        group=worst.group if worst else (),
        reference=worst.reference if worst else (),
        p_value=_finite(evidence.p_value),
        p_adjusted=_finite(p_adjusted),
        n=round(float(np.nansum(evidence.found.n))),
        groups=groups,
    )
    return _with_reason(result, evidence)


def _group(
    evidence: _Evidence,
    group: int,
    settings: Settings,
    *,
    factor: float,
    rows: RowIds,
) -> GroupState:
    """Return the state of a group over all pairs in which it is the worse off."""
    gate, pairs, names = evidence.planned.gate, evidence.pairs, evidence.grouping.groups
    mine = np.flatnonzero(pairs.worse == group)
    testable = pairs.n >= minimum_n(gate)
    counted = mine[testable[pairs.better[mine]]]
    p_values = np.nan_to_num(pairs.p_value[mine], nan=1.0)
    # The pair to show: the one that speaks most clearly; among equals the largest partner.
    shown = mine[np.lexsort((-pairs.n[pairs.better[mine]], p_values))[0]]
    value, p_value = float(pairs.value[shown]), min(1.0, float(p_values.min()) * factor)
    partner = int(pairs.better[shown])
    state: State = "insufficient"
    if gate.decide_by == "point":
        if testable[group] and np.isfinite(value):
            state = _by_point(gate, pairs.value[counted])
    elif p_value <= settings.alpha:
        state = "fail"
    elif testable[group] and len(counted):
        if _by_point(gate, pairs.value[counted]) != "pass":
            state = "warn"
        elif pairs.within[counted].all():
            state = "pass"
    key = (gate.metric, gate.comparison, names[group], names[partner])
    return GroupState(
        group=names[group],
        reference=names[partner],
        value=_finite(value),
        low=_finite(float(pairs.low[shown])),
        high=_finite(float(pairs.high[shown])),
        p_value=p_value if gate.decide_by == "evidence" else None,
        n=round(float(np.nan_to_num(evidence.found.n[group]))),
        testable=bool(testable[group]),
        state=state,
        needed=_needed(evidence, group, partner, value, settings)
        if state == "insufficient"
        else None,
        disparity=rows.get(key),
    )


def _by_point(gate: Gate, values: Array) -> State:
    """Return what the estimates alone say: past the tolerance, past the warning, or neither."""
    if gate.comparison == "ratio":
        past, near = values < gate.tolerance, values < (gate.warn or gate.tolerance)
    else:
        size = np.abs(values)
        past, near = size > gate.tolerance, size > (gate.warn or gate.tolerance)
    return "fail" if past.any() else "warn" if near.any() else "pass"


def _needed(
    evidence: _Evidence, group: int, partner: int, value: float, settings: Settings
) -> tuple[int, int | None] | None:
    """Return how many more decisions would show the group to be within its tolerance.

    In the best case, where the group turns out equal to its reference, and as estimated; None for
    a case that no reasonable number decides.
    """
    gate, found = evidence.planned.gate, evidence.found
    if found.numerator is None or not np.isfinite(value) or found.n[group] <= 0:
        return None
    mine, theirs = float(found.value[group]), float(found.value[partner])
    known = 1.0 if found.effect is None else float(np.nan_to_num(found.effect[group], nan=1.0))
    decisions = float(evidence.decisions[group])
    counted = min(1.0, float(found.n[group]) / decisions)
    more: list[int | None] = []
    for rate in (theirs, mine):
        wanted = float(
            needed_to_pass(
                rate,
                theirs,
                comparison=gate.comparison,
                tolerance=gate.tolerance,
                size_ratio=float(found.n[partner] / found.n[group]),
                alpha=settings.alpha,
                design_effect=known,
                share=counted,
            )
        )
        lacking = math.ceil(wanted - decisions) if math.isfinite(wanted) else None
        more.append(None if lacking is None else max(0, lacking))
    return None if more[0] is None else (more[0], more[1])


def _gate_state(groups: Sequence[GroupState]) -> State:
    states = [one.state for one in groups]
    if "fail" in states:
        return "fail"
    if "warn" in states:
        return "warn"
    testable = [one.state for one in groups if one.testable]
    return "pass" if testable and all(state == "pass" for state in testable) else "insufficient"


def _badness(group: GroupState) -> tuple[int, float, float]:
    """Return a sort key: the worst state first, then the clearest, then the largest gap."""
    order = ("fail", "warn", "insufficient", "pass")
    p_value = 1.0 if group.p_value is None else group.p_value
    rank = order.index(group.state)
    # A small group that cannot be judged is not what a gate that passes is about.
    return (rank if group.testable or group.state == "fail" else rank + 4, p_value, -group.n)


def _with_reason(result: GateResult, evidence: _Evidence) -> GateResult:
    return replace(result, reason=gate_reason(result, len(evidence.grouping.groups)))


def decide(gates: Sequence[GateResult]) -> Verdict:
    """Return the gates in one word, and the exit code that it means."""
    states = [gate.state for gate in gates]
    worst: State = "insufficient"
    for state in ("fail", "warn", "insufficient", "pass"):
        if state in states:
            worst = state
            break
    undecided = any(
        gate.state == "insufficient" and gate.on_insufficient == "fail" for gate in gates
    )
    return Verdict(
        state=worst,
        sentence=verdict_sentence(worst, gates),
        passed=states.count("pass"),
        warned=states.count("warn"),
        failed=states.count("fail"),
        insufficient=states.count("insufficient"),
        exit_code=1 if worst == "fail" else 3 if undecided else 0,
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

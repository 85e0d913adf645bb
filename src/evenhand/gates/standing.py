"""One group in a gate: its state over all pairs in which it is the worse off, and its figures."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.gates.evidence import Pairs
from evenhand.gates.gate import GroupState, State
from evenhand.gates.policy import PlannedGate, minimum_n
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.power import needed_to_pass

Group = tuple[str, ...]
# (attributes, metric, comparison, condition, group, reference) -> row id of the disparity
Key = tuple[Group, str, str, str | None, Group, Group]
RowIds = Mapping[Key, str]


@dataclass(frozen=True)
class Evidence:
    """All that is known of the groups of one gate."""

    planned: PlannedGate
    grouping: Grouping
    found: Measurement
    pairs: Pairs
    decisions: Array
    why: str = ""  # why nothing can be seen

    @property
    def shares(self) -> bool:
        """Return whether pairs are of two plain shares: not of strata, nor of other figures."""
        return self.found.share is not None and self.planned.gate.condition is None

    @property
    def p_value(self) -> float:
        """Return the evidence that some pair breaks the tolerance; NaN without a pair."""
        values = self.pairs.p_value[np.isfinite(self.pairs.p_value)]
        return float(values.min()) if len(values) else float("nan")

    @property
    def testable(self) -> NDArray[np.bool_]:
        """Return which groups are large enough to be shown within the tolerance."""
        return self.pairs.n >= minimum_n(self.planned.gate, self.found.metric.unit)

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Return which pairs are of two groups that are large enough."""
        return self.testable[self.pairs.worse] & self.testable[self.pairs.better]

    @property
    def judged_groups(self) -> tuple[Group, ...]:
        """Return the groups that are in any such pair."""
        places = {*self.pairs.worse[self.judged].tolist(), *self.pairs.better[self.judged].tolist()}
        return tuple(self.grouping.groups[place] for place in sorted(places))

    @property
    def by_plan(self) -> bool:
        """Return whether the plan says whom groups are compared with."""
        return self.grouping.reference_by == "plan"

    @property
    def two_sided(self) -> bool:
        """Return whether the tolerance has two sides."""
        gate = self.planned.gate
        one = gate.comparison == "ratio" and self.found.metric.favours != "neither"
        return not one and gate.direction == "either"

    def merit(self, values: Array) -> Array:
        """Return how well values stand: below `limit` of a tolerance, they are past it."""
        if self.planned.gate.comparison == "difference":
            if self.two_sided:
                return -np.abs(values)
            return -values if self.found.metric.favours == "low" else values
        return np.fmin(values, divide(1.0, values)) if self.two_sided else values

    def limit(self, tolerance: float) -> float:
        """Return the merit at a tolerance."""
        return -tolerance if self.planned.gate.comparison == "difference" else tolerance


def row_ids(disparities: Sequence[Disparity]) -> RowIds:
    """Return the ids of the disparities of two groups, the plainest of a kind."""
    found: dict[Key, str] = {}
    for row in disparities:
        if row.against in {"reference", "highest"}:
            kind = (row.attributes, row.metric, row.comparison, row.condition)
            key = (*kind, row.group, row.reference)
            found.setdefault(key, row.id)
    return found


def standings(
    evidence: Evidence, settings: Settings, *, factor: float, rows: RowIds
) -> Iterator[GroupState]:
    """Yield the state of every group that fares worse than another, or cannot be judged.

    `factor` is what Holm's allowance for all gates multiplies p-values by.
    """
    grouping, pairs = evidence.grouping, evidence.pairs
    names = grouping.groups
    for group in sorted(range(len(names)), key=lambda g: names[g]):
        mine = np.flatnonzero(pairs.worse == group)
        if len(mine):
            state = _compared(evidence, group, mine, settings, factor=factor, rows=rows)
            # A large group that only groups too small to judge surpass has nothing to answer for.
            idle = not evidence.by_plan and not evidence.judged[mine].any()
            if state.state == "fail" or not state.testable or not idle:
                yield state
        elif group in pairs.better:
            if not evidence.by_plan and not evidence.testable[group]:
                yield _surpassing(evidence, group, rows)
        elif len(names) > 1 and not (evidence.by_plan and group == grouping.reference):
            yield _undefined(evidence, group)


def _compared(
    evidence: Evidence,
    group: int,
    mine: NDArray[np.intp],
    settings: Settings,
    *,
    factor: float,
    rows: RowIds,
) -> GroupState:
    """Return the state of a group over the pairs `mine`, in which it is the worse off."""
    gate, pairs = evidence.planned.gate, evidence.pairs
    judged = mine[evidence.judged[mine]]
    merit = evidence.merit(pairs.value)
    broken = merit < evidence.limit(gate.tolerance)
    past = broken | (merit < evidence.limit(gate.warn if gate.warn is not None else gate.tolerance))
    p_values = np.nan_to_num(pairs.p_value, nan=1.0)
    p_value = min(1.0, float(p_values[mine].min()) * factor)
    by_evidence = gate.decide_by == "evidence"
    state: State = "insufficient"
    shown = judged if len(judged) else mine
    if by_evidence and p_value <= settings.alpha:
        state, shown = "fail", mine
    elif not by_evidence and broken[judged].any():
        state, shown = "fail", judged[broken[judged]]
    elif past[judged].any():
        state, shown = "warn", judged[past[judged]]
    elif len(judged) and _settled(evidence, judged):
        state = "pass"
    clearest = p_values if by_evidence else np.zeros(len(p_values))
    # The pair to show: the one that speaks most clearly; then the widest; then the largest.
    keys = (-pairs.n[pairs.better[shown]], merit[shown], clearest[shown])
    pair = int(shown[np.lexsort(keys)[0]])
    partner = int(pairs.better[pair])
    return GroupState(
        group=evidence.grouping.groups[group],
        reference=evidence.grouping.groups[partner],
        value=finite(pairs.value[pair]),
        low=finite(pairs.low[pair]),
        high=finite(pairs.high[pair]),
        p_value=p_value if by_evidence else None,
        n=_n(evidence, group),
        testable=bool(evidence.testable[group]),
        state=state,
        needed=_needed(evidence, group, partner, settings)
        if by_evidence and state == "insufficient"
        else None,
        disparity=_row(evidence, group, partner, rows),
    )


def _settled(evidence: Evidence, judged: NDArray[np.intp]) -> bool:
    """Return whether pairs are within the tolerance: as shown, or as estimated."""
    if evidence.planned.gate.decide_by == "point":
        return bool(np.isfinite(evidence.pairs.value[judged]).all())
    return bool(evidence.pairs.within[judged].all())


def _surpassing(evidence: Evidence, group: int, rows: RowIds) -> GroupState:
    """Return the state of a group that fares best, but is too small to judge."""
    pairs = evidence.pairs
    mine = np.flatnonzero(pairs.better == group)
    large = mine[evidence.testable[pairs.worse[mine]]]
    # Pairs are in order of merit: the last has the best of the others.
    pair = int((large if len(large) else mine)[-1])
    partner = int(pairs.worse[pair])
    sides = (float(pairs.value[pair]), float(pairs.high[pair]), float(pairs.low[pair]))
    if evidence.planned.gate.comparison == "ratio":
        value, low, high = (1 / side if side else math.nan for side in sides)
    else:
        value, low, high = (-side for side in sides)
    return GroupState(
        group=evidence.grouping.groups[group],
        reference=evidence.grouping.groups[partner],
        value=finite(value),
        low=finite(low),
        high=finite(high),
        p_value=None,
        n=_n(evidence, group),
        testable=False,
        state="insufficient",
        needed=None,
        disparity=_row(evidence, group, partner, rows),
    )


def _undefined(evidence: Evidence, group: int) -> GroupState:
    """Return the state of a group whose metric, or whose reference's, has no value.

    A group whose labels are missing for a reason is no small one: a gate cannot pass without it.
    """
    grouping, hidden = evidence.grouping, evidence.found.bounded
    reference = grouping.groups[grouping.reference or 0] if evidence.by_plan else ()
    return GroupState(
        group=grouping.groups[group],
        reference=reference,
        value=None,
        low=None,
        high=None,
        p_value=None,
        n=_n(evidence, group),
        testable=bool(evidence.testable[group] or (hidden is not None and hidden[group])),
        state="insufficient",
        needed=None,
        disparity=None,
    )


def _needed(
    evidence: Evidence, group: int, partner: int, settings: Settings
) -> tuple[int, int | None] | None:
    """Return how many more decisions would show the group to be within its tolerance.

    In the best case, where the group turns out equal to its reference, and as estimated; None for
    a case that no reasonable number decides. The reference is taken to grow along.
    """
    gate, found = evidence.planned.gate, evidence.found
    size, other = float(evidence.pairs.n[group]), float(evidence.pairs.n[partner])
    if not evidence.shares or min(size, other) <= 0:
        return None
    mine, theirs = float(found.value[group]), float(found.value[partner])
    known = 1.0 if found.effect is None else float(found.effect[group])
    decisions, counted = float(evidence.decisions[group]), float(found.n[group])
    times = float(found.n[partner]) / counted

    def needed(rate: float, reference: float, ratio: float, power: float) -> float:
        return float(
            needed_to_pass(
                rate,
                reference,
                comparison=gate.comparison,
                tolerance=gate.tolerance,
                size_ratio=ratio,
                alpha=settings.alpha,
                power=power,
                design_effect=known,
                share=min(1.0, counted / decisions),
            )
        )

    # Equal groups must be shown to be within on both sides, if there are two or either of the
    # pair may turn out the worse off: each with half the risk of missing it.
    both = gate.comparison == "ratio" and (evidence.two_sided or not evidence.by_plan)
    best = needed(theirs, theirs, times, 0.9 if both else 0.8)
    worst_first = gate.comparison == "difference" or (
        mine <= theirs if evidence.two_sided else found.metric.favours == "high"
    )
    estimated = (
        needed(mine, theirs, times, 0.8)
        if worst_first
        else needed(theirs, mine, 1 / times, 0.8) / times
    )
    # Neither group is judged at all before both are large enough.
    least = decisions * minimum_n(gate, found.metric.unit) / min(size, other)
    more = [
        None if math.isnan(wanted) else max(0, math.ceil(max(wanted, least) - decisions))
        for wanted in (best, estimated)
    ]
    return None if more[0] is None else (more[0], more[1])


def _row(evidence: Evidence, group: int, partner: int, rows: RowIds) -> str | None:
    """Return the id of the row that a pair is told by; windows have none."""
    planned, gate, names = evidence.planned, evidence.planned.gate, evidence.grouping.groups
    if planned.window is not None:
        return None
    kind = (planned.attributes, gate.metric, gate.comparison, gate.condition)
    return rows.get((*kind, names[group], names[partner]))


def _n(evidence: Evidence, group: int) -> int:
    return round(float(np.nan_to_num(evidence.found.n[group])))

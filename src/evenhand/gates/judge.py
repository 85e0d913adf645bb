"""Gates judged: from the evidence of each pair to a state of each group, gate and audit."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.analyses.sight import Sight, nothing
from evenhand.gates.evidence import compare_pairs
from evenhand.gates.evidence_within import compare_within
from evenhand.gates.gate import GateResult, GroupState, State, Verdict
from evenhand.gates.label_words import for_want_of_labels
from evenhand.gates.policy import PlannedGate, minimum_n
from evenhand.gates.power import with_detectable_gaps
from evenhand.gates.standing import Evidence, RowIds, row_ids, standings
from evenhand.gates.states import allowance, badness, state_of_all
from evenhand.gates.words import gate_reason, gate_title, verdict_sentence
from evenhand.inference.arithmetic import finite
from evenhand.inference.multiplicity import holm

Row = tuple[tuple[str, ...], str]  # attributes and metric


def judge(
    gates: Sequence[PlannedGate],
    groupings: Mapping[tuple[str, ...], Grouping],
    measurements: Mapping[Row, Measurement],
    settings: Settings,
    disparities: Sequence[Disparity],
    *,
    sights: Mapping[str, Sight] = MappingProxyType({}),
    lines: Sequence[int] = (),
) -> tuple[GateResult, ...]:
    """Return every gate judged.

    A gate fails when the evidence that a pair of its groups breaks the tolerance holds after
    allowing for all pairs (max-T) and all gates (Holm). It passes when every testable group is
    shown to be within, each on its own: an intersection-union test needs no allowance (Berger
    1982). Which groups of a failing gate fail is held to the allowance of the gate, which is
    no less than Benjamini and Bogomolov (2014) ask for claims within selected families.

    Parameters
    ----------
    gates : sequence of PlannedGate
    groupings : dict of attributes to Grouping
    measurements : dict of (attributes, metric) to Measurement
    settings : Settings
    disparities : sequence of Disparity
        The rows of the audit, to point at.
    sights : dict of str to Sight
        What gates look at that do not look at the whole log, by their ids.
    lines : sequence of int
        Where the entries of the plan stand in its file.
    """
    weighed = [
        _weighed(
            planned,
            groupings[planned.attributes],
            sights.get(planned.id)
            or Sight(
                measurements[planned.attributes, planned.gate.metric],
                measurements[planned.attributes, "decisions"].value,
            ),
            settings,
        )
        for planned in gates
    ]
    p_values = np.array([one.p_value for one in weighed])
    by_evidence = np.array(
        [one.planned.gate.decide_by == "evidence" for one in weighed], dtype=bool
    )
    adjusted = np.full(len(weighed), np.nan)
    adjusted[by_evidence] = holm(p_values[by_evidence])
    tested = int(np.isfinite(adjusted).sum())
    rows = row_ids(disparities)
    return tuple(
        replace(
            _judged(one, float(p), settings, rows, tested),
            line=None if one.planned.default else line_of(lines, one.planned.place),
        )
        for one, p in zip(weighed, adjusted, strict=True)
    )


def line_of(lines: Sequence[int], place: int) -> int | None:
    """Return the line of an entry; None where it is not known."""
    return lines[place] if place < len(lines) else None


def _weighed(
    planned: PlannedGate, grouping: Grouping, sight: Sight, settings: Settings
) -> Evidence:
    found = nothing(sight.found) if sight.why else sight.found
    if sight.strata is None:
        pairs = compare_pairs(planned.gate, found, grouping, settings)
    else:
        pairs = compare_within(planned.gate, found, sight.strata, grouping, settings)
    return Evidence(planned, grouping, found, pairs, sight.decisions, sight.why)


def _judged(
    evidence: Evidence, p_adjusted: float, settings: Settings, rows: RowIds, tested: int
) -> GateResult:
    planned, gate = evidence.planned, evidence.planned.gate
    # Holm's factor for this gate also holds each of its groups to account.
    factor = allowance(p_adjusted, evidence.p_value)
    groups = tuple(standings(evidence, settings, factor=factor, rows=rows))
    groups = with_detectable_gaps(evidence, groups, settings, gates=tested)
    worst = min(groups, key=lambda one: _badness(evidence, one)) if groups else None
    result = GateResult(
        id=planned.id,
        title=gate_title(gate, evidence.found.metric, planned.attributes, planned.when),
        metric=gate.metric,
        comparison=gate.comparison,
        attributes=planned.attributes,
        tolerance=gate.tolerance,
        warn=gate.warn,
        decide_by=gate.decide_by,
        on_insufficient=gate.on_insufficient,
        source="default" if planned.default else "plan",
        alpha=settings.alpha,
        minimum_n=minimum_n(gate, evidence.found.metric.unit),
        state=state_of_all(groups),
        reason="",
        value=worst.value if worst else None,
        low=worst.low if worst else None,
        high=worst.high if worst else None,
        group=worst.group if worst else (),
        reference=worst.reference if worst else (),
        p_value=finite(evidence.p_value),
        p_adjusted=finite(p_adjusted),
        n=round(float(np.nansum(evidence.found.n))),
        groups=groups,
        unit="rate" if evidence.found.metric.unit == "rate" else "",
        subject=evidence.found.metric.phrase,
        favours=evidence.found.metric.favours,
        condition=gate.condition,
        direction=gate.direction,
        window=planned.window or None,
        clause=gate.clause,
        note=gate.note,
        judged=evidence.judged_groups,
    )
    reason = evidence.why
    if not reason and result.state == "insufficient":
        reason = for_want_of_labels(evidence.found, evidence.grouping)
    if not reason:
        count = len(evidence.grouping.groups)
        reason = gate_reason(result, groups=count, judged=int(evidence.judged.sum()))
    return replace(result, reason=reason)


def _badness(evidence: Evidence, group: GroupState) -> tuple[int, float, float]:
    value = math.nan if group.value is None else group.value
    return badness(group, float(evidence.merit(np.array(value))))


def decide(gates: Sequence[GateResult]) -> Verdict:
    """Return the gates in one word, and the exit code that it means.

    A gate that warns by the evidence is undecided as one that is insufficient: its figure is past
    a tolerance, and nothing shows on which side the truth lies. A failure that is waived fails no
    build, and is no pass either: with nothing worse beside it, the verdict warns.
    """
    states = [gate.state for gate in gates if gate.waived is None]
    told = [gate.counts_as for gate in gates]
    worst: State = "insufficient"
    for state in ("fail", "warn", "insufficient", "pass"):
        if state in told:
            worst = state
            break
    undecided = any(
        gate.state == "insufficient" or (gate.state == "warn" and gate.decide_by == "evidence")
        for gate in gates
        if gate.on_insufficient == "fail"
    )
    return Verdict(
        state=worst,
        sentence=verdict_sentence(worst, gates),
        passed=states.count("pass"),
        warned=states.count("warn"),
        failed=states.count("fail"),
        insufficient=states.count("insufficient"),
        exit_code=1 if worst == "fail" else 3 if undecided else 0,
        waived=len(gates) - len(states),
    )

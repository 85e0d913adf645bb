"""What a comparison is made of: results, baselines, and the versions or windows of a result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from evenhand.analyses.estimate import Estimate
from evenhand.cube.axis import UNKNOWN
from evenhand.errors import PlanError
from evenhand.gates.baseline import Approved, Kept
from evenhand.gates.gate import GateResult
from evenhand.report.view import sentences
from evenhand.report.view.rows import knowing
from evenhand.result import Audit

By = Literal["model-version", "window"]
Group = tuple[str, ...]
Key = tuple[str, Group, Group]  # metric, attributes, group


@dataclass(frozen=True, slots=True, kw_only=True)
class GateShown:
    """A gate as one side has it."""

    title: str
    state: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the results compared, or one version or window of a result."""

    name: str
    audit: str
    as_of: str
    verdict: str  # "": a version, or a window, has none of its own
    rows: int
    first: str | None
    last: str | None
    files: tuple[str, ...] = field(default=(), repr=False)  # their digests
    level: float = 0.95
    figures: Mapping[Key, Kept] = field(default_factory=dict, repr=False)
    gates: Mapping[str, GateShown] = field(default_factory=dict, repr=False)
    references: Mapping[str, str] = field(default_factory=dict, repr=False)
    gated: frozenset[str] = frozenset()  # metrics
    asked: Mapping[str, Any] = field(default_factory=dict, repr=False)  # plan and method


def side_of(audit: Audit, name: str) -> Side:
    """Return a result as one side of a comparison."""
    with knowing(audit):
        gates = {gate.id: _shown(gate) for gate in audit.gates}
    return Side(
        name=name,
        audit=audit.id,
        as_of=audit.as_of,
        verdict=audit.verdict.state,
        rows=audit.log.rows,
        first=audit.log.first,
        last=audit.log.last,
        files=tuple(sorted(file.sha256 for file in audit.log.files)),
        level=float(audit.method.get("level", 0.95)),
        figures=_figures(audit, lambda row: row.window is None and row.model_version is None),
        gates=gates,
        references={one.name: one.reference for one in audit.attributes},
        gated=frozenset(gate.metric for gate in audit.gates),
        asked={"plan": audit.plan, "method": audit.method, "evenhand": audit.evenhand_version},
    )


def side_of_baseline(approved: Approved, name: str) -> Side:
    """Return a baseline as one side of a comparison; it keeps no plan."""
    gates = {one.id: GateShown(title=one.id, state=one.state, figure="") for one in approved.gates}
    return Side(
        name=name,
        audit=approved.audit,
        as_of=approved.as_of,
        verdict=approved.verdict,
        rows=approved.rows,
        first=approved.first,
        last=approved.last,
        files=tuple(sorted(file.sha256 for file in approved.files)),
        level=approved.level,
        figures={(row.metric, row.attributes, row.group): row for row in approved.estimates},
        gates=gates,
        gated=frozenset(one.metric for one in approved.gates),
    )


def sides_by(audit: Audit, by: By) -> list[Side]:
    """Return the model versions of a result, or its windows, as sides of a comparison.

    Raises
    ------
    PlanError
        The result has fewer than two of them.
    """
    names = audit.log.model_versions if by == "model-version" else audit.log.windows
    if len(names) < 2:  # noqa: PLR2004 - a comparison takes two
        what = "model version" if by == "model-version" else "window"
        raise PlanError(
            f"this result has {len(names) or 'no'} {what}{'' if len(names) == 1 else 's'}, and a "
            "comparison takes two",
            "name the column with --model-version and audit again"
            if by == "model-version"
            else "audit with a shorter --window, or compare two results",
        )
    found = []
    for name in names:
        figures = _figures(audit, _part(name, by))
        if not figures:
            continue
        decisions = figures.get(("decisions", (), ()))
        rows = 0 if decisions is None else decisions.n
        found.append(
            Side(
                name=name,
                audit=audit.id,
                as_of=audit.as_of,
                verdict="",
                rows=rows,
                first=None,
                last=None,
                level=float(audit.method.get("level", 0.95)),
                figures=figures,
                references={one.name: one.reference for one in audit.attributes},
                gated=frozenset(gate.metric for gate in audit.gates),
            )
        )
    return found


def _shown(gate: GateResult) -> GateShown:
    return GateShown(
        title=gate.title, state=gate.state, figure=sentences.gate_value(gate, gate.value)
    )


def _figures(audit: Audit, wanted: Callable[[Estimate], bool]) -> dict[Key, Kept]:
    return {
        (row.metric, row.attributes, row.group): Kept(
            metric=row.metric,
            attributes=row.attributes,
            group=row.group,
            value=row.value,
            low=row.low if row.value is not None else None,
            high=row.high if row.value is not None else None,
            n=row.n,
        )
        for row in audit.estimates
        if row.condition is None and UNKNOWN not in row.group and wanted(row)
    }


def _part(name: str, by: By) -> Callable[[Estimate], bool]:
    def within(row: Estimate) -> bool:
        return name == (row.model_version if by == "model-version" else row.window)

    return within

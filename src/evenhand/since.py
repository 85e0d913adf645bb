"""Since the baseline: what an audit says of how things have changed since an approved one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.analyses.assemble import Found
from evenhand.analyses.churn import Churn, churn
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Cube
from evenhand.gates.baseline import Against, Approved
from evenhand.gates.change_policy import planned_changes
from evenhand.gates.changes import Held, judge_changes
from evenhand.gates.gate import GateResult
from evenhand.gates.policy import PlannedGate
from evenhand.gates.units import unit_of
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan
from evenhand.result import LogSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What an audit adds where it is held against a baseline."""

    against: Against | None = None
    gates: tuple[GateResult, ...] = ()
    churn: tuple[Churn, ...] = ()
    notes: tuple[str, ...] = ()


def since_baseline(  # noqa: PLR0917 - the stages of an audit, passed on as they are
    approved: Approved | None,
    pairs: Cube | None,
    log: LogSummary,
    found: Found,
    gates: Sequence[PlannedGate],
    plan: Plan,
    *,
    settings: Settings,
    metrics: Mapping[str, Metric],
) -> Since:
    """Return the changes since a baseline, judged, and the decisions that differ.

    Parameters
    ----------
    approved : Approved or None
        The baseline, if there is one.
    pairs : Cube or None
        How both versions decided the rows, if the log has that.
    log : LogSummary
        Which log this is.
    found : Found
    gates : sequence of PlannedGate
        Those of the period.
    plan : Plan
    settings : Settings
    metrics : dict of str to Metric
    """
    if approved is None and pairs is None:
        return Since()
    same = approved is not None and _same_rows(approved, log)
    planned, notes = planned_changes(plan, gates, approved, metrics)
    judged = judge_changes(
        planned,
        Held(approved, pairs, same),
        found.measurements,
        found.groupings,
        settings,
        plan,
        metrics,
        {key: unit_of(metric, plan) for key, metric in metrics.items()},
    )
    told = {gate.metric for gate in judged}
    absent = sorted({one.metric for one in planned} - told)
    if absent:
        names = ", ".join(metrics[key].phrase if key in metrics else key for key in absent)
        notes.append(f"The baseline does not hold these, so that no change is judged: {names}.")
    return Since(
        against=_against(approved, same_rows=same, decision=plan.baseline.decision),
        gates=judged,
        churn=tuple(
            row
            for one in found.groupings.values()
            for row in (() if pairs is None else churn(pairs, one, settings))
        ),
        notes=(*_of_rows(approved, log, same=same, paired=pairs is not None), *notes),
    )


def _same_rows(approved: Approved, log: LogSummary) -> bool:
    """Return whether a baseline is of the rows of this log, as far as files and times tell."""
    then, now = ({file.sha256 for file in files} for files in (approved.files, log.files))
    span = (approved.rows, approved.first, approved.last)
    return bool(now) and then == now and span == (log.rows, log.first, log.last)


def _against(approved: Approved | None, *, same_rows: bool, decision: str | None) -> Against:
    if approved is None:
        return Against(decision=decision)
    held = Against(**{name: getattr(approved, name) for name in _SHARED}, same_rows=same_rows)
    return replace(held, decision=decision)


_SHARED = ("audit", "as_of", "approved", "by", "reason", "rows", "first", "last", "sha256")


def _of_rows(approved: Approved | None, log: LogSummary, *, same: bool, paired: bool) -> list[str]:
    """Return what must be known of the rows that are compared."""
    if paired or approved is None:
        return [_PAIRED]
    churn_needs = (
        "Which decisions changed cannot be told: that needs what both models decide of the same "
        "rows, named as baseline.decision."
    )
    if same:
        return [f"The baseline is of the same rows. {churn_needs}"]
    shared = {file.sha256 for file in log.files} & {file.sha256 for file in approved.files}
    return [*([_OVERLAP] if shared or _overlap(approved, log) else []), churn_needs]


_PAIRED = (
    "Changes of rates are those of the same rows, as the approved model and this one decide them."
)
_OVERLAP = (
    "The baseline and this audit share rows, or speak of times that overlap. Changes are judged as "
    "if they did not, which makes them look less certain than they are."
)


def _overlap(approved: Approved, log: LogSummary) -> bool:
    spans = (approved.first, approved.last, log.first, log.last)
    if None in spans:
        return False
    first, last, now_first, now_last = (str(one) for one in spans)
    return first <= now_last and now_first <= last

"""Remedies simulated: tried on the earlier rows of a sample, measured on the later ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from evenhand.analyses.numbered import numbered
from evenhand.analyses.proxy import Proxy
from evenhand.analyses.remedy import Remedy, Trial
from evenhand.cube.rows import Rows
from evenhand.gates.gate import GateResult
from evenhand.metrics import METRICS
from evenhand.models.aim import Aim
from evenhand.models.bench import MODEL, RefusedError, bench_of
from evenhand.models.measured import (
    DRAWS,
    Deployed,
    accuracy,
    area_under_roc,
    deployed_of,
    gaps,
    outcome,
    rate,
)
from evenhand.models.proxies import proxies, stand_ins
from evenhand.models.remedies import REMEDIES, Kind
from evenhand.models.remedies.refit import REFIT
from evenhand.models.threads import one_thread
from evenhand.models.usable import usable
from evenhand.plan import Plan

_SELECTIVE = (
    "Labels of {whom} may be missing for a reason: a model fitted on them learns whom earlier "
    "decisions let through, and its errors among the others cannot be told. If they are a sample, "
    'say so in the plan: label.missing = "at_random".'
)
# A model fitted anew whose area under the curve is lower by more, for sure, is another model.
_WORSE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What was tried: why nothing was, or the trial with its proxies and remedies."""

    refused: str | None
    trial: Trial | None
    remedies: tuple[Remedy, ...]
    proxies: tuple[Proxy, ...] = ()
    notes: tuple[str, ...] = ()


_UNASKED = Simulated(refused=None, trial=None, remedies=())
_HINT = (
    "What each remedy would buy, and what it would cost, can be tried on a sample of the log: "
    "audit with --simulate."
)


def simulate(
    rows: Rows | None,
    plan: Plan,
    gates: Sequence[GateResult],
    *,
    cutoff: str | None,
    hidden: str,
    progress: Callable[[str], None],
) -> Simulated:
    """Return what each remedy would have done, measured on decisions that it had no part in.

    Parameters
    ----------
    rows : Rows or None
        A sample of the log; None where the plan does not ask for remedies to be tried.
    plan : Plan
    gates : sequence of GateResult
        Those of the audit: gaps of rates are measured, and the first is aimed at.
    cutoff : str or None
        From when on labels have not all arrived.
    hidden : str
        Whose labels may be missing for a reason, in words; "" where nobody's are.
    progress : callable
        Is told each remedy as it is tried.
    """
    if rows is None:
        could = plan.features and plan.label is not None
        failed = any(gate.state == "fail" and _is_measured(gate) for gate in gates)
        return replace(_UNASKED, notes=(_HINT,)) if could and failed else _UNASKED
    progress("looking for proxies")
    with one_thread():
        rows, left_out = usable(rows)
        found, of_proxies = _proxies(rows, plan)
        tried = _remedies(rows, plan, gates, found, cutoff=cutoff, hidden=hidden, progress=progress)
    notes = tuple(
        f"The feature {one.feature!r} was left out of proxies and remedies: {one.why}."
        for one in left_out
    )
    trial = None if tried.trial is None else replace(tried.trial, left_out=left_out)
    return replace(tried, trial=trial, proxies=found, notes=(*notes, *of_proxies))


def _proxies(rows: Rows, plan: Plan) -> tuple[tuple[Proxy, ...], tuple[str, ...]]:
    """Return the proxies, or why none were looked for: labels are not needed for that."""
    try:
        found = proxies(
            rows,
            [one.name for one in plan.protected],
            seed=plan.inference.seed,
            level=plan.inference.level,
        )
    except RefusedError as error:
        return (), (f"Proxies were not looked for. {error}",)
    return found, ()


def _remedies(
    rows: Rows,
    plan: Plan,
    gates: Sequence[GateResult],
    found: tuple[Proxy, ...],
    *,
    cutoff: str | None,
    hidden: str,
    progress: Callable[[str], None],
) -> Simulated:
    measured = [gate for gate in gates if _is_measured(gate)]
    if refused := _why_not(rows, plan, measured, hidden):
        return _refused(refused)
    score = None
    if plan.score is not None:
        score = plan.score.threshold, plan.score.favourable == "high"
    try:
        bench = bench_of(rows, score=score, cutoff=cutoff, seed=plan.inference.seed)
    except RefusedError as error:
        return _refused(str(error))
    target = _worst(measured)
    aim = _aim(target, found)
    deployed = deployed_of(bench, measured, level=plan.inference.level)
    kinds = [kind for kind in REMEDIES if plan.retraining.group_thresholds or not kind.by_group]
    tried = []
    for place, kind in enumerate(kinds, start=1):
        what = f"{kind.title[:1].lower()}{kind.title[1:]}"
        progress(f"trying remedy {place} of {len(kinds)}: {what}")
        tried.append(attempted(kind, deployed, aim))
    # Of other figures than rates, and within conditions, the rows to test are not compared.
    others = tuple(gate.id for gate in gates if _is_gap(gate) and not _is_measured(gate))
    trial = Trial(
        seed=bench.seed,
        rows=len(rows),
        fitted=len(bench.fit),
        tuned=len(bench.tune),
        tested=len(bench.test),
        by_time=rows.at is not None,
        features=tuple(bench.table.columns),
        left_out=(),
        aim=target.id,
        unmeasured=(*deployed.unmeasured, *others),
        model=MODEL,
        draws=DRAWS,
        level=plan.inference.level,
    )
    return Simulated(refused=None, trial=trial, remedies=numbered(standing(tried), "m"))


def _why_not(rows: Rows, plan: Plan, measured: Sequence[GateResult], hidden: str) -> str:
    """Return why no remedy can be tried, for all that is known before; "" where some can."""
    reasons = {
        "The plan names no label, so that no model can be fitted.": plan.label is None,
        "Decisions have weights, and the sample is of rows: its figures would not be those of the "
        "audit.": plan.columns.weight is not None,
        _SELECTIVE.format(whom=hidden): bool(hidden),
        "The plan names no features, so that no model can be fitted.": not plan.features,
        "No model can be fitted: every feature had to be left out.": not rows.features,
        "No gate is about a gap between two groups that could be closed.": not measured,
    }
    return next((why for why, holds in reasons.items() if holds), "")


def _refused(why: str) -> Simulated:
    return Simulated(refused=why, trial=None, remedies=())


def _is_gap(gate: GateResult) -> bool:
    """Return whether a gate is about a gap of this period between two groups."""
    return bool(gate.basis == "period" and not gate.target and gate.group and gate.reference)


def _is_measured(gate: GateResult) -> bool:
    """Return whether a gate is about a gap of rates over the whole period."""
    counted = gate.metric in METRICS and METRICS[gate.metric].reads == "counts"
    rates = counted and METRICS[gate.metric].unit == "rate" and gate.metric != "balanced_accuracy"
    return rates and gate.condition is None and gate.window is None and _is_gap(gate)


_ORDER = ("fail", "warn", "insufficient", "pass")


def _worst(gates: Sequence[GateResult]) -> GateResult:
    """Return the gate whose gap is to be closed: the worst one, on one attribute if there is."""
    return min(gates, key=lambda gate: (len(gate.attributes), _ORDER.index(gate.state)))


def _aim(gate: GateResult, found: Sequence[Proxy]) -> Aim:
    """Return the gap to close; of several attributes, along the first one."""
    return Aim(
        metric=gate.metric,
        comparison=gate.comparison,
        attribute=gate.attributes[0],
        group=gate.group[0],
        reference=gate.reference[0],
        tolerance=gate.tolerance,
        proxies=stand_ins(found, gate.attributes[0]),
    )


def attempted(kind: Kind, deployed: Deployed, aim: Aim) -> Remedy:
    """Return a remedy tried and measured, or refused; it has no number yet."""
    plain = Remedy(
        id="", key=kind.key, title=kind.title, caution=kind.caution, by_group=kind.by_group
    )
    try:
        made = kind.attempt(deployed.bench, aim)
    except RefusedError as error:
        return replace(plain, refused=str(error))
    bench, draws = deployed.bench, deployed.draws
    label = bench.rows.label[bench.test]
    return replace(
        plain,
        done=made.done,
        selection_rate=outcome(deployed.rate, rate(made.decided, draws), draws.level),
        accuracy=outcome(deployed.accuracy, accuracy(made.decided, label, draws), draws.level),
        area_under_roc=outcome(
            deployed.area, area_under_roc(made.score, label, draws), draws.level
        ),
        gaps=gaps(deployed, made.decided),
    )


def standing(tried: Sequence[Remedy]) -> list[Remedy]:
    """Return remedies, marked where a model fitted on the plan's features is unlike the one in use.

    The plain refit tells: it is the model in use, had that been fitted on these features. Where
    it is worse for sure, the model in use knows more than they say, and what a refit does to gaps
    would be a price of not knowing that.
    """
    plain = next((one for one in tried if one.key == REFIT.key), None)
    unlike = "" if plain is None else _unlike(plain)
    fits = {kind.key for kind in REMEDIES if kind.refits}
    return [
        replace(one, unlike=unlike) if one.key in fits and not one.refused else one for one in tried
    ]


def _unlike(plain: Remedy) -> str:
    area = plain.area_under_roc
    found, what = (area, "area under the ROC curve")
    if area is None or area.deployed is None:
        found, what = plain.accuracy, "share of decisions as they turned out"
    if found is None or found.change_high is None or found.change_high >= -_WORSE:
        return ""
    return (
        f"A model fitted on the plan's features is not like the one in use: its {what} is "
        f"{found.value:.3f}, and {found.deployed:.3f} as deployed. The model in use knows more "
        "than the plan names; name all that it sees, and try again."
    )

"""The pipeline on one screen: log -> cube -> estimates -> disparities -> gates -> Audit."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evenhand import __version__, summary
from evenhand.analyses.assemble import analyse
from evenhand.analyses.calibration import histograms
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.estimated import estimated
from evenhand.analyses.grouping import Inputs
from evenhand.analyses.maturity import Cohort, cutoff
from evenhand.analyses.over_time.drift import drift
from evenhand.analyses.over_time.follow import follow
from evenhand.analyses.oversight import review_effects
from evenhand.analyses.readiness import Check, readiness
from evenhand.analyses.restate import Edition, restate
from evenhand.analyses.restatement import Restatement
from evenhand.analyses.settings import Settings
from evenhand.cube.counted import count
from evenhand.cube.features import Feature, features
from evenhand.cube.survey import survey
from evenhand.cube.tallies import Tallies, take
from evenhand.cube.unnamed import unnamed_failures, unnamed_features
from evenhand.engines.opened import Opened, opened
from evenhand.errors import PlanError
from evenhand.gates.findings import Facts, find
from evenhand.gates.judge import decide, judge
from evenhand.gates.policy import minimum_n, planned
from evenhand.gates.target_policy import check_targets
from evenhand.gates.targets import judge_targets, target_budgets
from evenhand.gates.units import unit_of
from evenhand.inference.auc import delong
from evenhand.log.rejects import write_rejects
from evenhand.metrics.own import metrics_of
from evenhand.plan import Gate, Plan
from evenhand.plan.read import check_complete
from evenhand.recommendations import Case, advise
from evenhand.result import Audit, LogSummary

_LIBRARIES = ("duckdb", "narwhals", "numpy", "scipy")


def audit(
    log: Any,  # noqa: ANN401 - a path, paths, or any frame that narwhals takes
    plan: Plan,
    *,
    labels: Any = None,  # noqa: ANN401 - as `log`
    previous: Audit | None = None,
    as_of: datetime | None = None,
    progress: Callable[[str], None] = lambda _: None,
    rejects_to: Path | None = None,
) -> Audit:
    """Audit a decision log as a plan says. All but the scans of the log is pure.

    Parameters
    ----------
    log : path, sequence of paths, or data frame
        CSV or Parquet files, folders or globs; or a pandas, Polars or Arrow frame.
    plan : Plan
        Which columns play which role, who is protected, what is gated.
    labels : path, sequence of paths, or data frame, optional
        Labels that come apart, in files if the log is, or a frame of its library; joined by the
        id that the plan names. Default: the files that the plan names, if any.
    previous : Audit, optional
        An earlier audit, whose figures are restated where labels have come since.
    as_of : datetime, optional
        The time the audit speaks for; the same log, plan and `as_of` give the same result.
        Default: now.
    progress : callable
        Is told each stage in a few words.
    rejects_to : Path, optional
        Where to write the rows that could not be read, if any.

    Raises
    ------
    LogError
        The log cannot be audited.
    PlanError
        The plan asks for something that cannot be.
    """
    _check(plan)
    moment = as_of or datetime.now(UTC)
    with opened(log, plan, labels=labels, as_of=moment, progress=progress) as source:
        engine, frame, kinds = source.engine, source.frame, source.kinds
        progress("looking over the columns")
        seen = survey(frame, plan, kinds, collect=engine.collect)
        counted = count(
            frame,
            plan,
            kinds,
            seen,
            collect=engine.collect,
            progress=progress,
            zone=source.raw.zone,
        )
        cohort = cutoff(counted, plan)
        tallies = take(
            frame,
            plan,
            kinds,
            counted,
            cutoff=cohort.cutoff,
            collect=engine.collect,
            with_bucket=engine.with_bucket,
            progress=progress,
        )
        watched = features(
            frame,
            plan,
            kinds,
            counted,
            collect=engine.collect,
            sample=engine.sample,
            progress=progress,
        )
        progress("looking at what can be traced")
        facts = source.trace(plan)
        held = {one.column for one in facts.identifiers}
        watched = unnamed_features(watched, held)
        tallies = unnamed_failures(tallies, plan, held)
        if source.log is not None and source.log.rejects and rejects_to is not None:
            write_rejects(source.log.rejects, rejects_to)
    progress("comparing groups")
    return _concluded(
        tallies,
        watched,
        readiness(facts, plan),
        plan,
        source,
        cohort,
        as_of=moment,
        previous=previous,
    )


def _check(plan: Plan) -> None:
    """Raise unless the plan says what was decided and who is protected, each once."""
    check_complete(plan)
    check_targets(plan, metrics_of(plan))
    names = [protected.name for protected in plan.protected]
    if doubled := next((name for name in names if names.count(name) > 1), None):
        raise PlanError(
            f"the protected attribute {doubled!r} is named twice", "give each a name of its own"
        )


def _concluded(  # noqa: PLR0917 - the stages of an audit in order
    tallies: Tallies,
    watched: Mapping[str, Feature],
    checks: tuple[Check, ...],
    plan: Plan,
    source: Opened,
    cohort: Cohort,
    *,
    as_of: datetime,
    previous: Audit | None = None,
) -> Audit:
    """Return the audit of what was counted: pure arithmetic on small tables from here on."""
    settings, metrics = Settings.of(plan), metrics_of(plan)
    roles = summary.roles(plan, tallies)
    needs = roles & {"decision", "label", "score", "time"}
    found = analyse(
        tallies,
        plan,
        settings,
        metrics=metrics,
        needs=needs,
        days=summary.days(tallies),
        minimum_n=minimum_n(Gate(metric="selection_rate", comparison="ratio", tolerance=0.8)),
        window=tallies.calendar.window if tallies.calendar is not None else None,
    )
    log_summary = summary.log_summary(tallies, plan, source)
    available = {metric for attributes, metric in found.measurements if not attributes}
    gates = judge(
        planned(plan, metrics, available),
        found.groupings,
        found.measurements,
        settings,
        found.disparities,
    )
    gates += judge_targets(
        plan, found.measurements, found.groupings, settings, metrics, found.estimates
    )
    time = follow(tallies, found, settings, metrics=metrics, needs=needs)
    effects = review_effects(tallies, found.groupings.values(), plan, settings)
    shifts = drift(tallies, watched, tuple(found.groupings.values()), plan.drift, roles)
    speaks_for = as_of.isoformat(timespec="seconds")
    asked = plan.model_dump(mode="json", by_alias=True)
    restatements: tuple[Restatement, ...] = ()
    restated = ""
    if previous is not None:
        earlier = _edition(previous.as_of, previous.log, previous.plan, previous.estimates)
        now = _edition(speaks_for, log_summary, asked, found.estimates)
        restatements, restated = restate(earlier, now)
    facts = Facts(
        found.estimates,
        found.disparities,
        gates,
        roles,
        delays=cohort.delays,
        restatements=restatements,
        checks=checks,
        shifts=shifts,
        window=log_summary.window,
        change_points=time.change_points,
        anomalies=time.anomalies,
        review_effects=effects,
        metrics=metrics,
        units={key: unit_of(metric, plan) for key, metric in metrics.items()},
    )
    findings = find(facts)
    audited = summary.attributes(tallies, plan, dict(found.groupings))
    notes = summary.notes(tallies, plan, log_summary, audited, source, cohort)
    return Audit(
        evenhand_version=__version__,
        id=_id(log_summary.files, asked, speaks_for),
        as_of=speaks_for,
        title=plan.title or "Audit of automated decisions",
        organisation=plan.organisation,
        log=log_summary,
        plan=asked,
        favourable=summary.favourable(plan),
        attributes=audited,
        conditions=plan.conditions,
        verdict=decide(gates),
        gates=gates,
        findings=findings,
        recommendations=advise(Case(facts, findings)),
        estimates=found.estimates,
        disparities=found.disparities,
        calibration=tuple(
            one
            for attributes, grouping in found.groupings.items()
            if len(attributes) < 2 and "label" in roles  # noqa: PLR2004 - not for intersections
            for one in histograms(grouping, found.inputs[attributes], settings)
        ),
        trends=time.trends,
        change_points=time.change_points,
        anomalies=time.anomalies,
        control_charts=time.control_charts,
        review_effects=effects,
        shifts=shifts,
        restatements=restatements,
        estimated=estimated(tallies, found.groupings, found.inputs, settings),
        budgets=target_budgets(plan, metrics, found.estimates),
        checks=checks,
        notes=(*notes, *([restated] if restated else [])),
        method={
            "level": settings.level,
            "alpha": settings.alpha,
            "seed": settings.seed,
            "draws": settings.draws,
            "auc_bound": _auc_bound(found.inputs[()]),
            "libraries": {name: version(name) for name in _LIBRARIES},
        },
    )


def _edition(
    as_of: str, log: LogSummary, plan: Mapping[str, Any], estimates: Sequence[Estimate]
) -> Edition:
    """Return what is needed of an audit to hold it against another."""
    window = None if log.window is None else f"{log.merged} x {log.window}"
    return Edition(as_of=as_of, window=window, plan=plan, estimates=estimates)


def _auc_bound(everybody: Inputs) -> float | None:
    """Return how far binning the scores can have moved an AUC at most; None without scores."""
    scores = (everybody.mature or everybody).scores
    if scores is None:
        return None
    n = scores.n[0].sum(axis=0)
    bound = float(delong(n[1], n[0])[2])
    return bound if math.isfinite(bound) else None


def _id(files: Sequence[Any], plan: dict[str, Any], as_of: str) -> str:
    """Return an id that is the same for the same files, plan and time."""
    digests = [file.sha256 for file in files]
    text = json.dumps([digests, plan, as_of, __version__], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]

"""The pipeline on one screen: log -> cube -> estimates -> disparities -> gates -> Audit."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evenhand import __version__, summary
from evenhand.analyses.assemble import analyse
from evenhand.analyses.calibration import all_histograms
from evenhand.analyses.estimated import estimated
from evenhand.analyses.over_time.drift import drift
from evenhand.analyses.over_time.follow import follow
from evenhand.analyses.oversight import review_effects
from evenhand.analyses.readiness import readiness
from evenhand.analyses.settings import Settings
from evenhand.analyses.slices import slices
from evenhand.analyses.stream import History
from evenhand.counting import Taken, count_all
from evenhand.cube.traces import LogFacts
from evenhand.engines.opened import Opened, opened
from evenhand.errors import PlanError
from evenhand.gates.accounted import account
from evenhand.gates.baseline import Approved
from evenhand.gates.concluding import conclude, judge_period, missing_of
from evenhand.gates.findings import Facts, find
from evenhand.gates.judge import decide
from evenhand.gates.policy import minimum_n
from evenhand.gates.target_policy import check_targets
from evenhand.gates.targets import target_budgets
from evenhand.gates.units import unit_of
from evenhand.gates.waivers import check_waivers
from evenhand.log.rejects import write_rejects
from evenhand.metrics.own import metrics_of
from evenhand.models.hidden import hidden
from evenhand.models.simulate import simulate
from evenhand.monitoring import monitor
from evenhand.plan import Gate, Plan
from evenhand.plan.lines import NOWHERE, Source
from evenhand.plan.read import check_complete
from evenhand.protocols.fill import check_protocols, incidents
from evenhand.recommendations import Case, advise
from evenhand.result import Audit, audit_id
from evenhand.since import since_baseline

_LIBRARIES = ("duckdb", "narwhals", "numpy", "scipy")


def audit(
    log: Any,  # noqa: ANN401 - a path, paths, or any frame that narwhals takes
    plan: Plan,
    *,
    labels: Any = None,  # noqa: ANN401 - as `log`
    previous: Audit | None = None,
    baseline: Approved | None = None,
    history: History | None = None,
    plan_source: Source = NOWHERE,
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
    baseline : Approved, optional
        An approved state, that changes are judged against.
    history : History, optional
        What earlier audits gathered, to be carried on; an empty one to begin with.
    plan_source : Source, optional
        The file that the plan was read from, for results that point into it.
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
        taken = count_all(source, plan, with_firsts=history is not None, progress=progress)
        if source.log is not None and source.log.rejects and rejects_to is not None:
            write_rejects(source.log.rejects, rejects_to)
        progress("comparing groups, and looking at what can be traced")
        with source.tracing(plan, taken.looked, taken.same_moment) as traced:
            return _concluded(
                taken,
                plan,
                source,
                traced=traced,
                as_of=moment,
                previous=previous,
                baseline=baseline,
                history=history,
                plan_source=plan_source,
                progress=progress,
            )


def _check(plan: Plan) -> None:
    """Raise unless the plan says what was decided and who is protected, each once."""
    check_complete(plan)
    check_protocols(plan.protocols)
    check_targets(plan, metrics_of(plan))
    check_waivers(plan.waivers)
    names = [protected.name for protected in plan.protected]
    if doubled := next((name for name in names if names.count(name) > 1), None):
        raise PlanError(
            f"the protected attribute {doubled!r} is named twice", "give each a name of its own"
        )


def _concluded(
    taken: Taken,
    plan: Plan,
    source: Opened,
    *,
    traced: Callable[[], LogFacts],
    as_of: datetime,
    previous: Audit | None,
    baseline: Approved | None,
    history: History | None,
    plan_source: Source,
    progress: Callable[[str], None],
) -> Audit:
    """Return the audit of what was counted: pure arithmetic on small tables from here on.

    `traced` waits for what the log has for tracing its decisions.
    """
    settings, metrics = Settings.of(plan), metrics_of(plan)
    today = summary.day_of(as_of, plan)
    tallies, cohort = taken.tallies, taken.cohort
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
    judged = judge_period(plan, tallies, found, settings, metrics=metrics, lines=plan_source.lines)
    since = since_baseline(
        baseline,
        taken.pairs,
        log_summary,
        found,
        judged.whole,
        plan,
        settings=settings,
        metrics=metrics,
    )
    monitored = monitor(
        taken.firsts,
        tallies,
        found,
        judged.whole,
        plan,
        settings=settings,
        metrics=metrics,
        history=history,
        clock=source.clock,
    )
    gates, of_gates = conclude(
        (*judged.gates, *since.gates, *monitored.gates),
        judged,
        found,
        plan,
        baseline=baseline,
        today=today,
    )
    tried = simulate(
        taken.sample,
        plan,
        gates,
        cutoff=log_summary.mature_until,
        hidden=hidden(found.groupings, found.inputs),
        progress=progress,
    )
    time = follow(tallies, found, settings, metrics=metrics, needs=needs)
    effects = review_effects(tallies, found.groupings.values(), plan, settings)
    shifts = drift(tallies, taken.watched, tuple(found.groupings.values()), plan.drift, roles)
    everybody = {metric: one for (who, metric), one in found.measurements.items() if not who}
    search, found_slices = slices(taken.divided, everybody, settings, plan.slices)
    checks = readiness(traced(), plan)
    speaks_for = as_of.isoformat(timespec="seconds")
    asked = plan.model_dump(mode="json", by_alias=True)
    now = summary.edition(speaks_for, log_summary, asked, found.estimates)
    restatements, restated = summary.restated(previous, now)
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
        slices=found_slices,
        streams=monitored.streams,
        missing=missing_of(plan, found),
        trial=tried.trial,
        proxies=tried.proxies,
        remedies=tried.remedies,
        metrics=metrics,
        units={key: unit_of(metric, plan) for key, metric in metrics.items()},
    )
    findings = find(facts)
    accounted = account(facts, findings, tallies, plan, settings, found.measurements)
    case = Case(facts, findings, accounted.decompositions, accounted.triages, today)
    audited = summary.attributes(tallies, plan, dict(found.groupings))
    notes = summary.notes(tallies, plan, log_summary, audited, source, cohort)
    return Audit(
        evenhand_version=__version__,
        id=audit_id(log_summary.files, asked, speaks_for),
        as_of=speaks_for,
        title=plan.title or "Audit of automated decisions",
        organisation=plan.organisation,
        log=log_summary,
        plan=asked,
        plan_file=plan_source.file,
        favourable=summary.favourable(plan),
        attributes=audited,
        conditions=plan.conditions,
        verdict=decide(gates),
        gates=gates,
        findings=findings,
        recommendations=advise(case),
        incidents=incidents(findings, plan.protocols, as_of),
        estimates=found.estimates,
        disparities=found.disparities,
        calibration=all_histograms(found.groupings, found.inputs, settings, roles),
        trends=time.trends,
        change_points=time.change_points,
        anomalies=time.anomalies,
        control_charts=time.control_charts,
        review_effects=effects,
        shifts=shifts,
        restatements=restatements,
        estimated=estimated(tallies, found.groupings, found.inputs, settings),
        slices=found_slices,
        search=search,
        budgets=target_budgets(plan, metrics, found.estimates),
        checks=checks,
        decompositions=accounted.decompositions,
        reversals=accounted.reversals,
        triages=accounted.triages,
        trial=tried.trial,
        untried=tried.refused,
        proxies=tried.proxies,
        remedies=tried.remedies,
        notes=(
            *of_gates,
            *notes,
            *([restated] if restated else []),
            *since.notes,
            *monitored.notes,
            *accounted.notes,
            *tried.notes,
        ),
        baseline=since.against,
        churn=since.churn,
        streams=monitored.streams,
        ended_streams=monitored.ended,
        method={
            "level": settings.level,
            "alpha": settings.alpha,
            "seed": settings.seed,
            "draws": settings.draws,
            "auc_bound": summary.auc_bound(found.inputs[()]),
            "libraries": {name: version(name) for name in _LIBRARIES},
        },
    )

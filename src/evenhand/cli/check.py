"""`evenhand check`: what a plan finds in a log, before anything is measured."""

from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import options

if TYPE_CHECKING:
    from evenhand.plan import Plan


def check(
    logs: options.Logs = None,
    *,
    plan: options.PlanFile = None,
    engine: options.Engine = "duckdb",
    settings: options.Settings = None,
    decision: options.Decision = None,
    favourable: options.Favourable = None,
    label: options.Label = None,
    positive: options.Positive = None,
    labels: options.Labels = None,
    on: options.On = None,
    score: options.Score = None,
    threshold: options.Threshold = None,
    time: options.Time = None,
    identifier: options.Identifier = None,
    entity: options.Entity = None,
    weight: options.Weight = None,
    model_version: options.ModelVersion = None,
    kpi: options.Kpi = None,
    protected: options.Attributes = None,
    reference: options.Reference = None,
    condition: options.Condition = None,
    feature: options.Feature = None,
    window: options.Window = None,
    start: options.Start = None,
    to: options.To = None,
    last: options.Last = None,
    timezone: options.Timezone = None,
    as_of: options.AsOf = None,
    plan_only: Annotated[
        bool, typer.Option("--plan-only", help="Check the plan and its baseline alone.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Check a plan against a log: columns, groups, labels, and whether decisions can be traced.

    Nothing is measured and nothing is written.

    Exit codes: 0 the log can be audited; 2 it cannot, and why.
    """
    from datetime import UTC, datetime

    from evenhand.analyses.readiness import readiness
    from evenhand.cli.approved import approved_for
    from evenhand.cli.plans import check_engine, log_of, moment_of, plan_of
    from evenhand.cli.preview import group_counts, show
    from evenhand.cli.terminal import progress, results
    from evenhand.cube.survey import survey
    from evenhand.engines.opened import opened
    from evenhand.plan.flags import plan_table
    from evenhand.plan.read import check_complete

    check_engine(engine)
    table = plan_table(
        decision=decision,
        favourable=favourable,
        label=label,
        positive=positive,
        labels=labels,
        on=on,
        score=score,
        threshold=threshold,
        time=time,
        identifier=identifier,
        entity=entity,
        weight=weight,
        model_version=model_version,
        kpi=kpi,
        protected=protected,
        reference=reference,
        condition=condition,
        feature=feature,
        window=window,
        start=start,
        to=to,
        last=last,
        timezone=timezone,
        settings=settings,
    )
    the_plan = plan_of(plan, table)
    moment = moment_of(as_of, the_plan) or datetime.now(UTC)
    if plan_only:
        check_complete(the_plan)
        approved_for(None, the_plan)
        print(told(the_plan))
        return
    paths = log_of(logs, the_plan)
    with (
        progress(quiet=quiet) as tell,
        opened(paths, the_plan, as_of=moment, progress=tell) as source,
    ):
        tell("looking over the columns")
        seen = survey(source.frame, the_plan, source.kinds, collect=source.engine.collect)
        groups = group_counts(source, the_plan)
        tell("looking at what can be traced")
        checks = readiness(source.trace(the_plan, source.look_over()), the_plan)
    with results() as console:
        show(console, the_plan, source, survey=seen, groups=groups, checks=checks)
    check_complete(the_plan)


def told(plan: "Plan") -> str:
    """Return what a plan asks for, on one line.

    Examples
    --------
    >>> from evenhand.plan import Plan
    >>> told(Plan.model_validate({"protected": [{"column": "race"}]}))
    'The plan is complete: 1 protected attribute, the default gates, 0 targets.'
    """
    gates = "the default gates" if plan.gates is None else _counted(len(plan.gates), "gate")
    attributes = _counted(len(plan.protected), "protected attribute")
    targets = _counted(len(plan.targets), "target")
    return f"The plan is complete: {attributes}, {gates}, {targets}."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

"""`evenhand check`: what a plan finds in a log, before anything is measured."""

from evenhand.cli import options


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
    window: options.Window = None,
    quiet: options.Quiet = False,
) -> None:
    """Check a plan against a log: columns, decisions, labels, groups; no metrics.

    Exit codes: 0 the log can be audited; 2 it cannot, and why.
    """
    from evenhand.cli.opened import opened
    from evenhand.cli.plans import check_engine, log_of, plan_of
    from evenhand.cli.preview import group_counts, show
    from evenhand.cli.terminal import progress, results
    from evenhand.cube.survey import survey
    from evenhand.plan.flags import plan_table
    from evenhand.plan.read import check_complete
    from evenhand.plan.wanted import wanted_kinds

    check_engine(engine)
    table = plan_table(
        decision=decision,
        favourable=favourable,
        label=label,
        positive=positive,
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
        window=window,
        settings=settings,
    )
    the_plan = plan_of(plan, table)
    paths, wanted = log_of(logs, the_plan), wanted_kinds(the_plan)
    with (
        progress(quiet=quiet) as tell,
        opened(paths, wanted, the_plan.intake, tell) as (log, opened_engine),
    ):
        tell("looking over the columns")
        seen = survey(opened_engine.frame, the_plan, log.columns, collect=opened_engine.collect)
        groups = group_counts(opened_engine, the_plan, log.columns)
    with results() as console:
        show(console, the_plan, log, survey=seen, groups=groups)
    check_complete(the_plan)

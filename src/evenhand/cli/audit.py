"""`evenhand audit`: the main job. A log in, a verdict and its reports out."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from evenhand.cli import options
from evenhand.cli.ending import NOT_DELIVERED, explain

if TYPE_CHECKING:
    from evenhand.gates.gate import Verdict

DEFAULT_FORMATS = ("html", "pdf", "json")
REJECTS = "rejects.csv"


def audit(
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
    title: options.Title = None,
    out: options.Out = Path("audit"),
    formats: options.Formats = None,
    paper: options.Paper = "A4",
    templates: options.Templates = None,
    as_of: options.AsOf = None,
    previous: options.Previous = None,
    baseline: options.Baseline = None,
    history: options.History = None,
    simulate: options.Simulate = False,
    commands: options.RunCommands = False,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
) -> None:
    """Audit a decision log, write the reports, and say whether a gate failed.

    What is said of the log, of people and of time can also stand in the plan; an option wins.

    Exit codes:

    0  no gate failed

    1  a gate failed, whether or not every report could be made

    2  could not audit: usage, plan or log

    3  no gate failed, but one that must be decided is not

    4  audited, but a report could not be made or written
    """
    from evenhand.cli.approved import approved_for
    from evenhand.cli.gathered import gathered
    from evenhand.cli.outputs import outputs
    from evenhand.cli.plans import (
        check_engine,
        log_of,
        moment_of,
        plan_of,
        plan_source,
        result_of,
        unplaced,
    )
    from evenhand.cli.protocol_commands import run_commands
    from evenhand.cli.reports import chosen, deliver, on_github, prepared, report_options
    from evenhand.cli.summary import summarise
    from evenhand.cli.terminal import progress, results
    from evenhand.plan.flags import plan_table
    from evenhand.report import FORMATS

    check_engine(engine)
    wanted, look = chosen(formats or DEFAULT_FORMATS), report_options(paper, templates)
    table = plan_table(
        title=title,
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
        simulate=simulate,
        settings=settings,
    )
    the_plan, placed = plan_of(plan, table), plan_source(plan, table)
    moment = moment_of(as_of, the_plan) or datetime.now(UTC)
    log = log_of(logs, the_plan)
    earlier = result_of(previous) if previous is not None else None
    approved = approved_for(baseline, the_plan)
    from evenhand.audit import audit as audit_log  # heavy: only once all that is asked makes sense

    with (
        placed.placing(),
        gathered(history, the_plan, moment) as before,
        prepared(wanted),
        outputs(out) as files,
    ):
        with progress(quiet=quiet) as tell:
            # Where the log lies is no part of what is audited: the result keeps names and digests.
            found = audit_log(
                log,
                unplaced(the_plan),
                labels=(the_plan.label.file or None) if the_plan.label is not None else None,
                previous=earlier,
                baseline=approved,
                history=before.history,
                plan_source=placed,
                as_of=moment,
                progress=tell,
                rejects_to=files.path(REJECTS),
            )
            missed = deliver(found, wanted, files, tell, options=look)
        if not found.log.rejected:
            (out / REJECTS).unlink(missing_ok=True)  # an earlier log's
        written = files.move()
        before.keep(found)
    with on_github(found, wanted, missed, results=as_json):
        if as_json:
            sys.stdout.buffer.write(FORMATS["json"].render(found, None))
        else:
            with results() as console:
                summarise(console, found, written)
    if commands:
        missed += run_commands(found.incidents)
    for error in missed:
        explain(error)
    raise typer.Exit(exit_code(found.verdict, delivered=not missed))


def exit_code(verdict: "Verdict", *, delivered: bool) -> int:
    """Return the exit code: a failed gate first, then a missing report, then the verdict's own."""
    if verdict.exit_code != 1 and not delivered:
        return NOT_DELIVERED
    return verdict.exit_code

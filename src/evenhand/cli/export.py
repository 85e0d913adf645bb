"""`evenhand export`: what an audit can hand to other programs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import options
from evenhand.cli.ending import ends
from evenhand.errors import PlanError, did_you_mean

if TYPE_CHECKING:
    from evenhand.cli.outputs import Outputs
    from evenhand.feedback import Feedback

RESULT = "audit.json"

export = typer.Typer(no_args_is_help=True, help="Hand on what an audit found to other programs.")


def feedback(
    logs: options.Logs = None,
    *,
    plan: options.PlanFile = None,
    settings: options.Settings = None,
    out: options.Out = Path("feedback"),
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="parquet or csv. Repeatable, or a,b. Default: both.",
            rich_help_panel="What comes out",
        ),
    ] = None,
    as_of: options.AsOf = None,
    quiet: options.Quiet = False,
) -> None:
    """Audit a log and write what a training pipeline needs of it, with a card that explains it.

    Sample weights by group and label; the ids of the rows held out; the groups of which labels
    or decisions are worth most, with how many; what drifted. A file that cannot be made is named
    with the reason.

    Exit codes: 0 written, whatever the gates say; 2 could not audit; 4 could not be written.
    """
    from evenhand.audit import audit
    from evenhand.cli.outputs import outputs
    from evenhand.cli.plans import log_of, moment_of, plan_of, plan_source, unplaced
    from evenhand.cli.streams import plain, tell
    from evenhand.cli.tables import ENDINGS
    from evenhand.cli.terminal import progress
    from evenhand.engines.opened import opened
    from evenhand.feedback import feedback as gathered
    from evenhand.plan.flags import plan_table
    from evenhand.report import as_json

    endings = _endings(formats, ENDINGS)
    table = plan_table(settings=settings)
    the_plan, placed = plan_of(plan, table), plan_source(plan, table)
    moment = moment_of(as_of, the_plan) or datetime.now(UTC)
    log = log_of(logs, the_plan)
    labels = (the_plan.label.file or None) if the_plan.label is not None else None
    asked = unplaced(the_plan)
    with placed.placing(), outputs(out) as files:
        with progress(quiet=quiet) as said:
            found = audit(
                log, asked, labels=labels, plan_source=placed, as_of=moment, progress=said
            )
            # Opened anew: what is handed on are rows, which no audit keeps.
            with opened(log, asked, labels=labels, as_of=moment, progress=said) as source:
                said("gathering what to hand on")
                made = gathered(
                    found,
                    asked,
                    source.frame,
                    source.kinds,
                    collect=source.engine.collect,
                    endings=endings,
                )
        files.write(RESULT, as_json.render(found))
        _write(made, endings, files)
        written = files.move()
        _clear(out, written)
    for path in written:
        print(plain(str(path)))
    for one in made.tables:
        if one.refused:
            tell(plain(f"no {one.name}: {one.refused}"))


def _endings(formats: list[str] | None, known: Sequence[str]) -> list[str]:
    from evenhand.plan.flags import split

    wanted = list(dict.fromkeys(name.lower() for name in split(formats or known)))
    for name in wanted:
        if name not in known:
            raise PlanError(f"feedback has no format {name!r}", did_you_mean(name, known))
    return wanted


def _write(made: "Feedback", endings: Sequence[str], files: "Outputs") -> None:
    from evenhand.cli.tables import write_table
    from evenhand.feedback import NAME

    files.write(NAME, made.card.encode("utf-8", errors="replace"))
    for table in made.tables:
        for ending in endings if not table.refused else ():
            write_table(table, ending, files.path(f"{table.name}.{ending}"))


def _clear(folder: Path, written: Sequence[Path]) -> None:
    """Remove the tables of an earlier run that this one did not make."""
    from evenhand.cli.tables import ENDINGS
    from evenhand.feedback import TABLES

    for path in (folder / f"{name}.{ending}" for name in TABLES for ending in ENDINGS):
        if path not in written:
            path.unlink(missing_ok=True)


export.command(name="feedback")(ends(feedback))

"""`evenhand render`: reports of an audit that was made before, from its result file."""

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import options
from evenhand.cli.ending import NOT_DELIVERED, explain

DEFAULT_FORMATS = ("html", "pdf")


def render(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The audit.json of an audit.")],
    *,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"{options.FORMAT_NAMES}. Repeatable, or a,b. Default: html,pdf.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the files go; else beside the result."),
    ] = None,
    paper: options.Paper = "A4",
    templates: options.Templates = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing while working.")] = False,
) -> None:
    """Render a result file to any report format.

    The reports are those that the audit itself would have written.
    """
    from evenhand.cli.outputs import outputs
    from evenhand.cli.plans import result_of
    from evenhand.cli.reports import chosen, deliver, on_github, prepared, report_options
    from evenhand.cli.streams import plain
    from evenhand.cli.terminal import progress

    wanted, look = chosen(formats or DEFAULT_FORMATS), report_options(paper, templates)
    with prepared(wanted):
        audit = result_of(result)
        with outputs(out or result.parent) as files:
            with progress(quiet=quiet) as tell:
                missed = deliver(audit, wanted, files, tell, options=look)
            written = files.move()
    with on_github(audit, wanted, missed):
        for path in written:
            print(plain(str(path)))
    for error in missed:
        explain(error)
    raise typer.Exit(NOT_DELIVERED if missed else 0)

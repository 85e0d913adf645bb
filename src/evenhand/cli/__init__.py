"""The command line. One file a command; the only place that prints, prompts or exits.

To add a command: write `cli/<name>.py` with a function of that name, and name it here.
"""

import gc
from typing import Annotated

import typer

from evenhand import __version__
from evenhand.cli import (
    audit,
    baseline,
    check,
    compare,
    explain,
    export,
    history,
    init,
    metrics,
    plan_size,
    render,
    sample,
    schema,
    suggest_gates,
)
from evenhand.cli.ending import ends
from evenhand.cli.streams import steady_streams

_COMMANDS = (
    init.init,
    check.check,
    audit.audit,
    compare.compare,
    plan_size.plan_size,
    suggest_gates.suggest_gates,
    render.render,
    explain.explain,
    metrics.metrics,
    schema.schema,
    sample.sample,
)

# A bug keeps its plain traceback, without locals: they hold people's rows.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _command in _COMMANDS:
    app.command()(ends(_command))
app.add_typer(baseline.baseline, name="baseline")
app.add_typer(history.history, name="history")
app.add_typer(export.export, name="export")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"evenhand {__version__}")
        raise typer.Exit


@app.callback()
def _evenhand(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Audit logs of automated decisions for bias, fairness and performance.

    Start with: evenhand sample, or evenhand init LOG.
    """


def main() -> None:
    """Run the command line and exit with its code; `evenhand audit --help` lists the codes."""
    steady_streams()
    # What an audit makes it keeps to its end: to look all the time for what could be freed costs a
    # tenth of a short run.
    gc.set_threshold(100_000, 50, 1_000)
    app(prog_name="evenhand")

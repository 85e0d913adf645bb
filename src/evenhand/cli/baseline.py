"""`evenhand baseline`: approve an audit, for later ones to be held against, and show what was."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli.ending import ends

if TYPE_CHECKING:
    from rich.console import Console

    from evenhand.gates.baseline import Approved

baseline = typer.Typer(
    no_args_is_help=True, help="Approve an audit as the state that later ones are held against."
)


def approve(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The audit.json of an audit.")],
    *,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who approves it.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it is how things should be.")],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where the baseline goes: keep it in git.")
    ] = Path("evenhand-baseline.json"),
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of the approval, else today.")
    ] = None,
) -> None:
    """Approve an audit: write its figures to a small file that later audits are held against.

    An audit whose gates fail can be approved, too: then it is known, and may not get worse.
    """
    from evenhand import approval
    from evenhand.cli.outputs import outputs
    from evenhand.cli.plans import moment_of, result_of
    from evenhand.cli.streams import plain, tell
    from evenhand.plan import Plan

    audit = result_of(result)
    moment = moment_of(as_of, Plan()) or datetime.now(UTC)
    found = approval.approve(audit, by=by, reason=reason, on=moment.date().isoformat())
    with outputs(out.parent) as files:
        files.write(out.name, approval.render(found))
        files.move()
    if audit.verdict.failed:
        many = audit.verdict.failed
        tell(
            f"approved with {many} failed {'gate' if many == 1 else 'gates'}: later audits are "
            "held against this state, and the gates fail as before"
        )
    print(plain(str(out)))


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What approve wrote.")] = Path(
        "evenhand-baseline.json"
    ),
) -> None:
    """Show a baseline: who approved it and why, its gates, and the figures it holds."""
    from evenhand.cli.approved import approved_in
    from evenhand.cli.terminal import results

    found = approved_in(file)
    with results() as console:
        _print(console, found)


def _print(console: "Console", found: "Approved") -> None:
    from evenhand.cli.streams import plain
    from evenhand.cli.terminal import table

    def say(text: str) -> None:
        console.print(plain(text), soft_wrap=True)

    say(f"Approved on {found.approved} by {found.by}: {found.reason}")
    span = f", {found.first} to {found.last}" if found.first and found.last else ""
    say(f"Audit {found.audit} as of {found.as_of}: {found.rows:,} decisions{span}.")
    for log in found.files:
        say(f"  {log.name}  sha256 {log.sha256}")
    say(f"sha256 {found.sha256}")
    console.print()
    gates = table("Gate", "At approval", "Groups judged", right=("Groups judged",))
    for gate in found.gates:
        gates.add_row(plain(gate.id), gate.state, str(len(gate.judged) or "-"))
    console.print(gates)
    console.print()
    rows = table("Metric", "Group", "Value", "Interval", "n", right=("Value", "n"))
    for row in found.estimates:
        ends = (row.low, row.high)
        rows.add_row(
            row.metric,
            plain(", ".join(row.group)) or "everybody",
            "-" if row.value is None else f"{row.value:.4g}",
            "-" if None in ends else " to ".join(f"{end:.4g}" for end in ends),
            f"{row.n:,}",
        )
    console.print(rows)


for _command in (approve, show):
    baseline.command()(ends(_command))

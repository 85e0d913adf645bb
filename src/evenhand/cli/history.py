"""`evenhand history`: the evidence that audits gathered, and alarms acknowledged."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.ending import ends

history = typer.Typer(
    no_args_is_help=True, help="Show the evidence that audits gathered, acknowledge an alarm."
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the history.")]


def show(
    folder: Folder,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON in place of a table.")
    ] = False,
) -> None:
    """List the streams of evidence: how far each is, which raised an alarm, what changed."""
    from evenhand.cli.streams_shown import show_streams, streams_json
    from evenhand.cli.terminal import results
    from evenhand.history import read

    held = read(existing(folder))
    if as_json:
        print(streams_json(held))
        return
    with results() as console:
        show_streams(console, held)


def acknowledge(
    folder: Folder,
    stream: Annotated[str, typer.Argument(help="Its id, as `evenhand history show` lists it.")],
    *,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="What was found, and done.")],
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of it, else today.")
    ] = None,
) -> None:
    """Acknowledge an alarm, so that evidence is gathered anew from the next window on.

    The stream that begins raises a false alarm less often: after the k-th alarm with 6 / (pi k)^2
    of the first chance, so that there are no more of them for being acknowledged.
    """
    from evenhand.cli.streams import plain
    from evenhand.history import locked, read, write
    from evenhand.monitoring import acknowledged

    if on is None:
        on = datetime.now(UTC).date().isoformat()
    with locked(existing(folder)):
        held = read(folder)
        write(folder, held, acknowledged(held, stream, by=by, reason=reason, on=on))
    print(plain(f"acknowledged: evidence on {stream} begins anew with the next window"))


def existing(folder: Path) -> Path:
    """Return a folder that holds a history; refuse another."""
    from evenhand.errors import LogError
    from evenhand.history import NAME

    if not (folder / NAME).is_file():
        raise LogError(
            f"there is no history in {folder}",
            "evenhand audit --history DIR begins one; name its folder",
        )
    return folder


for _command in (show, acknowledge):
    history.command()(ends(_command))

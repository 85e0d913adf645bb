"""The terminal: where results and progress are shown."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evenhand.cli.streams import plain, tell

ELSEWHERE = 100  # columns of output that goes to a file or a pipe


@contextmanager
def results() -> Iterator[Console]:
    """Give the console that results are printed on; standard output gets them when it ends.

    Lines end with their last sign, not with the blanks that fill a table.
    """
    console = _console(sys.stdout)
    with console.capture() as captured:
        yield console
    print("\n".join(line.rstrip(" ") for line in captured.get().split("\n")), end="")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that tells on standard error what is being done.

    One line that changes on a terminal, a line a stage elsewhere, nothing when `quiet`.
    """
    console = _console(sys.stderr)
    if quiet:
        yield lambda _: None
    elif console.is_terminal and not console.is_dumb_terminal:
        with console.status("", spinner="line") as status:
            yield lambda stage: status.update(Text(plain(stage)))
    else:
        yield lambda stage: tell(plain(stage))


def table(*heads: str, right: tuple[str, ...] = ()) -> Table:
    """Return an empty table with a rule below its heads; columns in `right` are set right."""
    grid = Table(box=box.SIMPLE, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for head in heads:
        grid.add_column(head, overflow="fold", justify="right" if head in right else "left")
    return grid


def _console(stream: TextIO) -> Console:
    terminal = stream.isatty() or "COLUMNS" in os.environ
    # No markup: what stands in brackets in a log is text, never style.
    return Console(
        file=stream,
        markup=False,
        emoji=False,
        highlight=False,
        width=None if terminal else ELSEWHERE,
    )

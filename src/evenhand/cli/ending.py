"""How a command ends: its exit code, and what is said when it cannot do what it was asked."""

import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import ParamSpec

import typer

from evenhand.cli.streams import plain, tell
from evenhand.errors import EvenhandError

COULD_NOT_AUDIT = 2
NOT_DELIVERED = 4
INTERRUPTED = 130  # 128 + SIGINT, as shells count
BROKEN_PIPE = 141  # 128 + SIGPIPE

_BELOW_MESSAGE = "\n  "
_BELOW_HINT = "\n        "

P = ParamSpec("P")


def ends(command: Callable[P, None]) -> Callable[P, None]:
    """Return `command` such that every way in which it can end is told and has its exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with _Ending():
            command(*args, **kwargs)
            sys.stdout.flush()

    return run


def explain(error: EvenhandError) -> None:
    """Print an error and its hint on standard error, without what could steer a terminal."""
    tell(f"evenhand: {_lines(str(error), _BELOW_MESSAGE)}")
    if error.hint:
        tell(f"  hint: {_lines(error.hint, _BELOW_HINT)}")


class _Ending:
    def __enter__(self) -> None:
        """Begin; nothing is needed."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Turn what ended the command into an exit code."""
        if isinstance(error, EvenhandError):
            explain(error)
            raise typer.Exit(error.exit_code) from None
        if isinstance(error, KeyboardInterrupt) or _stopped_database(error):
            tell("evenhand: interrupted")
            raise typer.Exit(INTERRUPTED) from None
        if isinstance(error, BrokenPipeError):
            _mute()
            raise typer.Exit(BROKEN_PIPE) from None
        if isinstance(error, Exception) and not isinstance(error, typer.Exit):
            # A bug. Python would exit with 1, and a build would read that a gate failed.
            traceback.print_exception(error)
            raise typer.Exit(COULD_NOT_AUDIT) from None


def _stopped_database(error: BaseException | None) -> bool:
    """Return whether Ctrl-C met the database at work, which then raises an error of its own."""
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def _mute() -> None:
    """Send what is still to be printed nowhere: the reader of a pipe has left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def _lines(text: str, joint: str) -> str:
    return joint.join(plain(line).strip() for line in text.split("\n"))

"""GitHub, where a step runs: its summary, its annotations, and what it must not be told.

GitHub reads the output of a step for commands. What comes from a log is shielded from that.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.cli.streams import tell
from evenhand.errors import DeliveryError
from evenhand.report.github import MOST, annotations, summary
from evenhand.result import Audit

SUMMARY = "GITHUB_STEP_SUMMARY"
_LIMIT = 1024 * 1024  # bytes of a step's summary; one that is longer is not shown at all
_LEAST = 10_000  # what a summary takes that says anything


def append_summary(audit: Audit) -> list[DeliveryError]:
    """Append the verdict to the summary of the step, if there is one; return why it could not be.

    What another program wrote to the same summary leaves less room.
    """
    named = os.environ.get(SUMMARY)
    if not named:
        return []
    path = Path(named)
    try:
        room = min(MOST, _LIMIT - (path.stat().st_size if path.exists() else 0))
        if room < _LEAST:
            return [
                DeliveryError(
                    f"the summary of the step has no room left: {path}",
                    "run evenhand in a step of its own",
                )
            ]
        with path.open("ab") as file:
            file.write(summary(audit, room))
    except OSError as error:
        return [
            DeliveryError(
                f"the summary of the step could not be written: {error.strerror}: {path}",
                f"let {SUMMARY} name a file that can be written",
            )
        ]
    return []


@contextmanager
def annotated(audit: Audit, *, results: bool) -> Iterator[None]:
    """Print the annotations, then shield what is printed next from being read as commands.

    GitHub reads both outputs. Where standard output holds a `results` file, it is left as it is.
    """
    lines = annotations(audit)
    if results:
        for line in lines:
            tell(line)
        yield
        return
    for line in lines:
        print(line)
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}")
    try:
        yield
    finally:
        print(f"::{token}::")

"""The errors a user can meet, by who must act.

    EvenhandError            the audit cannot be done, and why          exit 2
    ├── LogError             the log: file, column, type, value, empty
    ├── PlanError            evenhand.toml or an option
    └── DeliveryError        audited, but a report could not be made    exit 4

Each message says what is wrong and where, in one plain sentence; the hint says what to do now.
Both are built from the facts by the code that raises, and `cli.main` catches them once.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Entry(NamedTuple):
    """An entry of one of the plan's lists of tables: the third of its gates, say."""

    part: str  # gates, targets, waivers, protected
    place: int  # from 0
    name: str = ""

    @property
    def path(self) -> str:
        """Return the entry by its name, or by its number from 1: "gates.hiring", "gates.3"."""
        return f"{self.part}.{self.name.strip() or self.place + 1}"


class EvenhandError(Exception):
    """The audit cannot be done; `str(error)` says why, `error.hint` what to do now."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class LogError(EvenhandError):
    """Something in the decision log stops the audit: a file, a column, a type or a value."""


class PlanError(EvenhandError):
    """The plan file or a command-line option asks for something that cannot be.

    `at` is the entry of the plan that asks for it, if it is one; the message begins with its path.
    """

    def __init__(self, message: str, hint: str = "", *, at: Entry | None = None) -> None:
        super().__init__(message if at is None else f"{at.path}: {message}", hint)
        self.at = at


class DeliveryError(EvenhandError):
    """The audit is done and written, but one of its reports could not be made."""

    exit_code = 4


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest of `known` names, or lists them all.

    Examples
    --------
    >>> did_you_mean("decison", ["decision", "score"])
    "did you mean 'decision'?"
    >>> did_you_mean("zzz", ["decision", "score"])
    'known are: decision, score'
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(names)}"

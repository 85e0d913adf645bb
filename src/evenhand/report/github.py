"""audit.github.md: the summary of a step on GitHub, and annotations beside the plan's gates."""

from collections.abc import Iterator

from evenhand.report.brief import brief
from evenhand.report.cases import Case, Outcome, flagged, place
from evenhand.report.options import Options
from evenhand.result import Audit

# A summary of more than 1,024 KiB is not shown at all. Another tool may write to the same one.
MOST = 1_000_000
MOST_OF_A_TYPE = 10  # annotations that GitHub keeps of a step; it drops others without a word

_TYPES: dict[Outcome, str] = {
    "fail": "error",
    "warn": "warning",
    "waived": "notice",
    "insufficient": "notice",
}
_DID = {"error": "fail", "warning": "warn", "notice": "are waived or undecided"}


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return the summary of a step as Markdown."""
    return summary(audit, MOST)


def summary(audit: Audit, budget: int) -> bytes:
    """Return the summary of a step in `budget` bytes at most."""
    return brief(audit, budget).encode("utf-8", errors="replace")


def annotations(audit: Audit) -> list[str]:
    """Return the workflow commands that mark each failing, warning or undecided gate.

    GitHub keeps ten of a type. Where there are more, the first says how many.
    """
    found: dict[str, list[Case]] = {}
    for case in flagged(audit):
        found.setdefault(_TYPES[case.outcome], []).append(case)
    return [line for kind in _DID for line in _of_type(audit, kind, found.get(kind, []))]


def _of_type(audit: Audit, kind: str, found: list[Case]) -> Iterator[str]:
    shown = found if len(found) <= MOST_OF_A_TYPE else found[: MOST_OF_A_TYPE - 1]
    if len(shown) < len(found):
        message = f"{len(shown)} are marked here; the summary of the step has all."
        title = f"{len(found):,} comparisons {_DID[kind]}"
        yield _command(audit, kind, found[0], title=title, message=message)
    for case in shown:
        yield _command(audit, kind, case, title=case.name, message=case.reason)


def _command(audit: Audit, kind: str, case: Case, *, title: str, message: str) -> str:
    file, line = place(audit, case.gate)
    where = f"file={_property(file)},line={line},title={_property(title)}"
    return f"::{kind} {where}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    r"""Return a property of a workflow command, with no sign that would end it.

    Examples
    --------
    >>> _property("50 %: a,b\n")
    '50 %25%3A a%2Cb%0A'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")

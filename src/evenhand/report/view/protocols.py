"""Protocols that apply: what the organisation said it would do about what was found."""

from dataclasses import dataclass
from datetime import datetime

from evenhand.report import words
from evenhand.report.view.rows import Rows

MOST = 8  # incidents; what was found least gravely is left to audit.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One protocol, filled in for one finding."""

    title: str
    finding: str
    contact: str
    due: str
    steps: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocols:
    """Everything that the section shows."""

    filled: tuple[Filled, ...]
    left_out: int


def protocols(rows: Rows) -> Protocols | None:
    """Return the protocols that apply; None where none does."""
    found = rows.audit.incidents
    if not found:
        return None
    return Protocols(
        filled=tuple(
            Filled(
                title=one.protocol,
                finding=one.title,
                contact=one.contact,
                due=_moment(one.due),
                steps=one.steps,
                command=" ".join(one.command),
            )
            for one in found[:MOST]
        ),
        left_out=max(0, len(found) - MOST),
    )


def _moment(iso: str) -> str:
    """Return an ISO time as a day and a time of it, with its zone."""
    when = datetime.fromisoformat(iso)
    return f"{words.day(iso)}, {when:%H:%M} {when.tzname()}"

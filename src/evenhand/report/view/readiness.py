"""Readiness: what a log needs for its decisions to be traced, and what each gap prevents."""

from dataclasses import dataclass

from evenhand.analyses.readiness import Check
from evenhand.log.identifiers import IDENTIFIERS
from evenhand.report import words
from evenhand.report.view.rows import Rows

STATES = {
    "gap": ("warn", "gaps"),
    "missing": ("insufficient", "missing"),
    "ready": ("pass", "ready"),
    "not_asked": ("", "not asked"),
}
_PERSONAL = "identifiers:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One check in words."""

    title: str
    state: str
    word: str
    where: str
    count: str
    prevents: str  # "" where nothing is lacking
    detail: str
    lacking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A column that holds personal identifiers; never one of its values."""

    column: str
    kind: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Everything that the section shows."""

    lead: str
    checks: tuple[Asked, ...]
    identifiers: tuple[Identifier, ...]
    prevents: str  # what the identifiers stand in the way of
    state: str


def readiness(rows: Rows) -> Readiness | None:
    """Return the checks, what is lacking first; None where none was made."""
    checks = rows.audit.checks
    if not checks:
        return None
    order = list(STATES)
    found = [c for c in checks if c.key.startswith(_PERSONAL)]
    asked = [
        _asked(c)
        for c in sorted(checks, key=lambda c: order.index(c.state))
        if not c.key.startswith(_PERSONAL)
    ]
    return Readiness(
        lead=_lead(asked),
        checks=tuple(asked),
        identifiers=tuple(_identifier(c) for c in found),
        prevents=found[0].prevents if found else "",
        state="warn" if found or any(a.lacking for a in asked) else "pass",
    )


def _lead(asked: list[Asked]) -> str:
    ready = sum(a.word == "ready" for a in asked)
    told = sum(a.word != "not asked" for a in asked)
    if told == ready:
        return (
            f"{_all(told)} a log needs for its decisions to be traced "
            f"{'is' if told == 1 else 'are'} there."
        )
    return (
        f"Of {words.how_many(told, 'thing')} that a log needs for its decisions to be traced, "
        f"{words.in_letters(ready)} {'is' if ready == 1 else 'are'} there without a gap."
    )


def _all(told: int) -> str:
    return "The one thing that" if told == 1 else f"All {words.how_many(told, 'thing')} that"


def _asked(check: Check) -> Asked:
    state, word = STATES[check.state]
    lacking = check.state in {"gap", "missing"}
    return Asked(
        title=words.short(check.title, 120),
        state=state,
        word=word,
        where=words.short(check.where, 60),
        # That no row lacks it is what "ready" says.
        count=_count(check) if lacking else "",
        prevents=check.prevents if lacking else "",
        detail=words.short(check.detail, 300),
        lacking=lacking,
    )


def _count(check: Check) -> str:
    if check.count is None:
        return ""
    if check.of is None:
        return words.count(check.count)
    return f"{words.count(check.count)} of {words.count(check.of)}"


def _identifier(check: Check) -> Identifier:
    key = check.key.removeprefix(_PERSONAL)
    known = IDENTIFIERS.get(key)
    name = known.title if known is not None else key.replace("_", " ")
    return Identifier(
        column=words.short(check.where, 60),
        kind=words.capital(words.short(name, 80)),
        count=_count(check),
    )

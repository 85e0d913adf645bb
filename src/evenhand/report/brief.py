"""The verdict and its gates as Markdown within a limit, for where reviewers look at a change.

What passed is folded away. Where there is not room for all, the least grave is left out, and it
is said how many rows that are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.report import words
from evenhand.report.cases import Case, Outcome, cases
from evenhand.report.markup import escape, row, table
from evenhand.result import Audit

MOST_SHOWN = 20  # rows that are not folded away
MOST_ADVICE = 3

_LONG, _SHORT = 400, 200  # signs of a sentence, and of a title or a reason
_RESERVE = 80  # bytes to say how many rows are left out

_MARKS = words.MARKS | {"waived": "\N{WHITE SQUARE}"}
_HEADS: dict[Outcome, tuple[str, str]] = {
    "fail": ("fails", "fail"),
    "waived": ("fails and is waived", "fail and are waived"),
    "warn": ("warns", "warn"),
    "insufficient": ("cannot be decided yet", "cannot be decided yet"),
    "pass": ("passes", "pass"),
}
_SEEN: tuple[Outcome, ...] = ("fail", "warn")
_FOLDED: tuple[Outcome, ...] = ("waived", "insufficient", "pass")
_EXPLAINED: tuple[Outcome, ...] = ("waived", "insufficient")


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, the rows of a table, and what closes it."""

    head: list[str]
    rows: list[str]
    foot: list[str]


def brief(audit: Audit, budget: int) -> str:
    """Return the verdict and its gates in `budget` bytes of UTF-8 at most.

    Parameters
    ----------
    audit : Audit
    budget : int
        At least 10,000: what is always said takes less.
    """
    sections = list(_sections(audit))
    fixed = [line for one in sections for line in (*one.head, *one.foot)]
    room = budget - sum(map(_size, fixed)) - _RESERVE * len(sections)
    lines: list[str] = []
    for one in sections:
        lines += one.head
        kept = 0
        for line in one.rows:
            if _size(line) > room:
                break
            room -= _size(line)
            kept += 1
        lines += one.rows[:kept]
        if left := len(one.rows) - kept:
            room = 0  # what is graver is not left out for what is less
            lines += ["", f"{left:,} more left out here; audit.json has all."]
        lines += one.foot
    return "\n".join(lines) + "\n"


def _size(line: str) -> int:
    return len(line.encode("utf-8", errors="replace")) + 1


def _sections(audit: Audit) -> Iterator[_Section]:
    """Yield the parts of the page in their order; the gravest rows come first."""
    level = words.level(float(audit.method.get("level", 0.95)))
    by_outcome: dict[Outcome, list[Case]] = {}
    for case in cases(audit):
        by_outcome.setdefault(case.outcome, []).append(case)
    yield _Section(_head(audit), [], [])
    rest = []
    for outcome in _SEEN:
        found = by_outcome.get(outcome, [])
        if found:
            shown = found[:MOST_SHOWN]
            title = f"### {_MARKS[outcome]} {_counted(len(found), outcome)}"
            yield _Section(["", title, *_ruled(outcome, level)], _rows(shown, outcome), [])
        if found[MOST_SHOWN:]:
            more = found[MOST_SHOWN:]
            rest.append(_folded(more, outcome, level, f"{len(more):,} more that {outcome}"))
    yield _Section(_advice(audit), [], [])
    yield from rest
    for outcome in _FOLDED:
        if found := by_outcome.get(outcome, []):
            yield _folded(found, outcome, level, _counted(len(found), outcome))
    yield _Section([], [], _closing(audit))


def _head(audit: Audit) -> list[str]:
    verdict = audit.verdict
    about = [
        words.short(audit.organisation or "", _SHORT),
        words.how_many(audit.log.rows, "decision", digits=True),
        words.period(audit.log.first, audit.log.last),
    ]
    counted = [
        (verdict.failed, "failed"),
        (verdict.waived, "waived"),
        (verdict.warned, "warned"),
        (verdict.insufficient, "undecided"),
        (verdict.passed, "passed"),
    ]
    tally = ", ".join(f"{n:,} {word}" for n, word in counted if n)
    state = f"{words.MARKS[verdict.state]} {words.capital(verdict.state)}"
    return [
        f"## {state}: {escape(words.short(audit.title, _SHORT))}",
        "",
        escape(", ".join(fact for fact in about if fact)),
        "",
        f"**{escape(words.short(verdict.sentence, _LONG))}**",
        *(["", f"Gates: {tally}."] if tally else []),
    ]


def _advice(audit: Audit) -> list[str]:
    first = sorted(audit.recommendations, key=lambda one: one.priority)[:MOST_ADVICE]
    if not first:
        return []
    items = [
        f"{i}. **{escape(words.short(one.title, _SHORT))}** "
        f"{escape(words.short(one.because, _LONG))}"
        for i, one in enumerate(first, start=1)
    ]
    return ["", "### What to do first", "", *items]


def _closing(audit: Audit) -> list[str]:
    told = f"Audit {words.short(audit.id)} as of {audit.as_of[:10]}, evenhand "
    return [
        "",
        f"{escape(told + words.short(audit.evenhand_version))}. Evidence, not legal advice.",
    ]


def _counted(count: int, outcome: Outcome) -> str:
    """Return how many comparisons have an outcome.

    Examples
    --------
    >>> _counted(1, "fail"), _counted(12, "pass")
    ('One comparison fails', '12 comparisons pass')
    """
    one, many = _HEADS[outcome]
    return words.capital(f"{words.how_many(count, 'comparison')} {one if count == 1 else many}")


def _folded(found: Sequence[Case], outcome: Outcome, level: str, title: str) -> _Section:
    summary = f"<details><summary>{_MARKS[outcome]} {title}</summary>"
    return _Section(
        ["", summary, *_ruled(outcome, level)], _rows(found, outcome), ["", "</details>"]
    )


def _ruled(outcome: Outcome, level: str) -> list[str]:
    """Return the heads of a table, and what stands below them."""
    heads = ["Gate", "Compared", "Value", f"{level} % interval", "Tolerance", "n"]
    if outcome in _EXPLAINED:
        heads.append("Waived" if outcome == "waived" else "Why")
    return table(heads, [], left=2)


def _rows(found: Sequence[Case], outcome: Outcome) -> list[str]:
    return [
        row(
            (
                words.short(one.title, _SHORT),
                one.who or words.NOTHING,
                one.value or words.NOTHING,
                one.interval,
                one.tolerance,
                f"{one.gate.n:,}",
                *([_because(one)] if outcome in _EXPLAINED else []),
            )
        )
        for one in found
    ]


def _because(case: Case) -> str:
    given = case.gate.waived
    if case.outcome == "waived" and given is not None:
        return words.short(f"until {given.expires} by {given.owner}: {given.reason}", _SHORT)
    return words.short(case.why, _SHORT)

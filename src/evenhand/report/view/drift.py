"""Drift: how far each distribution lies from its baseline, window by window."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.analyses.shift import Category, Shift
from evenhand.report import words
from evenhand.report.view.event_words import about, drift_name
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows

MOST = 12  # columns; where there are more windows, a column takes several together
MOST_ROWS = 12
MOST_NOTES = 10
NAMED = 5  # categories in one note
# What is shown is a fact, what moved a doubt: the marks of gates say the same.
STATES = {"drift": "fail", "moved": "warn", "steady": "", "undefined": ""}
WORDS = {"drift": "drift", "moved": "moved", "steady": "steady", "undefined": "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One distribution in one window: the index, and whether drift is shown."""

    figure: Figure
    state: str  # of the four marks; "": none
    word: str
    depth: int  # 0..4: the tint


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What drifted by when; a cell is None where nothing was compared."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    left_out: int  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Everything that the section shows."""

    lead: str
    baseline: str  # from when to when; "" where it is not the same for all
    everybody: Matrix
    groups: Matrix | None
    together: int  # windows in a column, which shows the one that drifted furthest
    notes: tuple[str, ...]
    notes_left: int


def drift(rows: Rows) -> Drift | None:
    """Return the drift against the baseline; None where nothing was compared with it."""
    found = [s for s in rows.audit.shifts if s.against == "baseline"]
    named = {s.window for s in found}
    windows = [w for w in rows.windows if w in named]
    together = math.ceil(len(windows) / MOST)
    spans = [windows[i : i + together] for i in range(0, len(windows), together or 1)]
    everybody = _matrix(rows, (s for s in found if not s.group), spans)
    if not everybody.rows:
        return None
    moved = {
        (s.what, s.attributes, s.group) for s in found if s.group and s.state in {"drift", "moved"}
    }
    of_groups = (s for s in found if (s.what, s.attributes, s.group) in moved)
    groups = _matrix(rows, of_groups, spans, ranked=True)
    notes = list(_notes(rows, found))
    return Drift(
        lead=_lead([s for s in found if not s.group]),
        baseline=_baseline(rows, found),
        everybody=everybody,
        groups=groups if groups.rows else None,
        together=together,
        notes=tuple(notes[:MOST_NOTES]),
        notes_left=max(0, len(notes) - MOST_NOTES),
    )


def _lead(found: Sequence[Shift]) -> str:
    names = dict.fromkeys(drift_name(s.what) for s in found if s.state == "drift")
    if names:
        return f"Shown to have drifted at some time: {words.listing(list(names))}."
    if any(s.state == "moved" for s in found):
        return "Nothing is shown to have drifted; what may have moved is marked."
    return "Nothing is shown to have drifted from its baseline."


def _matrix(
    rows: Rows, found: Iterable[Shift], spans: Sequence[Sequence[str]], *, ranked: bool = False
) -> Matrix:
    """Return a line for each distribution, those that drifted furthest; in that order, if asked."""
    lines: dict[str, dict[str, Shift]] = {}
    for s in found:
        lines.setdefault(f"{drift_name(s.what)}{about(s.group)}", {})[s.window] = s
    order = sorted(lines, key=lambda name: -max(map(_reach, lines[name].values())))
    kept = order[:MOST_ROWS]
    return Matrix(
        columns=tuple(words.window(span[0], rows.audit.log.window) for span in spans),
        rows=tuple(
            (name, tuple(_cell(_furthest(lines[name], span)) for span in spans))
            for name in (kept if ranked else lines)
            if name in kept
        ),
        left_out=len(order) - len(kept),
    )


def _furthest(line: Mapping[str, Shift], span: Sequence[str]) -> Shift | None:
    """Return the window of a span that drifted furthest; None where nothing was compared."""
    return max((line[w] for w in span if w in line), key=_reach, default=None)


def _reach(s: Shift) -> float:
    """Return how far a distribution drifted: what is shown comes before what may be chance."""
    return -1.0 if s.psi is None else s.psi + 10 * (s.state == "drift")


def _cell(shift: Shift | None) -> Cell | None:
    if shift is None:
        return None
    if shift.psi is None:
        why = words.WHY.get(shift.undefined or "", "undefined")
        figure = Figure(text=words.NOTHING, why=why, row=shift.id)
        return Cell(figure=figure, state="", word="", depth=0)
    # Without drift the debiased index scatters about 0; below it there is nothing to read.
    text = words.rounded(max(shift.psi, 0.0), 2)
    depth = sum(shift.psi >= limit for limit in (0.1, 0.2, 0.35, 0.6)) if _marked(shift) else 0
    return Cell(
        figure=Figure(text=text, row=shift.id if _marked(shift) else ""),
        state=STATES[shift.state],
        word=WORDS[shift.state] if _marked(shift) else "",
        depth=depth,
    )


def _marked(shift: Shift) -> bool:
    return shift.state in {"drift", "moved"}


def _notes(rows: Rows, found: Sequence[Shift]) -> Iterator[str]:
    """Yield what came, what went, and where more or less was missing, each when first seen."""
    size = rows.audit.log.window
    told: set[tuple[str, str]] = set()
    for s in found:
        if s.group:
            continue
        name, when = drift_name(s.what), words.window(s.window, size)
        for kind, categories in (("new", s.came), ("gone", s.went)):
            fresh = [c for c in categories if (f"{kind} {s.what}", c.name) not in told]
            told |= {(f"{kind} {s.what}", c.name) for c in fresh}
            if fresh:
                yield f"{name}, {when}: {_categories(kind, fresh)}."
        key = (f"missing {s.what}", "")
        if s.jumped and s.unknown is not None and s.unknown_before is not None and key not in told:
            told.add(key)
            yield (
                f"{name}, {when}: {words.percent(s.unknown)} missing or unknown; it was "
                f"{words.percent(s.unknown_before)}."
            )


def _categories(kind: str, fresh: Sequence[Category]) -> str:
    """Return what came or went, with how many decisions had it."""
    listed = [
        f"{words.short(c.name, 30) or '(empty)'} ({words.count(n)})"
        for c in fresh[:NAMED]
        for n in (c.n if kind == "new" else c.n_against,)
    ]
    left = len(fresh) - len(listed)
    more = f" and {left} more" if left else ""
    verb = "not in the baseline" if kind == "new" else "in the baseline, and no longer there"
    return f"{words.listing(listed)}{more}, {verb}"


def _baseline(rows: Rows, found: Sequence[Shift]) -> str:
    """Return from when to when the baseline is, where all have the same."""
    spans = {s.reference for s in found}
    if len(spans) != 1:
        return ""
    first, last = (words.window(w, rows.audit.log.window) for w in spans.pop())
    return first if first == last else f"{first} to {last}"

"""Restate: what an earlier audit said of windows whose labels have come since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.restatement import Restatement
from evenhand.cube.windows import slot_words
from evenhand.metrics import METRICS

_SAME = 1e-9

# What must be alike for two figures to be of the same thing, as a plan names it.
_DEFINITIONS = (
    ("favourable", ("decision", "score.threshold", "score.favourable")),
    ("label", ("label.column", "label.positive", "label.missing")),
    ("window", ("timezone",)),
    ("protected", ("protected",)),
    ("weight", ("columns.weight",)),
)
_WORDS = {
    "favourable": "what counts as favourable",
    "label": "the label",
    "window": "the windows",
    "protected": "the protected attributes",
    "weight": "the weights",
}
# Which of them, alone, "has" changed.
_SINGULAR = ([_WORDS["favourable"]], [_WORDS["label"]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is needed of an audit to restate it, or to be restated by it."""

    as_of: str
    window: str | None
    plan: Mapping[str, Any]
    estimates: Sequence[Estimate]


def restate(earlier: Edition, now: Edition) -> tuple[tuple[Restatement, ...], str]:
    """Return the figures of labels that differ from those of an earlier audit, and a note.

    Both figures are kept: of everybody and of single attributes, by window. A figure that was not
    known then and is now is one of them, and so is one that rests on other labels than it did,
    even if it came out alike. The note says why nothing can be restated, or how much was; "" if
    there was nothing to restate.

    Parameters
    ----------
    earlier, now : Edition
    """
    day = slot_words(earlier.as_of[:10])
    if datetime.fromisoformat(earlier.as_of) > datetime.fromisoformat(now.as_of):
        return (), f"The audit of {day} is later than this one: it is not restated."
    if changed := _changed(earlier, now):
        return (), (
            f"The audit of {day} cannot be restated: {' and '.join(changed)} "
            f"{'has' if changed in _SINGULAR else 'have'} changed since."
        )
    rows = tuple(_rows(earlier, now))
    if not rows:
        return (), ""
    windows = {row.window for row in rows}
    grown = len(windows & _grown(earlier, now))
    also = f" Decisions of {_counted(grown)} have come since as well." if grown else ""
    return rows, (
        f"Labels since have changed figures of {_counted(len(windows))} of the audit of {day}: "
        f"both are kept, under restatements.{also}"
    )


def _rows(earlier: Edition, now: Edition) -> Iterator[Restatement]:
    then = {_key(row): row for row in earlier.estimates if _told(row)}
    for row in now.estimates:
        before = then.get(_key(row)) if _told(row) else None
        if before is None or (before.value is None and row.value is None):
            continue
        if before.n == row.n and _alike(before.value, row.value):
            continue
        yield Restatement(
            metric=row.metric,
            attributes=row.attributes,
            group=row.group,
            window=row.window,
            earlier=before.value,
            earlier_n=before.n,
            earlier_as_of=earlier.as_of,
            now=row.value,
            n=row.n,
        )


def _grown(earlier: Edition, now: Edition) -> set[str | None]:
    """Return the windows that have other decisions now than they had."""
    then, since = (
        {one.window: one.value for one in edition.estimates if _key(one)[:2] == ("decisions", ())}
        for edition in (earlier, now)
    )
    return {window for window, n in then.items() if window is not None and n != since.get(window)}


def _counted(windows: int) -> str:
    return "one window" if windows == 1 else f"{windows:,} windows"


def _told(row: Estimate) -> bool:
    """Return whether a row is a figure of labels that is restated."""
    metric = METRICS.get(row.metric)
    return (
        metric is not None
        and "label" in metric.needs
        and metric.mature
        and row.window is not None
        and row.condition is None
        and row.model_version is None
    )


def _key(row: Estimate) -> tuple[object, ...]:
    return row.metric, row.attributes, row.group, row.window


def _alike(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return abs(first - second) < _SAME


def _changed(earlier: Edition, now: Edition) -> list[str]:
    """Return which definitions differ, in words."""
    return [
        _WORDS[what]
        for what, keys in _DEFINITIONS
        if (what == "window" and earlier.window != now.window)
        or any(_at(earlier.plan, key) != _at(now.plan, key) for key in keys)
    ]


def _at(plan: Mapping[str, Any], key: str) -> object:
    """Return what a plan says under a key with dots; None where it says nothing."""
    value: object = plan
    for name in key.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value

"""Comparisons: which window is held against which: the one before it, and the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from evenhand.cube.cube import Array
from evenhand.cube.windows import start_name
from evenhand.errors import PlanError
from evenhand.plan.plan import Drift

Against = Literal["previous", "baseline"]

_EACH = 0.25  # of the windows: the baseline, if the plan names none
_DATE = len("2025-01-01")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A window, and the windows that it is compared with, by their places."""

    against: Against
    window: int
    reference: tuple[int, ...]


def comparisons(windows: Sequence[str], n: Array, drift: Drift) -> tuple[Comparison, ...]:
    """Return which windows are compared with which; windows without decisions are in none.

    Parameters
    ----------
    windows : sequence of str
        Their starts, in order.
    n : float array, shape (windows,)
        Decisions of each.
    drift : Drift
        The baseline period of the plan. Without one it is the first quarter of the windows.

    Raises
    ------
    PlanError
        The baseline period of the plan has no window with decisions, or is not of dates.
    """
    places = [place for place, count in enumerate(n) if count > 0]
    if len(places) < 2:  # noqa: PLR2004 - a comparison takes two
        return ()
    found = [Comparison("previous", b, (a,)) for a, b in pairwise(places)]
    baseline = _baseline(windows, places, drift)
    later = [place for place in places if place > baseline[-1]]
    return (*found, *(Comparison("baseline", place, baseline) for place in later))


def _baseline(windows: Sequence[str], places: Sequence[int], drift: Drift) -> tuple[int, ...]:
    """Return the windows of the baseline: those that begin in the period of the plan."""
    first = "" if drift.start is None else _moment(drift.start)
    inside = [place for place in places if windows[place] >= first]
    if drift.to is not None:
        last = _moment(drift.to)
        # A day includes its hours.
        inside = [place for place in inside if windows[place][: max(len(last), _DATE)] <= last]
    else:
        inside = inside[: max(1, round(len(inside) * _EACH))]
    if not inside:
        raise PlanError(
            f"no window with decisions begins in the baseline of the plan, {_period(drift)}",
            f"the log's windows begin from {windows[places[0]]} to {windows[places[-1]]}",
        )
    return tuple(inside)


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise PlanError(
            f"drift: {text!r} is not a date", "write it as 2025-03-31, or as 2025-03-31T14:00"
        ) from None
    return start_name(moment.replace(tzinfo=None).isoformat(timespec="minutes"))


def _period(drift: Drift) -> str:
    sides = (("from", drift.start), ("to", drift.to))
    return " ".join(f"{word} {text}" for word, text in sides if text is not None)

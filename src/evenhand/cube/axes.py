"""The axes that the tallies of a log share: attributes, time, version, decision and label."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.axis import UNKNOWN, Axis, Values, Whole, or_unknown
from evenhand.cube.halved import halved
from evenhand.cube.windows import TRUNCATIONS, Calendar, start_name
from evenhand.plan import Plan

# The one window, slot or version of a log that names none.
ALL = "all"
MATURE = ("yes", "no")
# To compare a time with the starts of so few windows is no more work than calendar arithmetic.
_COMPARED = 64


@dataclass(frozen=True)
class Axes:
    """The axes that the tallies share.

    Attributes
    ----------
    attributes : dict of str to Axis
        The protected attributes.
    version : dict of str to Axis
        The model version.
    judged : dict of str to Axis
        Decision and label.
    at : expression or None
        The time of a row; None without times.
    calendar : Calendar or None
        How the log is cut in time; None without times.
    """

    attributes: Mapping[str, Axis]
    version: Mapping[str, Axis]
    judged: Mapping[str, Axis]
    at: nw.Expr | None
    calendar: Calendar | None

    @staticmethod
    def of(plan: Plan, kinds: roles.Kinds, calendar: Calendar | None) -> "Axes":
        """Return the axes that a plan asks for, with time as the calendar cuts it."""
        at = roles.moment(plan, kinds)
        column = plan.columns.model_version
        return Axes(
            attributes={
                roles.attribute_axis(one.name): roles.group(one, kinds, at)
                for one in plan.protected
            },
            version={"model_version": Axis(nw.lit(ALL) if column is None else nw.col(column))},
            judged={
                "decision": roles.decision(plan, kinds),
                "label": roles.label(plan.label, kinds),
            },
            at=at,
            calendar=calendar,
        )

    def seen(self, keys: Mapping[str, Values | None]) -> "Axes":
        """Return the axes with what their keys can be, by name; None where that is not known."""

        def known(axes: Mapping[str, Axis]) -> dict[str, Axis]:
            return {name: replace(axis, among=keys[name]) for name, axis in axes.items()}

        return replace(
            self,
            attributes=known(self.attributes),
            version=known(self.version),
            judged=known(self.judged),
        )

    def slot(self) -> Axis:
        """Return the axis of slots; "all" without times."""
        if self.at is None or self.calendar is None:
            return Axis(nw.lit(ALL))
        return Axis(self.at.dt.truncate(TRUNCATIONS[self.calendar.slot]), _start)

    @cached_property
    def window(self) -> Axis:
        """Return the axis of windows; "all" without times."""
        at, calendar = self.at, self.calendar
        if at is None or calendar is None:
            return Axis(nw.lit(ALL), among=Values((ALL,)))
        known = calendar.window == "week" or calendar.window in TRUNCATIONS
        if not known or len(calendar.windows) <= _COMPARED:
            return Axis(_window(at, calendar.windows), _nth(calendar.windows), among=Whole())
        if calendar.window == "week":
            key = _week(at)
        else:
            key = at.dt.truncate(TRUNCATIONS[calendar.window])

        def level_of(value: object) -> str:
            start = _start(value)
            return start if start == UNKNOWN else calendar.window_of(start)

        return Axis(key, level_of)

    def mature(self, cutoff: str | None) -> Axis:
        """Return the axis that says whether a decision is mature."""
        before = nw.lit(value=True)
        if cutoff is not None and self.at is not None:
            before = self.at < nw.lit(datetime.fromisoformat(cutoff))
        return Axis(before, _yes_or_no, MATURE, fixed=True, among=Values((True, False)))


def _start(value: object) -> str:
    return start_name(or_unknown(value))


def _yes_or_no(value: object) -> str:
    return "yes" if value is not None and bool(value) else "no"


def _window(at: nw.Expr, starts: Sequence[str]) -> nw.Expr:
    """Return the number of the window that a time lies in; null where the time is."""
    edges = [datetime.fromisoformat(start) for start in starts[1:]]
    return nw.when(~at.is_null()).then(halved(at, edges))


def _nth(starts: Sequence[str]) -> Callable[[object], str]:
    def level_of(value: object) -> str:
        text = or_unknown(value)
        return text if text == UNKNOWN else starts[int(text)]

    return level_of


def _week(at: nw.Expr) -> nw.Expr:
    """Return the Monday of a time's week; no engine truncates to weeks by narwhals."""
    day = at.dt.truncate("1d")
    monday = day
    for weekday in range(2, 8):
        before = day.dt.offset_by(f"-{weekday - 1}d")
        monday = nw.when(at.dt.weekday() == weekday).then(before).otherwise(monday)
    return monday

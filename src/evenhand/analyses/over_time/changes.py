"""Changes: when figures and gaps moved, for whom, and what else moved at that time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.numbered import numbered
from evenhand.analyses.over_time.series import (
    GAPS,
    LEVELS,
    Effects,
    Series,
    Slots,
    blocks,
    effect_of,
    merged,
    weekdays,
)
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.inference import change_point as scan
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.e_detector import e_detector
from evenhand.inference.segmentation import FEWEST_WINDOWS
from evenhand.inference.segmentation import changes as segments

# Of a year of days, what lasts less than two weeks is no new level: it is an anomaly.
_LASTING, _LONG = 14, 60
_SHORT = 3
# What a group's figure must move, against the whole, to be called touched.
_TOUCHED = 0.5
_SEVEN = 7
# A slot in which the usual smaller group has fewer decisions is taken together with its neighbours.
_SMALLEST = 10


@dataclass(frozen=True)
class _Followed:
    """One series that may have changed: a level of everybody, or a gap."""

    metric: str
    grouping: Grouping
    group: int
    find: Callable[..., scan.ChangePoint | None]
    parts: tuple[Array, ...]
    names: tuple[str, ...]  # of the blocks of slots
    effect: float = 1.0  # the design effect of a gap

    @property
    def windows(self) -> int:
        """Return how many blocks have decisions, of either group of a gap."""
        sizes = self.parts[1::2] if len(self.parts) % 2 == 0 else self.parts[-1:]
        return int(np.all([size > 0 for size in sizes], axis=0).sum())


def change_points(
    followed: Sequence[tuple[Grouping, Slots]], settings: Settings, effects: Effects
) -> tuple[ChangePoint, ...]:
    """Return every change of a level of everybody, and of a gap between groups, in order.

    Parameters
    ----------
    followed : sequence of (Grouping, Slots)
        Everybody first, then each single attribute.
    settings : Settings
    effects : dict of (attributes, metric) to float array, shape (groups,), or None
        Design effects, for what a daily look would have seen; the permutations need none.

    Series are cut where the likelihood ratio is largest, tested by permuting weeks (levels) or
    days (gaps), within weekdays where slots are days. The level of each test is that of the
    audit over the number of series (Bonferroni): one audit in twenty has any false change. That
    holds for gaps; a level that drifts slowly changes, and is said to. Series of fewer than 20
    blocks with decisions are not followed.
    """
    whole, *attributes = followed
    every = [*_levels(*whole), *(one for pair in attributes for one in _gaps(*pair, effects))]
    # By number alone, so that leaving out the others costs nothing.
    series = [one for one in every if one.windows >= FEWEST_WINDOWS]
    alpha = settings.alpha / max(len(series), 1)
    found = []
    for one in series:
        search = partial(one.find, seed=settings.seed, level=settings.level)
        cuts = segments(search, *one.parts, alpha=alpha, patient=True)
        ends = [0, *(cut.place for cut in cuts), len(one.names)]
        found += [
            _row(one, cut, (ends[i], ends[i + 2]), settings, tests=len(series))
            for i, cut in enumerate(cuts)
        ]
    touched = [replace(row, touched=_touched(row, attributes)) for row in found]
    ordered = sorted(touched, key=lambda row: (row.at, row.metric, row.attributes, row.group))
    return numbered(ordered, "c")


def _levels(grouping: Grouping, slots: Slots) -> list[_Followed]:
    season = _season(slots)
    found = []
    for key, one in slots.series.items():
        if key not in LEVELS and one.metric.reads in {"counts", "scores"}:
            continue
        parts = one.part(0)
        kind = scan.rate_change if one.kind == "rate" else scan.mean_change
        kept = (parts[0], parts[2]) if one.kind == "rate" else parts
        find = partial(kind, minimum=_minimum(slots.names), period=season, block=_SEVEN)
        found.append(_Followed(key, grouping, 0, find, kept, slots.names))
    return found


def _gaps(grouping: Grouping, slots: Slots, effects: Effects) -> list[_Followed]:
    reference = grouping.reference
    if reference is None:
        return []
    return [
        replace(
            _gap(slots.series[key], grouping, group, reference, slots),
            effect=effect_of(effects.get((grouping.attributes, key)), group, reference),
        )
        for key in GAPS
        if key in slots.series
        for group in range(len(grouping.groups))
        if group != reference
    ]


def _gap(one: Series, grouping: Grouping, group: int, reference: int, slots: Slots) -> _Followed:
    times = blocks(one.n[:, [group, reference]], _SMALLEST)
    x1, n1, x2, n2 = (
        merged(part[:, place], times) for place in (group, reference) for part in (one.total, one.n)
    )
    names = slots.names[::times]
    find = partial(scan.gap_change, minimum=_minimum(names), period=1)
    return _Followed(one.metric.key, grouping, group, find, (x1, n1, x2, n2), names)


def _season(slots: Slots) -> int:
    """Return the period of the season: the week, of days."""
    return 1 if weekdays(slots.names) is None else _SEVEN


def _minimum(names: Sequence[str]) -> int:
    return _LASTING if len(names) >= _LONG else _SHORT


def _row(
    one: _Followed,
    change: scan.ChangePoint,
    stretch: tuple[int, int],
    settings: Settings,
    *,
    tests: int,
) -> ChangePoint:
    grouping, reference = one.grouping, one.grouping.reference
    is_gap = bool(grouping.attributes)
    n = one.parts[1] + one.parts[3] if is_gap else one.parts[-1]
    alarm, began = _watched(one, change, stretch) if is_gap else (None, None)
    return ChangePoint(
        id="",
        metric=one.metric,
        attributes=grouping.attributes,
        group=grouping.groups[one.group],
        reference=grouping.groups[reference] if is_gap and reference is not None else (),
        at=one.names[change.place],
        earliest=one.names[change.earliest],
        latest=one.names[change.latest],
        before=change.before,
        after=change.after,
        difference=change.after - change.before,
        low=finite(change.low),
        high=finite(change.high),
        level=settings.level,
        p_value=min(change.p_value * tests, 1.0),
        method="glr",
        n_before=round(float(n[stretch[0] : change.place].sum())),
        n_after=round(float(n[change.place : stretch[1]].sum())),
        alarm=alarm,
        began=began,
        touched=(),
        coincidences=(),
    )


def _watched(
    one: _Followed, change: scan.ChangePoint, stretch: tuple[int, int]
) -> tuple[str | None, str | None]:
    """Return when a look at every slot would have raised the alarm, and since when it had held.

    The watch begins after the change before this one and ends with the next.
    """
    parts = (part[slice(*stretch)] for part in one.parts)
    seen = e_detector(*parts, effect=one.effect)
    if seen.alarm is None or seen.start is None or stretch[0] + seen.alarm < change.earliest:
        return None, None
    return one.names[stretch[0] + seen.alarm], one.names[stretch[0] + seen.start]


def _touched(
    row: ChangePoint, attributes: Sequence[tuple[Grouping, Slots]]
) -> tuple[tuple[str, ...], ...]:
    """Return the groups whose own figure moved at least half as far the same way, most first."""
    if row.attributes:
        return (row.group,)
    found: list[tuple[float, tuple[str, ...]]] = []
    for grouping, slots in attributes:
        one = slots.series[row.metric]
        place = slots.names.index(row.at)
        sides: list[Any] = []
        for part in (slice(None, place), slice(place, None)):
            total, squares, n = (
                values[part].sum(axis=0) for values in (one.total, one.squares, one.n)
            )
            mean = divide(total, n)
            spread = np.maximum(divide(squares, n) - mean**2, 0)
            sides.append((mean, divide(spread, n)))
        (before, first), (after, second) = sides
        moved = after - before
        z = divide(moved, np.sqrt(first + second))
        enough = (moved * np.sign(row.difference) >= _TOUCHED * abs(row.difference)) & (
            np.abs(z) > 3  # noqa: PLR2004 - three standard errors
        )
        found += [
            (-abs(float(moved[place])), grouping.groups[place])
            for place in np.flatnonzero(enough).tolist()
        ]
    return tuple(group for _, group in sorted(found))

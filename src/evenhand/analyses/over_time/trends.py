"""Trends: gaps followed from the first slot on, with bands that hold at every look at once."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.series import (
    GAPS,
    LEVELS,
    Effects,
    Series,
    Slots,
    blocks,
    effect_of,
    merged,
)
from evenhand.analyses.settings import Settings
from evenhand.analyses.trend import Trend
from evenhand.cube.cube import Array
from evenhand.cube.windows import Calendar
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.confidence_sequence import confidence_sequence, mean_by_window
from evenhand.inference.sequential import equality_e_process

# Fewer decisions of a group a slot have no normal rate: neighbours are taken together, by number.
_SMALLEST = 10
# Where the band is narrowest for its looks, in standard deviations of single values. That of a
# rate is taken to be a half: five points.
_TENTH, _HALF = 0.1, 0.5
# More windows than this are days of a year: then what gates are about is followed, and no more.
_FEW_WINDOWS = 60


def trends(
    grouping: Grouping,
    slots: Slots,
    calendar: Calendar,
    settings: Settings,
    effects: Effects,
) -> Iterator[Trend]:
    """Yield the running gap of each group to the reference, at the end of each window.

    Selection, error and base rates and every KPI that is a rate or a mean are followed; of more
    than 60 windows, what changes of gaps are looked for in.

    `effects` are the design effects of each metric by group: a gap of people who appear more than
    once is known that much less well, and bands and p-values allow for it.
    """
    reference = grouping.reference
    if reference is None:
        return
    few = len(calendar.windows) <= _FEW_WINDOWS
    for key, one in slots.series.items():
        of_kpi = one.metric.reads not in {"counts", "scores"}
        if key not in GAPS and not (few and (of_kpi or key in LEVELS)):
            continue
        for group in range(len(grouping.groups)):
            if group != reference and one.n[:, [group, reference]].any(axis=0).all():
                effect = effect_of(effects.get((grouping.attributes, key)), group, reference)
                pair = _Pair(one, grouping, group, reference, effect)
                yield from _trend(pair, slots, calendar, settings)


class _Pair(NamedTuple):
    """A figure of a group and its reference, and their design effect."""

    series: Series
    grouping: Grouping
    group: int
    reference: int
    effect: float


class _Side(NamedTuple):
    """What one of the two did, by block of slots; `spread` is that of single values."""

    total: Array
    n: Array
    value: Array
    variance: Array
    spread: float


def _trend(of: _Pair, slots: Slots, calendar: Calendar, settings: Settings) -> Iterator[Trend]:
    one = of.series
    times = blocks(one.n[:, [of.group, of.reference]], _SMALLEST)
    first, second = (_side(one, place, times) for place in (of.group, of.reference))
    centre, low, high = confidence_sequence(
        first.value - second.value,
        of.effect * (first.variance + second.variance),
        tau=_TENTH * float(np.hypot(first.spread, second.spread)) / 2**0.5,
        level=settings.level,
        size=np.nan_to_num(divide(first.n * second.n, first.n + second.n)),
    )
    p_value = np.full(len(centre), np.nan)
    if one.kind == "rate":
        # Two rates lie no farther apart than this, however little is known of them.
        low, high = np.clip(low, -1, 1), np.clip(high, -1, 1)
        counts = (first.total, first.n, second.total, second.n)
        p_value = equality_e_process(*counts, effect=of.effect).p_value
    n = np.cumsum(first.n + second.n)
    for window, last in _ends(slots.names[::times], calendar.windows):
        yield Trend(
            metric=one.metric.key,
            attributes=of.grouping.attributes,
            group=of.grouping.groups[of.group],
            reference=of.grouping.groups[of.reference],
            window=window,
            value=finite(float(centre[last])),
            low=finite(float(low[last])),
            high=finite(float(high[last])),
            level=settings.level,
            p_value=finite(float(p_value[last])),
            n=round(float(n[last])),
        )


def _side(one: Series, group: int, times: int) -> _Side:
    total, squares, n = (merged(part, times) for part in one.part(group))
    if one.kind == "mean":
        return _Side(total, n, *mean_by_window(total, squares, n))
    # Half a decision of either kind: a slot in which all agree is not certain.
    variance = divide((total + 0.5) * (n - total + 0.5), (n + 1) ** 2 * n)
    return _Side(total, n, divide(total, n), variance, _HALF)


def _ends(names: Sequence[str], windows: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield each window with the place of the last block of slots that begins before its end."""
    # The first slot lies in the first window, so that there is always such a block.
    after = np.searchsorted(np.array(names), np.array([*windows[1:], "~"]))
    yield from zip(windows, (after - 1).tolist(), strict=True)

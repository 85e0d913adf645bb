"""Coincidences: what else moved when a figure did. They need not be the cause."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import chdtrc

from evenhand.analyses.change_point import ChangePoint, Coincidence
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.series import Slots
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array, Cube
from evenhand.cube.tallies import Tallies
from evenhand.cube.windows import slot_words
from evenhand.inference.arithmetic import divide

# Slots on either side of a change that are compared; and how near is "at that time".
# Of a small group, chance can hide a change for days before it can be dated.
_NEAR, _AROUND = 14, 28
# What moved by less is not told, however certain: three points of a share, a quarter of a volume.
_POINTS, _VOLUME = 0.03, 1.25
_ALPHA = 0.001


def with_coincidences(
    changes: Sequence[ChangePoint],
    tallies: Tallies,
    followed: Sequence[tuple[Grouping, Slots]],
) -> tuple[ChangePoint, ...]:
    """Return the changes with what else moved at about that time, by 28 slots either side.

    A model version that was first seen within 14 slots; the mix of groups, the share whose group
    is unknown, by three points or more; the volume, by a quarter or more. Shares are compared by
    chi-square at 0.001.
    """
    return tuple(
        replace(change, coincidences=tuple(_around(change, tallies, followed)))
        for change in changes
    )


def _around(
    change: ChangePoint, tallies: Tallies, followed: Sequence[tuple[Grouping, Slots]]
) -> Iterator[Coincidence]:
    (_, whole), *attributes = followed
    names = whole.names
    place = names.index(change.at)
    near = names.index(change.earliest) - _NEAR, names.index(change.latest) + _NEAR
    yield from _versions(tallies.slots, names, near)
    before, after = slice(max(place - _AROUND, 0), place), slice(place, place + _AROUND)
    for grouping, slots in attributes:
        mix = slots.volume[before].sum(axis=0), slots.volume[after].sum(axis=0)
        yield from _mix(grouping, *mix, at=change.at)
        axis = grouping.axes[0]
        if UNKNOWN in tallies.slots.levels[axis]:
            yield from _unknown(tallies.slots, grouping, (before, after), change.at)
    usual, now = (float(np.median(whole.volume[side])) for side in (before, after))
    if min(usual, now) > 0 and max(usual / now, now / usual) >= _VOLUME:
        each = "an hour" if "T" in change.at else "a day"
        text = f"Decisions went from {usual:,.0f} to {now:,.0f} {each}."
        yield Coincidence(kind="volume", text=text, at=change.at)


def _versions(cube: Cube, names: Sequence[str], near: tuple[int, int]) -> Iterator[Coincidence]:
    n = cube.sum("n", "model_version", "slot")[:, : len(names)]
    for version, counts in zip(cube.levels["model_version"], n, strict=True):
        seen = np.flatnonzero(counts)
        if version == UNKNOWN or len(seen) == 0 or seen[0] == 0:
            continue
        if near[0] <= seen[0] <= near[1]:
            first = names[int(seen[0])]
            when = f"{'at' if 'T' in first else 'on'} {slot_words(first)}"
            yield Coincidence(
                kind="model_version",
                text=f"Model version {version} was first seen {when}.",
                at=first,
            )


def _mix(grouping: Grouping, before: Array, after: Array, *, at: str) -> Iterator[Coincidence]:
    if _p_value(before, after) > _ALPHA:
        return
    was, now = divide(before, before.sum()), divide(after, after.sum())
    most = int(np.argmax(np.abs(now - was)))
    if abs(now[most] - was[most]) >= _POINTS:
        name = ", ".join(grouping.groups[most])
        yield Coincidence(
            kind="group_mix",
            text=f"{name} went from {was[most]:.0%} to {now[most]:.0%} of the decisions whose "
            f"{grouping.attributes[0]} is known.",
            at=at,
        )


def _unknown(
    cube: Cube, grouping: Grouping, sides: tuple[slice, slice], at: str
) -> Iterator[Coincidence]:
    n = cube.sum("n", "slot", *grouping.axes)
    place = cube.levels[grouping.axes[0]].index(UNKNOWN)
    split = np.stack([n[:, place], n.sum(axis=1) - n[:, place]], axis=1)
    before, after = (split[side].sum(axis=0) for side in sides)
    was, now = (float(divide(part[0], part.sum())) for part in (before, after))
    if _p_value(before, after) <= _ALPHA and abs(now - was) >= _POINTS:
        yield Coincidence(
            kind="missing",
            text=f"{grouping.attributes[0]} went from {was:.0%} to {now:.0%} unknown.",
            at=at,
        )


def _p_value(before: Array, after: Array) -> float:
    """Return the p-value of Pearson's chi-square that two rows of counts have the same shares."""
    table = np.stack([before, after])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or (table.sum(axis=1) == 0).any():  # noqa: PLR2004 - a mix takes two
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return float(chdtrc(table.shape[1] - 1, ((table - expected) ** 2 / expected).sum()))

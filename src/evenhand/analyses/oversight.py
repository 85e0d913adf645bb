"""Oversight: what human review does to the gaps between groups."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.numbered import numbered
from evenhand.analyses.review_effect import ReviewEffect
from evenhand.analyses.settings import Settings
from evenhand.cube import roles
from evenhand.cube.cube import Array, Cube
from evenhand.cube.tallies import Tallies
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.normal import two_sided
from evenhand.inference.score import difference_interval
from evenhand.plan import Plan


class _Turned(NamedTuple):
    """What overrides did to the decisions of each group; arrays have shape (groups,).

    Attributes
    ----------
    n : float array
        Decisions, whether or not anybody reviewed them.
    proposed, final : float arrays
        Favourable ones before review, and after.
    upward, downward : float arrays
        Overrides that turned a decision favourable, and unfavourable.
    reviewed : float array
    """

    n: Array
    proposed: Array
    final: Array
    upward: Array
    downward: Array
    reviewed: Array


def review_effects(
    tallies: Tallies, groupings: Iterable[Grouping], plan: Plan, settings: Settings
) -> tuple[ReviewEffect, ...]:
    """Return what review does to the gaps of every single attribute, numbered.

    Nothing where overrides are not recorded, or no decisions.
    """
    rows = (
        row
        for grouping in groupings
        if len(grouping.attributes) == 1 and grouping.reference is not None
        for row in _effects(tallies, grouping, grouping.reference, plan, settings)
    )
    return numbered(rows, "v")


def _effects(
    tallies: Tallies, grouping: Grouping, reference: int, plan: Plan, settings: Settings
) -> Iterator[ReviewEffect]:
    """Yield what overrides did to the gap of each group to the reference in favourable decisions.

    The shift of a group's rate is (upward less downward overrides) / decisions. The gap moves by
    the difference of two such shifts, whose variance is that of a mean of values -1, 0 and 1, with
    one override more than there are: that nobody was overridden does not show that nobody will be.
    What is told is how the size of the gap changes. Where its sign is sure before and after, that
    is how far it moved; where it is not, the range over both intervals is told. Undefined for a
    group without decisions.
    """
    found = _turned(tallies, grouping, plan)
    if found is None:
        return
    shift = divide(found.upward - found.downward, found.n + 2)
    moving = divide(found.upward + found.downward + 1, found.n + 2)
    spread = divide(moving - shift**2, found.n)
    critical = two_sided(settings.level)
    proposed, final = divide(found.proposed, found.n), divide(found.final, found.n)
    first, second = (found.proposed, found.n), (found.proposed[reference], found.n[reference])
    lows, highs = difference_interval(*first, *second, critical=critical)
    for group, name in enumerate(grouping.groups):
        if group == reference:
            continue
        before = float(proposed[group] - proposed[reference])
        after = float(final[group] - final[reference])
        moved = after - before
        se = float(np.sqrt(spread[group] + spread[reference]))
        known = np.isfinite(moved)
        low, high = _change_of_size(
            (float(lows[group]), float(highs[group])),
            (moved - critical * se, moved + critical * se),
        )
        yield ReviewEffect(
            id="",
            attributes=grouping.attributes,
            group=name,
            reference=grouping.groups[reference],
            before=finite(before),
            after=finite(after),
            change=finite(abs(after) - abs(before)),
            low=low if known else None,
            high=high if known else None,
            level=settings.level,
            p_value=float(2 * ndtr(-abs(moved) / se)) if known else None,
            reviewed=round(float(found.reviewed[group])),
            overridden=round(float(found.upward[group] + found.downward[group])),
            upward=round(float(found.upward[group])),
            n=round(float(found.n[group])),
        )


def _turned(tallies: Tallies, grouping: Grouping, plan: Plan) -> _Turned | None:
    """Return what overrides did, by group; None where they or the decisions are not recorded."""
    stage, cells = roles.stage(plan), tallies.kpis
    if stage is None or cells is None or "override total" not in cells.measures:
        return None

    def of(cube: Cube, measure: str, *axes: str) -> Array:
        values = cube.sum(measure, *grouping.axes, *axes)
        return values.reshape(-1, *values.shape[len(grouping.axes) :])[grouping.places]

    decided, overridden = (
        of(tallies.outcomes, "n", "decision"),
        of(cells, "override total", "decision"),
    )
    # Decisions: unfavourable, favourable, none. As they stand after the review, an override that
    # lies on a favourable decision turned it upward; as proposed, downward.
    up, down = (1, 0) if stage == "final" else (0, 1)
    upward, downward = overridden[:, up], overridden[:, down]
    favourable, turned = decided[:, 1], upward - downward
    return _Turned(
        n=decided[:, :2].sum(axis=1),
        proposed=favourable - turned if stage == "final" else favourable,
        final=favourable if stage == "final" else favourable + turned,
        upward=upward,
        downward=downward,
        reviewed=of(cells, "override n"),
    )


def _change_of_size(before: tuple[float, float], moved: tuple[float, float]) -> tuple[float, float]:
    """Return the range of ``|gap + move| - |gap|`` over a range of gaps and one of moves.

    Examples
    --------
    >>> [round(side, 2) for side in _change_of_size((0.1, 0.2), (-0.06, -0.04))]
    [-0.06, -0.04]
    >>> [round(side, 2) for side in _change_of_size((-0.1, 0.2), (-0.06, -0.04))]
    [-0.06, 0.06]
    """
    ends = [abs(gap + move) - abs(gap) for gap in before for move in moved]
    # A gap that closes shrinks by all of its size: by the widest that a move in range closes.
    low, high = max(before[0], -moved[1]), min(before[1], -moved[0])
    if low <= high:
        ends.append(-max(abs(low), abs(high)))
    return min(ends), max(ends)

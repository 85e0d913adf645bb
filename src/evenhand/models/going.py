"""Going with it: what is expected of groups with a feature, and without it.

The share of favourable decisions that features let one expect of a group is the mean of what a
model of the decisions expects of its members. A fitted model is a little off, and the more so the
fewer rows it had; how decisions differ from it, weighted by how typical each row's features are
of the group, puts that right and has its share in the error (a cross-fitted one-step estimate).

References
----------
Chernozhukov et al. (2018), "Double/Debiased Machine Learning for Treatment and Structural
Parameters".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evenhand.analyses.proxy import Effect, Expected
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.cube.rows import Text
from evenhand.inference.normal import two_sided
from evenhand.models.bench import Places
from evenhand.models.halves import Halves

if TYPE_CHECKING:
    import pandas as pd

# A row stands for at most so many times as many of a group as there are.
_MOST = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The rows whose group is known, with what is expected and how typical they are of each."""

    table: "pd.DataFrame"
    decision: Places
    halves: Halves
    groups: Places
    names: tuple[str, ...]
    expected: Array
    typical: Array


def known_of(
    table: "pd.DataFrame",
    decision: Places,
    halves: Halves,
    *,
    groups: Text,
    names: Sequence[str],
    expected: Array,
) -> Known:
    """Return what is known of the groups of one attribute; small groups together are one."""
    place = {name: i for i, name in enumerate(names)}
    some = np.flatnonzero(groups != UNKNOWN)
    member = np.array([place.get(name, len(names)) for name in groups[some]])
    rows, parts = table.iloc[some], halves.take(some)
    return Known(
        table=rows,
        decision=decision[some],
        halves=parts,
        groups=member,
        names=tuple(names),
        expected=expected[some],
        typical=_typical(rows, parts, member, len(names) + 1),
    )


def effect(known: Known, feature: str, group: str, *, level: float) -> Effect:
    """Return how much of the gap of a group to all others goes with a feature."""
    without, typical = _without(known, feature)
    pairs = [
        (
            _mean(known, known.expected, known.groups == place, known.typical[:, place]),
            _mean(known, without, known.groups == place, typical[:, place]),
        )
        for place in range(len(known.names))
    ]
    place = known.names.index(group)
    with_it, without_it = pairs[place]
    others = known.groups != place
    rest_with = _mean(known, known.expected, others, 1 - known.typical[:, place])
    rest_without = _mean(known, without, others, 1 - typical[:, place])
    gap, gap_without = with_it[0] - rest_with[0], without_it[0] - rest_without[0]
    change = gap - gap_without
    parts = with_it[1] - rest_with[1] - without_it[1] + rest_without[1]
    reach = two_sided(level) * known.halves.error(parts)
    return Effect(
        gap=gap,
        gap_without=gap_without,
        change=change,
        low=change - reach,
        high=change + reach,
        expected=tuple(
            Expected(
                group=name,
                n=int((known.groups == place).sum()),
                with_it=one[0],
                without_it=less[0],
                error=known.halves.error(one[1] - less[1]),
            )
            for place, (name, (one, less)) in enumerate(zip(known.names, pairs, strict=True))
        ),
    )


def _without(known: Known, feature: str) -> tuple[Array, Array]:
    """Return what is expected, and how typical rows are, where a feature is not known."""
    rest = known.table.drop(columns=feature)
    size = known.typical.shape[1]
    if rest.shape[1]:
        models = known.halves.learnt(rest, known.decision)
        return known.halves.told(models, rest)[:, 1], _typical(
            rest, known.halves, known.groups, size
        )
    # Who knows nothing expects the same of everybody.
    share = np.bincount(known.groups, minlength=size) / len(known.groups)
    return np.full(len(rest), known.decision.mean()), np.tile(share, (len(rest), 1))


def _typical(table: "pd.DataFrame", halves: Halves, groups: Places, size: int) -> Array:
    """Return the chance of each group by a row's features."""
    return halves.told(halves.learnt(table, groups), table, size)


def _mean(known: Known, expected: Array, members: Array, chance: Array) -> tuple[float, Array]:
    """Return what is expected of some rows on average, and each row's part in its error."""
    n, count = len(members), members.sum()
    weight = np.clip(chance / chance.mean(), 0, _MOST) / n
    off = weight * (known.decision - expected)
    value = expected[members].mean() + off.sum()
    parts = members * (expected - expected[members].mean()) / count + off - off.mean()
    return float(value), parts

"""Distributions: what is watched for drift, as counts by window and by group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.grouping import Grouping
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array, Cube
from evenhand.cube.features import BINS, Feature
from evenhand.cube.roles import attribute_axis
from evenhand.cube.tallies import Tallies
from evenhand.inference.arithmetic import divide


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One thing that is watched: the axis of a cube that its values lie on.

    Attributes
    ----------
    what : str
        score, decision, label, feature:<column>, mix:<attribute>.
    cells : Cube
        With the axes window and `axis`, and those of the groups that it can be followed for.
    missing : str or None
        The level of `axis` that means that the value is not known; None: there is no such.
    rows : Cube or None
        All decisions, where those without a value are not among `cells`.
    names : tuple of str
        The categories that can come and go; () for what has the same ones always.
    windows : int
        How many windows can be compared: labels of the last ones have not all arrived.
    """

    what: str
    kind: Literal["number", "category"]
    cells: Cube
    axis: str
    missing: str | None
    rows: Cube | None = None
    names: tuple[str, ...] = ()
    windows: int

    @property
    def bins(self) -> tuple[str, ...]:
        """Return the levels of known values, lowest first where there is an order."""
        return tuple(name for name in self.cells.levels[self.axis] if name != self.missing)

    def of(self, grouping: Grouping) -> tuple[Array, Array | None]:
        """Return the counts of known values by window, group and bin, and of those missing."""
        cells = _windowed(self.cells, grouping, self.windows, self.axis)
        levels = self.cells.levels[self.axis]
        known = cells[..., [levels.index(name) for name in self.bins]]
        if self.rows is not None:
            return known, _windowed(self.rows, grouping, self.windows) - known.sum(axis=-1)
        if self.missing not in levels:
            # Labels that are missing are late, as a rule: coverage has metrics of its own.
            return known, None if self.what == "label" else np.zeros(known.shape[:-1])
        return known, None if self.what == "label" else cells[..., levels.index(self.missing)]

    def means(self) -> Array:
        """Return the mean of the values of each bin; between its neighbours where it is empty."""
        levels = self.cells.levels[self.axis]
        known = [levels.index(name) for name in self.bins]
        n, total = (self.cells.sum(part, self.axis)[known] for part in ("n", "total"))
        some = np.flatnonzero(n > 0)
        if not len(some):
            return np.zeros(len(n))
        return np.interp(np.arange(len(n)), some, divide(total, n)[some])


def distributions(
    tallies: Tallies,
    features: Mapping[str, Feature],
    baseline: tuple[int, ...],
    roles: frozenset[str],
) -> Iterator[Distribution]:
    """Yield everything that is watched but the mix of groups.

    Parameters
    ----------
    tallies : Tallies
    features : dict of str to Feature
        Of the same log.
    baseline : tuple of int
        The windows whose quantiles are the bins of scores.
    roles : frozenset of str
        What the log has: "decision", "label".
    """
    whole = _windows(tallies)
    if tallies.scores is not None and "window" in tallies.scores.axes:
        yield Distribution(
            what="score",
            kind="number",
            cells=_by_quantile(tallies.scores, baseline),
            axis="bin",
            missing=None,
            rows=tallies.outcomes,
            windows=whole,
        )
    # The names of decisions and labels are roles, which are always the same two.
    followed = (("decision", "undecided", whole), ("label", "unknown", _mature(tallies)))
    for what, missing, windows in followed:
        if what in roles:
            yield Distribution(
                what=what,
                kind="category",
                cells=tallies.outcomes,
                axis=what,
                missing=missing,
                windows=windows,
            )
    for column, feature in features.items():
        levels = feature.cells.levels["bin"]
        named = tuple(name for name in levels if name not in {UNKNOWN, feature.rest})
        yield Distribution(
            what=f"feature:{column}",
            kind=feature.kind,
            cells=feature.cells,
            axis="bin",
            missing=UNKNOWN,
            names=named if feature.kind == "category" else (),
            windows=whole,
        )


def mix(tallies: Tallies, attribute: str) -> Distribution:
    """Return the shares of the groups of an attribute as what is watched."""
    axis = attribute_axis(attribute)
    levels = tallies.outcomes.levels[axis]
    return Distribution(
        what=f"mix:{attribute}",
        kind="category",
        cells=tallies.outcomes,
        axis=axis,
        missing=UNKNOWN,
        names=tuple(name for name in levels if name != UNKNOWN),
        windows=_windows(tallies),
    )


def _windows(tallies: Tallies) -> int:
    return 0 if tallies.calendar is None else len(tallies.calendar.windows)


def _mature(tallies: Tallies) -> int:
    """Return how many windows have mature decisions alone: they are the first ones."""
    calendar, cutoff = tallies.calendar, tallies.cutoff
    if calendar is None or cutoff is None:
        return _windows(tallies)
    return calendar.windows.index(calendar.window_of(cutoff))


def _windowed(cube: Cube, grouping: Grouping, windows: int, *axes: str) -> Array:
    """Return counts by window, group and `axes`; decisions without a time lie in no window."""
    values = cube.sum("n", "window", *grouping.axes, *axes)
    values = values.reshape(values.shape[0], -1, *values.shape[1 + len(grouping.axes) :])
    return np.take(values[:windows], grouping.places, axis=1)


def _by_quantile(scores: Cube, baseline: tuple[int, ...]) -> Cube:
    """Return the cells of scores in bins that hold about as many scores of the baseline each."""
    n = scores.sum("n", "window", "bin")[list(baseline)].sum(axis=0)
    before = n.cumsum() - n / 2
    code: NDArray[np.int64] = np.zeros(len(n), dtype=np.int64)
    if n.sum() > 0:
        code = np.minimum(before / n.sum() * BINS, BINS - 1).astype(np.int64)
    name = {level: str(code[place]) for place, level in enumerate(scores.levels["bin"])}
    return scores.relabel("bin", name.__getitem__, [str(one) for one in np.unique(code)])

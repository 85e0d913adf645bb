"""Panel: what a comparison starts from, and how it writes its rows."""

import math
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.disparity import Against, Disparity
from evenhand.analyses.estimate import Undefined
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import Measurement
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import finite
from evenhand.inference.normal import z
from evenhand.inference.proportion import effective
from evenhand.inference.simultaneous import (
    critical_value,
    smoothed_log_rate_se,
    smoothed_rate_se,
)

# The metrics behind the named criteria: intervals hold for all groups of an attribute together.
CRITERIA = {
    "selection_rate": "demographic_parity",
    "true_positive_rate": "equal_opportunity",
    "false_positive_rate": "predictive_equality",
    "positive_predictive_value": "predictive_parity",
    "accuracy": "accuracy_parity",
}
RATIO_CRITERIA = {"selection_rate": "disparate_impact"}


class Shares(NamedTuple):
    """Every metric that is a share, as one table so that intervals are made in one go.

    Attributes
    ----------
    keys : tuple of str
        The metrics.
    x, n : float arrays, shape (metrics, groups)
        Effective numerators and denominators: divided by the design effect.
    """

    keys: tuple[str, ...]
    x: Array
    n: Array

    def rows(self) -> Iterator[tuple[str, Array, Array]]:
        """Yield key, numerators and denominators of each metric."""
        return zip(self.keys, self.x, self.n, strict=True)

    def of(self, keys: Container[str]) -> "Shares":
        """Return the metrics among `keys` alone."""
        kept = [place for place, key in enumerate(self.keys) if key in keys]
        return Shares(tuple(self.keys[i] for i in kept), self.x[kept], self.n[kept])


@dataclass(frozen=True)
class Panel:
    """All metrics of one grouping that has at least two groups, ready to be compared."""

    grouping: Grouping
    reference: int
    inputs: Inputs
    measurements: Mapping[str, Measurement]
    settings: Settings

    @property
    def others(self) -> NDArray[np.int64]:
        """Return the places of all groups but the reference."""
        places = np.arange(len(self.grouping.groups), dtype=np.int64)
        others: NDArray[np.int64] = places[places != self.reference]
        return others

    @property
    def two_sided(self) -> float:
        """Return the normal quantile of one two-sided interval."""
        return z(0.5 + self.settings.level / 2)

    @cached_property
    def shares(self) -> Shares:
        """Return effective numerators and denominators of every metric that is a share."""
        keys, x, n = [], [], []
        for key, found in self.measurements.items():
            if found.share is None or key == "share":
                continue
            effect = 1.0 if found.effect is None else found.effect
            counted = effective(*found.share, effect)
            keys.append(key)
            x.append(counted[0])
            n.append(counted[1])
        shape = (-1, len(self.grouping.groups))
        return Shares(tuple(keys), np.array(x).reshape(shape), np.array(n).reshape(shape))

    def criticals(self, pairs: Sequence[tuple[int, int]], *, log: bool) -> Array:
        """Return a critical value for each share: for all `pairs` together if it has a criterion.

        Shape (shares, 1), to go with the rows of `shares`.
        """
        return np.array(
            [
                [self.critical(x, n, pairs=pairs, log=log) if key in CRITERIA else self.two_sided]
                for key, x, n in self.shares.rows()
            ]
        )

    def critical(self, x: Array, n: Array, *, pairs: Sequence[tuple[int, int]], log: bool) -> float:
        """Return the critical value of intervals that hold for all `pairs` of groups together."""
        se = (smoothed_log_rate_se if log else smoothed_rate_se)(np.nan_to_num(x), np.nan_to_num(n))
        return critical_value(
            se, pairs, level=self.settings.level, seed=self.settings.seed, two_sided=True
        )


Comparison = Callable[[Panel], Iterator[Disparity]]


def all_pairs(panel: Panel) -> list[tuple[int, int]]:
    """Return every pair of groups, once."""
    k = len(panel.grouping.groups)
    return [(i, j) for i in range(k) for j in range(i + 1, k)]


def to_reference(panel: Panel) -> list[tuple[int, int]]:
    """Return every group paired with the reference."""
    return [(int(g), panel.reference) for g in panel.others]


def row(
    panel: Panel,
    metric: str,
    comparison: str,
    *,
    group: int | None,
    reference: int | None,
    value: float,
    low: float = np.nan,
    high: float = np.nan,
    against: Against = "reference",
    method: str = "none",
    n: float = 0.0,
    p_value: float = np.nan,
    simultaneous: bool = False,
    criterion: str | None = None,
    undefined: Undefined | None = None,
) -> Disparity:
    """Return one row; NaN becomes None, and an undefined value says why."""
    missing = not math.isfinite(value)
    groups = panel.grouping.groups
    return Disparity(
        id="",
        criterion=criterion,
        metric=metric,
        attributes=panel.grouping.attributes,
        group=() if group is None else groups[group],
        reference=() if reference is None else groups[reference],
        against=against,
        comparison=comparison,
        condition=None,
        value=finite(value),
        low=None if missing else finite(low),
        high=None if missing else finite(high),
        level=panel.settings.level,
        simultaneous=simultaneous,
        p_value=finite(p_value),
        method=method,
        n=round(n) if math.isfinite(n) else 0,
        support=None,
        undefined=(undefined or "undefined_estimate") if missing else None,
    )

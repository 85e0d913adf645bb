"""By strata: what the mix of cases, and what the figures of like cases, account for."""

from collections.abc import Sequence

import numpy as np

from evenhand.analyses.decomposing.sides import Resampling, Told
from evenhand.analyses.decomposition import PartName
from evenhand.cube.axes import MATURE
from evenhand.cube.cube import Array, Cube
from evenhand.cube.tallies import Tallies
from evenhand.inference.arithmetic import divide
from evenhand.inference.decomposition import kitagawa
from evenhand.metrics._metric import Counts, Kpi, Mean, Metric, Proportion

# What happens to a decision on its way, as flags that decisions can be parted by.
ON_THE_WAY = ("failure", "tool_failed", "sla_breach", "handoff", "review")

_PARTS: tuple[PartName, ...] = ("composition", "rate", "unsupported")
_NONE = np.zeros(0)

# Sums, squares and counts of a figure by stratum.
_Sums = tuple[Array, Array, Array]


def by_strata(
    first: Tallies, second: Tallies, metric: Metric, axes: Sequence[str], resampling: Resampling
) -> Told | None:
    """Return the difference of a share or mean between two sides, over the crossing of some axes.

    None where the metric is neither, or either side has nothing to take it of.
    """
    one, two = (_sums(side, metric, axes) for side in (first, second))
    return None if one is None or two is None else _told(one, two, resampling, flag=_flag(metric))


def by_flag(
    first: Tallies, second: Tallies, metric: Metric, flag: str, resampling: Resampling
) -> Told | None:
    """Return the same over what happened on the way: to whom it did, to whom not, not recorded.

    None where the flag is not recorded, or the metric is no share of decisions.
    """
    if metric.reads != "counts":
        return None
    one, two = (_flag_sums(side, metric, flag) for side in (first, second))
    return None if one is None or two is None else _told(one, two, resampling, flag=True)


def _flag(metric: Metric) -> bool:
    """Return whether a metric is a share: each value is 0 or 1."""
    return metric.unit == "rate"


def _told(one: _Sums, two: _Sums, resampling: Resampling, *, flag: bool) -> Told | None:
    (x1, _, n1), (x2, _, n2) = one, two
    if n1.sum() <= 0 or n2.sum() <= 0:
        return None
    draw = _drawn_shares if flag else _drawn_means
    drawn = draw(one, two, resampling)
    parts, redrawn = kitagawa(x1, n1, x2, n2), kitagawa(*drawn)
    values = np.array([float(part) for part in parts[:3]])
    draws = np.stack(redrawn[:3], axis=-1)
    kept = [0, 1] if values[2] == 0 and float(parts.support) == 1 else [0, 1, 2]
    return Told(
        tuple(_PARTS[place] for place in kept),
        values[kept],
        draws[:, kept],
        float(x1.sum() / n1.sum() - x2.sum() / n2.sum()),
        float(parts.support),
        round(float(n1.sum() + n2.sum())),
    )


def _drawn_shares(one: _Sums, two: _Sums, resampling: Resampling) -> tuple[Array, ...]:
    cells = [np.stack([n - x, x], axis=-1).clip(min=0) for x, _, n in (one, two)]
    first, second = resampling.of(*cells)
    return first[..., 1], first.sum(axis=-1), second[..., 1], second.sum(axis=-1)


def _drawn_means(one: _Sums, two: _Sums, resampling: Resampling) -> tuple[Array, ...]:
    """Return drawn sums and counts; a sum varies within its stratum too."""
    random = np.random.default_rng(resampling.seed)
    found: list[Array] = []
    for (total, squares, n), drawn in zip((one, two), resampling.of(one[2], two[2]), strict=True):
        mean = np.nan_to_num(divide(total, n))
        spread = np.sqrt(np.maximum(np.nan_to_num(divide(squares, n)) - mean**2, 0))
        noise = random.standard_normal(drawn.shape) * np.sqrt(drawn) * spread
        found += [drawn * mean + noise, drawn]
    return tuple(found)


def _sums(side: Tallies, metric: Metric, axes: Sequence[str]) -> _Sums | None:
    if metric.reads == "counts":
        cells = _mature(side.outcomes, metric).sum("w", *axes, "decision", "label")
        return _of_counts(metric, cells.reshape(1, -1, *cells.shape[-2:])[..., :2, :])
    cube = side.kpis
    if cube is None or f"{metric.reads} total" not in cube.measures:
        return None
    n, total, squares = (
        cube.sum(f"{metric.reads} {what}", *axes).reshape(1, -1)
        for what in ("n", "total", "squares")
    )
    decisions = side.outcomes.sum("n", *axes).reshape(1, -1)
    histogram = np.zeros((*decisions.shape, 0))
    found = metric.function(Kpi(decisions, n, total, squares, histogram, _NONE, float("nan")))
    if isinstance(found, Mean):
        return found.total[0], found.squares[0], found.n[0]
    return _of_share(found)


def _of_counts(metric: Metric, cells: Array) -> _Sums | None:
    return _of_share(metric.function(Counts(cells)))


def _of_share(found: object) -> _Sums | None:
    if not isinstance(found, Proportion):
        return None
    return found.numerator[0], found.numerator[0], found.denominator[0]


def _flag_sums(side: Tallies, metric: Metric, flag: str) -> _Sums | None:
    cube = side.kpis
    if cube is None or f"{flag} total" not in cube.measures:
        return None
    n, total = (
        _mature(cube, metric).sum(f"{flag} {what}", "decision", "label") for what in ("n", "total")
    )
    everything = _mature(side.outcomes, metric).sum("n", "decision", "label")
    return _of_counts(metric, np.stack([total, n - total, everything - n])[None, :, :2])


def _mature(cube: Cube, metric: Metric) -> Cube:
    late = "label" in metric.needs and metric.mature
    return cube.where("mature", MATURE[0]) if late else cube

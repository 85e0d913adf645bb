"""Series: the figures of every group slot by slot, from the cube of slots."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.grouping import Grouping, Inputs, inputs
from evenhand.analyses.measure import available
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.cube.tallies import Tallies
from evenhand.metrics._metric import Counts, Mean, Metric, Proportion

# What is followed of everybody, besides every KPI that is a rate or a mean.
LEVELS = ("selection_rate", "base_rate", "accuracy")
# What is followed as a gap to the reference.
GAPS = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "failure_rate",
    "task_success_rate",
    "handoff_rate",
    "override_rate",
)

# The design effect of each metric by group, of each grouping.
Effects = Mapping[tuple[tuple[str, ...], str], Array | None]


@dataclass(frozen=True)
class Series:
    """A figure by slot and group: `total` over `n`; for a mean with the sum of squares.

    Attributes
    ----------
    metric : Metric
    kind : str
        "rate" or "mean".
    total, squares, n : float arrays, shape (slots, groups)
        Rows count once each, whatever they weigh. `squares` of a rate are its total.
    """

    metric: Metric
    kind: Literal["rate", "mean"]
    total: Array
    squares: Array
    n: Array

    def part(self, group: int) -> tuple[Array, Array, Array]:
        """Return total, squares and n of one group by slot."""
        return self.total[:, group], self.squares[:, group], self.n[:, group]


@dataclass(frozen=True)
class Slots:
    """Everything by slot: the slots with a time, and what each group did in them.

    Attributes
    ----------
    names : tuple of str
        Starts of the slots, quiet ones too.
    volume : float array, shape (slots, groups)
        Decisions; of an hour that the clocks showed twice the half, as it lasts two.
    series : dict of metric key to Series
    """

    names: tuple[str, ...]
    volume: Array
    series: dict[str, Series]


def by_slot(
    tallies: Tallies, grouping: Grouping, metrics: list[Metric], needs: frozenset[str]
) -> Slots | None:
    """Return what every group of a grouping did, slot by slot; None without times.

    Metrics that need labels have nothing in slots whose labels are not mature.
    """
    if tallies.calendar is None:
        return None
    levels = tallies.slots.levels["slot"]
    known = [place for place, level in enumerate(levels) if level != UNKNOWN]
    names = tuple(levels[place] for place in known)
    found = _inputs(tallies, grouping, names)
    series = {}
    for metric in metrics:
        if not available(metric, found, needs) or metric.reads == "decisions":
            continue
        own = found.of(metric)
        result = metric.function(own.counts if metric.reads == "counts" else own.kpis[metric.reads])
        if isinstance(result, Proportion):
            x, n = result.numerator[known], result.denominator[known]
            series[metric.key] = Series(metric, "rate", x, x, n)
        elif isinstance(result, Mean):
            parts = (part[known] for part in (result.total, result.squares, result.n))
            series[metric.key] = Series(metric, "mean", *parts)
    lasting = [[2.0 if name in tallies.calendar.twice else 1.0] for name in names]
    return Slots(names, found.kpis["decisions"].decisions[known] / np.array(lasting), series)


def _inputs(tallies: Tallies, grouping: Grouping, names: tuple[str, ...]) -> Inputs:
    """Return the inputs of metrics by slot, of mature slots beside those of all."""
    cube = tallies.slots
    # Charts and tests of counts want decisions, not weights.
    cube = replace(cube, measures={**cube.measures, "w": cube.measures["n"]})
    slotted = replace(
        tallies,
        outcomes=cube,
        kpis=None if tallies.kpis is None else cube,
        scores=None,
        entities=None,
        histograms={},
        cutoff=None,
    )
    found = inputs(slotted, grouping, "slot", days=float("nan"))
    if tallies.cutoff is None:
        return found
    cells = found.counts.cells.copy()
    cells[[place for place, name in enumerate(names) if name >= tallies.cutoff]] = 0
    cells[len(names) :] = 0  # rows without a time
    return replace(found, mature=replace(found, counts=Counts(cells)))


def weekdays(names: tuple[str, ...]) -> NDArray[np.int64] | None:
    """Return the weekday of each slot, Monday 0; None where slots are hours."""
    if any("T" in name for name in names):
        return None
    return np.array([date.fromisoformat(name).weekday() for name in names], dtype=np.int64)


def merged(part: Array, times: int) -> Array:
    """Return slots added up in blocks of `times`; the last block may be short.

    Examples
    --------
    >>> merged(np.array([1.0, 2, 3, 4, 5]), 2).tolist()
    [3.0, 7.0, 5.0]
    """
    return np.add.reduceat(part, np.arange(0, len(part), times), axis=0)


def blocks(n: Array, smallest: float) -> int:
    """Return how many slots to take together so that the usual one has `smallest` decisions.

    `n` has shape (slots, groups): the smaller group decides, by number and nothing else.

    Examples
    --------
    >>> blocks(np.array([[4.0, 90], [6, 80], [0, 0], [4, 90]]), 10)
    3
    """
    least = n.min(axis=-1)
    some = least[least > 0]
    if len(some) == 0:
        return max(len(n), 1)
    usual = float(some.sum()) / max(int((n.sum(axis=-1) > 0).sum()), 1)
    return int(min(max(np.ceil(smallest / usual), 1), max(len(n), 1)))


def effect_of(effect: Array | None, group: int, reference: int) -> float:
    """Return the design effect that a gap is taken with: the larger one's, at least 1.

    Examples
    --------
    >>> effect_of(np.array([1.4, 0.8, np.nan]), 1, 0), effect_of(None, 1, 0)
    (1.4, 1.0)
    """
    if effect is None:
        return 1.0
    return float(np.maximum(np.nan_to_num(effect[[group, reference]]), 1.0).max())

"""Slices: the subgroups of a log in which people fare worst, found and proved apart."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.measure import Measurement
from evenhand.analyses.numbered import numbered
from evenhand.analyses.settings import Settings
from evenhand.analyses.slice import Search, Slice
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.cube.slices import HALVES, SliceTally
from evenhand.inference.arithmetic import divide
from evenhand.inference.lattice import Lattice, lattice
from evenhand.inference.slices import Proved, Shares, discoveries, put_to_test, sought
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Metric, Proportion
from evenhand.plan import Slices

# Whom the decision denied, whom it denied although they were qualified, and whom it got wrong.
SEARCHED = ("selection_rate", "true_positive_rate", "error_rate")

# A subgroup worth a word is worse by two points at least.
_LEAST = 0.02
_FEWEST = 50
_MOST = 20  # candidates of a metric that are put to the test
_FALSE = 0.05  # the chance that any slice named is none
# Halves, maturity, decisions and labels in which each cell is counted, in this order.
_WITHIN = (2, 2, 2, 3)


@dataclass(frozen=True)
class _Sums:
    """What was counted in every conjunction, and in everybody: shape (..., 2, 2, 2, 3)."""

    found: Lattice
    each: Array
    everybody: Array


class _Candidates(NamedTuple):
    """The slices of one metric that were tested, with the shares of all conjunctions."""

    metric: Metric
    x: Array
    n: Array
    x_all: float
    n_all: float
    tested: Proved


def slices(
    tally: SliceTally | None,
    everybody: Mapping[str, Measurement],
    settings: Settings,
    asked: Slices,
) -> tuple[Search | None, tuple[Slice, ...]]:
    """Return how a log was searched, and the subgroups in which people fare worse than the rest.

    A decision rate is searched over conjunctions with a protected attribute in them: that some
    features lower it is what they are for. What goes wrong is searched over all.

    Parameters
    ----------
    tally : SliceTally or None
        None: there is nothing to search.
    everybody : dict of metric to Measurement
        Of the whole log: which metrics can be told, and their design effects.
    settings : Settings
    asked : Slices
        How many columns together, and how small a subgroup.
    """
    if tally is None:
        return None, ()
    total = float(tally.cells.measures["n"].sum())
    smallest = max(_FEWEST, math.ceil(asked.smallest * total / 2))
    sums = _sums(tally, smallest, asked.depth, settings.seed)
    protected = _protected(tally, sums.found)
    candidates, looked = [], 0
    for key in SEARCHED:
        measured = everybody.get(key)
        if measured is None or not np.isfinite(measured.value).all():
            continue
        metric = METRICS[key]
        shares, x, n = _shares(metric, sums, _effect(measured))
        eligible = (shares.n >= _FEWEST).all(axis=1) & ~(protected & (sums.found.sizes == 1))
        if key == "selection_rate":
            eligible &= protected
        looked += int(eligible.sum())
        places = sought(shares, sums.found, eligible, least=_LEAST, most=_MOST)
        tested = put_to_test(shares, sums.found, places, level=settings.level)
        everyone = float(x[-1]), float(n[-1])
        candidates.append(_Candidates(metric, x[:-1], n[:-1], *everyone, tested))
    search = Search(
        columns=tally.columns,
        left_out=tally.left_out,
        metrics=tuple(one.metric.key for one in candidates),
        depth=asked.depth,
        smallest=smallest,
        searched=looked,
        tested=sum(len(one.tested.places) for one in candidates),
        apart="decisions" if tally.half is None else "people",
    )
    return search, numbered(_shown(candidates, sums.found, tally, settings), "g")


def _sums(tally: SliceTally, smallest: int, depth: int, seed: int) -> _Sums:
    """Return the lattice of a tally, with its counts parted in two halves."""
    cells, axes = tally.cells, tally.axes
    widths = [len(cells.levels[axis]) for axis in axes]
    columns = [cells.axes.index(axis) for axis in axes]
    places = np.ravel_multi_index(tuple(cells.codes[:, columns].T), widths)
    distinct, which = np.unique(places, return_inverse=True)
    n = cells.measures["n"]
    halves = _halves(tally, n, seed)
    mature, decision, label = (
        cells.codes[:, cells.axes.index(axis)] for axis in ("mature", "decision", "label")
    )
    # The third decision is none: such rows are in no figure here.
    decided = decision < _WITHIN[2]
    counted = np.zeros((len(distinct), *_WITHIN))
    for half, some in enumerate(halves):
        np.add.at(
            counted[:, half],
            (which[decided], mature[decided], decision[decided], label[decided]),
            some[decided],
        )
    codes = np.stack(np.unravel_index(distinct, widths), axis=1).astype(np.int64)
    flat = counted.reshape(len(distinct), -1)
    support = counted.sum(axis=(2, 3, 4))
    found = lattice(
        codes,
        widths,
        np.concatenate([flat, support], axis=1),
        named=np.array([level != UNKNOWN for axis in axes for level in cells.levels[axis]]),
        enough=np.concatenate([np.full(flat.shape[1], -np.inf), np.full(2, float(smallest))]),
        depth=depth,
    )
    each = found.sums[:, :-2].reshape(-1, *_WITHIN)
    return _Sums(found, each, counted.sum(axis=0))


def _halves(tally: SliceTally, n: Array, seed: int) -> tuple[Array, Array]:
    """Return the counts of either half: of people, or of decisions parted by a seeded draw.

    A draw for each cell is the same in law as one for each row, and the same on every engine.
    """
    if tally.half is not None:
        first = tally.cells.codes[:, tally.cells.axes.index(tally.half)] == HALVES.index("first")
        return np.where(first, n, 0.0), np.where(first, 0.0, n)
    some = np.random.default_rng(seed).binomial(np.rint(n).astype(np.int64), 0.5)
    return some.astype(np.float64), n - some


def _protected(tally: SliceTally, found: Lattice) -> NDArray[np.bool_]:
    """Return which conjunctions have a protected attribute in them."""
    of_item = np.repeat(
        [axis in tally.protected for axis in tally.axes],
        [len(tally.cells.levels[axis]) for axis in tally.axes],
    )
    return np.asarray((of_item[found.items] & (found.items >= 0)).any(axis=1))


def _effect(measured: Measurement) -> float:
    return 1.0 if measured.effect is None else float(np.fmax(measured.effect[0], 1.0))


def _shares(metric: Metric, sums: _Sums, effect: float) -> tuple[Shares, Array, Array]:
    """Return a metric's shares in both halves, and over both of every conjunction and of all."""
    cells = np.concatenate([sums.each, sums.everybody[None]])
    late = "label" in metric.needs and metric.mature
    cells = cells[:, :, 0] if late else cells.sum(axis=2)
    found = cast("Proportion", metric.function(Counts(cells)))
    x, n = found.numerator, found.denominator
    worse = 1 if metric.favours == "low" else -1
    shares = Shares(x[:-1] / effect, n[:-1] / effect, x[-1] / effect, n[-1] / effect, worse)
    return shares, x.sum(axis=1), n.sum(axis=1)


def _shown(
    candidates: Sequence[_Candidates], found: Lattice, tally: SliceTally, settings: Settings
) -> list[Slice]:
    """Return the slices that hold after allowing for all that were tested, the worst first."""
    p_values = [np.zeros(0), *(one.tested.p_value for one in candidates)]
    adjusted, shown = discoveries(np.concatenate(p_values), level=_FALSE)
    rows, at = [], 0
    for one in candidates:
        for i, place in enumerate(one.tested.places):
            if shown[at]:
                row = _row(one, i, int(place), found, tally, float(adjusted[at]), settings.level)
                rows.append(row)
            at += 1
    # By what is sure of the distance: the end of the interval that is nearer to none.
    return sorted(rows, key=lambda row: (-min(abs(row.low), abs(row.high)), row.items))


def _row(  # noqa: PLR0917 - one place in each of the arrays
    one: _Candidates,
    i: int,
    place: int,
    found: Lattice,
    tally: SliceTally,
    p_value: float,
    level: float,
) -> Slice:
    items = [int(item) for item in found.items[place] if item >= 0]
    x, n = float(one.x[place]), float(one.n[place])
    return Slice(
        id="",
        metric=one.metric.key,
        items=tuple(tally.name(item) for item in items),
        value=x / n,
        rest=(one.x_all - x) / (one.n_all - n),
        n=round(n),
        difference=float(one.tested.difference[i]),
        low=float(one.tested.low[i]),
        high=float(one.tested.high[i]),
        level=level,
        p_value=p_value,
        parts=_parts(items, one, found),
    )


def _parts(items: Sequence[int], one: _Candidates, found: Lattice) -> tuple[float, ...]:
    """Return what each item adds, on average over the orders in which they can be added.

    The Shapley value of the rate's distance from everybody's (Pastor, de Alfaro and Baralis 2021).
    """
    rates = divide(one.x, one.n)

    def rate(some: Sequence[int]) -> float:
        if not some:
            return one.x_all / one.n_all
        wanted = np.array([*some, *[-1] * (found.items.shape[1] - len(some))])
        return float(rates[np.flatnonzero((found.items == wanted).all(axis=1))[0]])

    known = {
        some: rate(some) for size in range(len(items) + 1) for some in combinations(items, size)
    }
    parts = []
    for item in items:
        others = [other for other in items if other != item]
        part = 0.0
        for size in range(len(items)):
            weight = 1 / (len(items) * math.comb(len(items) - 1, size))
            for some in combinations(others, size):
                part += weight * (known[tuple(sorted((*some, item)))] - known[some])
        parts.append(part)
    return tuple(parts)

"""Groupings: the groups of one attribute, or of two together, and their counts from the cube."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array, Cube
from evenhand.cube.roles import attribute_axis
from evenhand.cube.tallies import Tallies, centre
from evenhand.errors import PlanError, did_you_mean
from evenhand.metrics._metric import Counts, Kpi, Scores
from evenhand.plan import Plan

ReferenceBy = Literal["plan", "highest", "largest"]


@dataclass(frozen=True)
class Grouping:
    """The groups of some attributes: none (everybody), one (its groups), two (intersections).

    Attributes
    ----------
    attributes : tuple of str
        Names of the protected attributes.
    groups : tuple of tuple of str
        The groups that have decisions, in the order of their levels; "unknown" is none of them.
    places : int array, shape (groups,)
        Where each group lies among all crossings of levels.
    reference : int or None
        Whom others are compared with, as an index of `groups`; None for fewer than two groups.
    reference_by : str
        How the reference was chosen: by the plan, as the highest selection rate among groups
        that are large enough to be judged, or as the largest group.
    """

    attributes: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    places: NDArray[np.int64]
    reference: int | None
    reference_by: ReferenceBy

    @property
    def axes(self) -> tuple[str, ...]:
        """Return the axes of the attributes in a cube."""
        return tuple(attribute_axis(name) for name in self.attributes)


@dataclass(frozen=True)
class Inputs:
    """What the metrics of a grouping are computed from; arrays have one entry a group.

    `squares` holds sums of squared weights (the counts themselves without weights), `buckets` the
    counts by hash of the person, with a leading axis of 64; None without an entity id.
    """

    counts: Counts
    squares: Counts
    buckets: Counts | None
    scores: Scores | None
    kpis: Mapping[str, Kpi]


def groupings(tallies: Tallies, plan: Plan, *, minimum_n: int) -> tuple[Grouping, ...]:
    """Return everybody, each attribute, and each pair of attributes if the plan wants pairs.

    Raises
    ------
    PlanError
        A reference group that the log does not have.
    """
    names = [protected.name for protected in plan.protected]
    wanted: list[tuple[str, ...]] = [(), *((name,) for name in names)]
    if plan.intersections:
        wanted += combinations(names, 2)
    named = {p.name: p.reference for p in plan.protected}
    return tuple(_grouping(tallies.outcomes, attributes, named, minimum_n) for attributes in wanted)


def unknowns(tallies: Tallies, plan: Plan) -> Iterator[Grouping]:
    """Yield the unknown of each attribute as groupings of their own: shown, never compared."""
    for protected in plan.protected:
        axis = attribute_axis(protected.name)
        levels = tallies.outcomes.levels[axis]
        if UNKNOWN in levels:
            place = np.array([levels.index(UNKNOWN)], dtype=np.int64)
            yield Grouping((protected.name,), ((UNKNOWN,),), place, None, "largest")


def _grouping(
    outcomes: Cube, attributes: tuple[str, ...], named: Mapping[str, str | None], minimum_n: int
) -> Grouping:
    axes = tuple(attribute_axis(name) for name in attributes)
    cells = outcomes.sum("w", *axes, "decision", "label")
    shape = cells.shape[: len(axes)]
    cells = cells.reshape(-1, *cells.shape[-2:])
    everything = list(np.ndindex(*shape))
    groups, places = [], []
    for place, index in enumerate(everything):
        group = tuple(outcomes.levels[axis][i] for axis, i in zip(axes, index, strict=True))
        if not attributes or (UNKNOWN not in group and cells[place].sum() > 0):
            groups.append(group)
            places.append(place)
    known = np.array(places, dtype=np.int64)
    counts = Counts(cells[known][:, :2])
    reference, by = _reference(attributes, groups, counts, named, minimum_n)
    return Grouping(attributes, tuple(groups), known, reference, by)


def _reference(
    attributes: tuple[str, ...],
    groups: Sequence[tuple[str, ...]],
    counts: Counts,
    named: Mapping[str, str | None],
    minimum_n: int,
) -> tuple[int | None, ReferenceBy]:
    asked = tuple(named[name] for name in attributes)
    if len(attributes) == 1 and asked[0] is not None and asked not in groups:
        present = [group[0] for group in groups]
        raise PlanError(
            f"{attributes[0]} has no group {asked[0]!r} to compare with",
            did_you_mean(asked[0], present),
        )
    if not attributes or len(groups) < 2:  # noqa: PLR2004 - a comparison takes two
        return None, "largest"
    if None not in asked and asked in groups:
        return groups.index(tuple(str(name) for name in asked)), "plan"
    n, selected = counts.n, counts.selected
    large = n >= minimum_n
    if not large.any():
        return int(n.argmax()), "largest"
    rates = np.divide(selected, n, out=np.zeros_like(n), where=large)
    return int(rates.argmax()), "highest"


def inputs(tallies: Tallies, grouping: Grouping, *lead: str, days: float) -> Inputs:
    """Return the counts of a grouping over the whole log, or by the axes `lead` before.

    With a lead ("window"), arrays have shape (levels, groups); scores and people are left out.
    """
    whole = not lead
    return Inputs(
        counts=_counts(tallies.outcomes, grouping, "w", lead),
        squares=_counts(tallies.outcomes, grouping, "w2", lead),
        buckets=_buckets(tallies, grouping) if whole else None,
        scores=_scores(tallies, grouping) if whole else None,
        kpis=_kpis(tallies, grouping, lead, days),
    )


def _counts(cube: Cube, grouping: Grouping, measure: str, lead: tuple[str, ...]) -> Counts:
    cells = cube.sum(measure, *lead, *grouping.axes, "decision", "label")
    cells = cells.reshape(*cells.shape[: len(lead)], -1, *cells.shape[-2:])
    # The third decision is none: rows without a decision are counted, and in no metric.
    return Counts(cells[..., grouping.places, :2, :])


def _buckets(tallies: Tallies, grouping: Grouping) -> Counts | None:
    if tallies.entities is None:
        return None
    return _counts(tallies.entities, grouping, "n", ("bucket",))


def _scores(tallies: Tallies, grouping: Grouping) -> Scores | None:
    cube = tallies.scores
    if cube is None:
        return None

    def of(measure: str, *axes: str) -> Array:
        values = cube.sum(measure, *grouping.axes, *axes)
        return values.reshape(-1, *values.shape[len(grouping.axes) :])[grouping.places]

    judged = ("decision", "label", "bin")
    # Scores of rows without a decision count too, among the unfavourable: they were scored.
    n, total, squares = (_fold(of(measure, *judged)) for measure in ("n", "total", "squares"))
    return Scores(tallies.score_edges, n, total, squares, of("above_median"))


def _fold(cells: Array) -> Array:
    """Return cells with the undecided added to the unfavourable."""
    return np.stack([cells[:, 0] + cells[:, 2], cells[:, 1]], axis=1)


def _kpis(
    tallies: Tallies, grouping: Grouping, lead: tuple[str, ...], days: float
) -> dict[str, Kpi]:
    def of(cube: Cube, measure: str, *axes: str) -> Array:
        values = cube.sum(measure, *lead, *grouping.axes, *axes)
        shape = (*values.shape[: len(lead)], -1, *values.shape[len(lead) + len(grouping.axes) :])
        values = values.reshape(shape)
        return np.take(values, grouping.places, axis=len(lead))

    decisions = of(tallies.outcomes, "n")
    none = np.zeros((*decisions.shape, 0))
    found = {"decisions": Kpi(decisions, decisions, decisions, decisions, none, np.zeros(0), days)}
    if tallies.kpis is None:
        return found
    for measure in tallies.kpis.measures:
        name, _, what = measure.rpartition(" ")
        if what != "total":
            continue
        histogram, centres = none, np.zeros(0)
        if name in tallies.histograms:
            bins = tallies.histograms[name]
            histogram = of(bins, "n", "bin")
            centres = np.array([centre(level) for level in bins.levels["bin"]])
        n, total, squares = (
            of(tallies.kpis, f"{name} {part}") for part in ("n", "total", "squares")
        )
        found[name] = Kpi(decisions, n, total, squares, histogram, centres, days)
    return found

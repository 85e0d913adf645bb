"""Groupings: the groups of one attribute, or of two together, and their counts from the cube."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evenhand.cube.axes import MATURE
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array, Cube
from evenhand.cube.log_bins import centre
from evenhand.cube.roles import attribute_axis
from evenhand.cube.tallies import Tallies
from evenhand.errors import Entry, PlanError, did_you_mean
from evenhand.metrics._metric import Counts, Kpi, Metric, Scores
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
    counts by hash of the person, with a leading axis of 64; None without an entity id. `mature`
    has the same of the decisions whose labels have had the time to arrive; None where all have.
    `selective`, of shape (groups, 3), says whose labels may be missing for a reason, so that
    figures cannot be told that read the unfavourable decisions, the favourable ones, or both;
    None where nobody has asked.
    """

    counts: Counts
    squares: Counts
    buckets: Counts | None
    scores: Scores | None
    kpis: Mapping[str, Kpi]
    mature: "Inputs | None" = None
    selective: NDArray[np.bool_] | None = None

    def of(self, metric: Metric) -> "Inputs":
        """Return what a metric is computed from: matured decisions alone if it needs labels."""
        late = "label" in metric.needs and metric.mature
        return self.mature if late and self.mature is not None else self


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
            at=Entry("protected", list(named).index(attributes[0]), attributes[0]),
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


def inputs(tallies: Tallies, grouping: Grouping, *lead: str, days: float | Array) -> Inputs:
    """Return the counts of a grouping over the whole log, or by the axes `lead` before.

    With a lead ("window"), arrays have shape (levels, groups), `days` has one entry a level, and
    people are left out. A window with any decision that is not mature has no mature ones at all:
    half a window would compare its first days with whole ones.
    """
    whole = _inputs(tallies, grouping, lead, days)
    if tallies.cutoff is None:
        return whole
    matured = _inputs(_matured(tallies, by_window="window" in lead), grouping, lead, days)
    return replace(whole, mature=matured)


def _matured(tallies: Tallies, *, by_window: bool) -> Tallies:
    """Return the tallies of mature decisions, without KPIs, which need no labels."""
    calendar, cutoff = tallies.calendar, tallies.cutoff
    last = calendar.window_of(cutoff) if by_window and calendar and cutoff else None

    def kept(cube: Cube) -> Cube:
        cube = cube.where("mature", MATURE[0])
        return _before(cube, last) if last is not None and "window" in cube.axes else cube

    return replace(
        tallies,
        kpis=None,
        histograms={},
        outcomes=kept(tallies.outcomes),
        scores=None if tallies.scores is None else kept(tallies.scores),
        entities=None if tallies.entities is None else kept(tallies.entities),
    )


def _before(cube: Cube, window: str) -> Cube:
    """Return the cells of the windows before one; all levels stay."""
    at = cube.axes.index("window")
    levels = cube.levels["window"]
    keep = cube.codes[:, at] < levels.index(window)
    measures = {name: values[keep] for name, values in cube.measures.items()}
    return Cube(cube.levels, cube.codes[keep], measures)


def _inputs(
    tallies: Tallies, grouping: Grouping, lead: tuple[str, ...], days: float | Array
) -> Inputs:
    return Inputs(
        counts=_counts(tallies.outcomes, grouping, "w", lead),
        squares=_counts(tallies.outcomes, grouping, "w2", lead),
        buckets=None if lead else _buckets(tallies, grouping),
        scores=_scores(tallies, grouping, lead),
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


def _scores(tallies: Tallies, grouping: Grouping, lead: tuple[str, ...]) -> Scores | None:
    cube = tallies.scores
    if cube is None or not set(lead) <= set(cube.axes):
        return None

    def of(measure: str, *axes: str) -> Array:
        values = cube.sum(measure, *lead, *grouping.axes, *axes)
        shape = (*values.shape[: len(lead)], -1, *values.shape[len(lead) + len(grouping.axes) :])
        return np.take(values.reshape(shape), grouping.places, axis=len(lead))

    judged = ("decision", "label", "bin")
    # Scores of rows without a decision count too, among the unfavourable: they were scored.
    n, total, squares = (_fold(of(measure, *judged)) for measure in ("n", "total", "squares"))
    return Scores(tallies.score_edges, n, total, squares, of("above_median"))


def _fold(cells: Array) -> Array:
    """Return cells with the undecided added to the unfavourable."""
    unfavourable = cells[..., 0, :, :] + cells[..., 2, :, :]
    return np.stack([unfavourable, cells[..., 1, :, :]], axis=-3)


def _kpis(
    tallies: Tallies, grouping: Grouping, lead: tuple[str, ...], days: float | Array
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
        # A figure that is one sum over another has three more.
        paired = f"{name} base" in tallies.kpis.measures
        base, base_squares, cross = (
            of(tallies.kpis, f"{name} {part}") if paired else None
            for part in ("base", "base_squares", "cross")
        )
        found[name] = Kpi(
            decisions, n, total, squares, histogram, centres, days, base, base_squares, cross
        )
    return found

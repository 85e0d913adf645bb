"""What to assume of the groups of a gate when an audit is planned: what an earlier one found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from evenhand.analyses.estimate import Estimate
from evenhand.gates.policy import minimum_n
from evenhand.gates.sizes import Asked, Size, sizes
from evenhand.metrics._metric import Metric
from evenhand.plan import Gate

Group = tuple[str, ...]


def cases(
    gate: Gate,
    metric: Metric,
    estimates: Sequence[Estimate],
    asked: Asked,
    *,
    rows: int,
    reference: Group | None,
) -> Iterator[Asked]:
    """Yield what to assume of every group that a gate compares: rates, sizes, repeated people.

    A group that has no decisions, or no ratio to the other, is left out.

    Parameters
    ----------
    gate : Gate
    metric : Metric
        A rate.
    estimates : sequence of Estimate
        Of one grouping, over the whole period: the metric's rows and those of `decisions`.
    asked : Asked
        What is asked of every group; the rest is filled in.
    rows : int
        All decisions of the earlier audit.
    reference : tuple of str or None
        The group that the plan names for comparison; None: the one that fares best.
    """
    known = {e.group: e for e in estimates if e.metric == metric.key and e.value is not None}
    decisions = {e.group: e.value or 0.0 for e in estimates if e.metric == "decisions"}
    other = _best(known, gate, metric) if reference is None else known.get(reference)
    if other is None:
        return
    for group, mine in known.items():
        gap = _gap(gate, metric, mine.value or 0.0, other.value or 0.0)
        if group == other.group or not decisions.get(group) or not mine.n or gap is None:
            continue
        yield replace(
            asked,
            gate=gate,
            favours=metric.favours,
            rate=other.value or 0.0,
            gap=gap,
            share=decisions[group] / rows,
            size_ratio=other.n / mine.n,
            groups=len(known),
            named=reference is not None,
            counted=min(1.0, mine.n / decisions[group]),
            design_effect=mine.design_effect or 1.0,
            group=group,
            reference=other.group,
        )


def _best(known: Mapping[Group, Estimate], gate: Gate, metric: Metric) -> Estimate | None:
    """Return the group that fares best, one that is large enough if there is one."""
    sign = -1.0 if metric.favours == "low" else 1.0
    least = minimum_n(gate)
    return max(
        known.values(), key=lambda one: (one.n >= least, sign * (one.value or 0.0)), default=None
    )


def _gap(gate: Gate, metric: Metric, mine: float, theirs: float) -> float | None:
    """Return a gap as estimated; None for a ratio that has no value."""
    if gate.comparison == "difference":
        return abs(mine - theirs)
    low, high = (theirs, mine) if metric.favours == "low" else (mine, theirs)
    if metric.favours == "neither":
        low, high = min(low, high), max(low, high)
    return min(1.0, low / high) if theirs and high else None


def largest(sized: Sequence[tuple[Asked, tuple[Size, ...]]]) -> Iterator[tuple[Asked, Size]]:
    """Yield, for each goal, the group that needs the most decisions in all.

    A group for which no reasonable number is enough comes first.
    """
    goals = dict.fromkeys(size.goal for _, found in sized for size in found)
    for goal in goals:
        yield max(
            ((asked, size) for asked, found in sized for size in found if size.goal == goal),
            key=lambda one: (one[1].total is None, one[1].total or 0),
        )


def sized(asked: Iterable[Asked]) -> list[tuple[Asked, tuple[Size, ...]]]:
    """Return every group with what it takes."""
    return [(one, sizes(one)) for one in asked]

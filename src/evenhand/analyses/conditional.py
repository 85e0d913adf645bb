"""Conditional comparisons: groups compared within the strata of a condition (job, purpose)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from evenhand.analyses.disparities._panel import CRITERIA
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.settings import Settings
from evenhand.cube.axes import MATURE
from evenhand.cube.cube import Array
from evenhand.cube.roles import condition_axis
from evenhand.cube.tallies import Tallies
from evenhand.inference import stratified
from evenhand.inference.arithmetic import finite
from evenhand.inference.normal import z
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Metric, Proportion


class _Strata(NamedTuple):
    """Numerators and denominators of a share, shape (groups, strata); design effects by group."""

    x: Array
    n: Array
    effect: Array


def conditional(
    tallies: Tallies,
    grouping: Grouping,
    *,
    condition: str,
    effects: Mapping[str, Array | None],
    settings: Settings,
) -> Iterator[Disparity]:
    """Yield each group against the reference with one condition held fixed.

    Mantel-Haenszel difference (Sato's variance), ratio and odds ratio, which weigh strata by how
    much they can tell, and the difference standardised to the mix of everybody, which is what
    most people mean by "conditional". Strata where one of the two groups is absent tell nothing;
    `support` is the share of the group's decisions that lie in the others. The p-value is that of
    Cochran, Mantel and Haenszel; beside the standardised difference it is Breslow, Day and
    Tarone's, that the odds ratio is the same in every stratum.

    `effects` has the metrics and their design effects by group over the whole log (None: rows are
    independent): what is known for certain rests on so many times fewer decisions.
    """
    ref = grouping.reference
    if ref is None:
        return
    for key, effect in effects.items():
        found = within(tallies, grouping, condition=condition, metric=METRICS[key])
        if found is None:
            continue
        known = np.ones(len(grouping.groups)) if effect is None else effect
        strata = _Strata(*found, known)
        for group in range(len(grouping.groups)):
            if group != ref:
                yield from _pair(
                    grouping, strata, (group, ref), condition=condition, key=key, settings=settings
                )


def within(
    tallies: Tallies,
    grouping: Grouping,
    *,
    condition: str,
    metric: Metric,
    window: str | None = None,
) -> tuple[Array, Array] | None:
    """Return numerators and denominators of a share by group and stratum; None if it is no share.

    Parameters
    ----------
    tallies : Tallies
    grouping : Grouping
    condition : str
    metric : Metric
        One that reads counts. If it needs labels, of mature decisions alone.
    window : str, optional
        Its start; default: the whole period.
    """
    found = metric.function(_counts(tallies, grouping, condition, metric, window))
    return (found.numerator, found.denominator) if isinstance(found, Proportion) else None


def _counts(
    tallies: Tallies, grouping: Grouping, condition: str, metric: Metric, window: str | None
) -> Counts:
    """Return counts of shape (groups, strata); of mature decisions where labels are needed."""
    late = "label" in metric.needs and metric.mature
    outcomes = tallies.outcomes.where("mature", MATURE[0]) if late else tallies.outcomes
    outcomes = outcomes if window is None else outcomes.where("window", window)
    cells = outcomes.sum("w", *grouping.axes, condition_axis(condition), "decision", "label")
    return Counts(cells.reshape(-1, *cells.shape[-3:])[grouping.places][..., :2, :])


def _pair(
    grouping: Grouping,
    strata: _Strata,
    pair: tuple[int, int],
    *,
    condition: str,
    key: str,
    settings: Settings,
) -> Iterator[Disparity]:
    group, ref = pair
    # One effect for both groups, the larger: it leaves all estimates as they are.
    effect = float(np.nan_to_num(np.fmax(strata.effect[group], strata.effect[ref]), nan=1.0))
    x1, n1, x2, n2 = (
        part / effect for part in (strata.x[group], strata.n[group], strata.x[ref], strata.n[ref])
    )
    support = float(stratified.support(n1, n2))
    critical = z(0.5 + settings.level / 2)
    p_value = float(stratified.cochran_mantel_haenszel(x1, n1, x2, n2)[1])
    heterogeneity = float(stratified.breslow_day_tarone(x1, n1, x2, n2))

    def row(comparison: str, value: float, low: float, high: float, *, p: float) -> Disparity:
        missing = not np.isfinite(value)
        return Disparity(
            id="",
            criterion=f"conditional_{CRITERIA[key]}" if comparison == "difference" else None,
            metric=key,
            attributes=grouping.attributes,
            group=grouping.groups[group],
            reference=grouping.groups[ref],
            against="reference",
            comparison=comparison,
            condition=condition,
            value=finite(value),
            low=None if missing else finite(low),
            high=None if missing else finite(high),
            level=settings.level,
            simultaneous=False,
            p_value=finite(p),
            method="direct_standardisation"
            if comparison == "standardised_difference"
            else "mantel_haenszel",
            n=round(float((strata.n[group] + strata.n[ref]).sum())),
            support=finite(support),
            undefined="zero_denominator" if missing else None,
        )

    everybody = strata.n.sum(axis=0)
    value, se = map(float, stratified.risk_difference(x1, n1, x2, n2))
    reach = critical * se
    yield row("difference", value, value - reach, value + reach, p=p_value)
    value, se = map(float, stratified.directly_standardised_difference(x1, n1, x2, n2, everybody))
    reach = critical * se
    yield row("standardised_difference", value, value - reach, value + reach, p=heterogeneity)
    for comparison, estimate in (
        ("ratio", stratified.risk_ratio(x1, n1, x2, n2)),
        ("odds_ratio", stratified.odds_ratio(x1, n1, x2, n2)),
    ):
        value, se = map(float, estimate)
        spread = float(np.exp(critical * se)) if np.isfinite(se) else float("nan")
        yield row(comparison, value, value / spread, value * spread, p=p_value)

"""Standardised mean difference of the score, to the reference group."""

from collections.abc import Iterator

from evenhand.analyses.disparities._panel import Panel, row
from evenhand.analyses.disparity import Disparity
from evenhand.inference.means import standardised_difference
from evenhand.metrics._metric import Mean


def standardised_mean_difference(panel: Panel) -> Iterator[Disparity]:
    """Yield the difference of mean scores in pooled standard deviations (Hedges' g)."""
    found = panel.measurements.get("mean_score")
    if found is None or not isinstance(found.result, Mean):
        return
    scores, ref = found.result, panel.reference
    value, low, high = standardised_difference(
        scores.total,
        scores.squares,
        scores.n,
        scores.total[ref],
        scores.squares[ref],
        scores.n[ref],
        level=panel.settings.level,
    )
    for group in panel.others:
        yield row(
            panel,
            "mean_score",
            "standardised_mean_difference",
            group=group,
            reference=ref,
            value=value[group],
            low=low[group],
            high=high[group],
            method="hedges",
            n=scores.n[group] + scores.n[ref],
        )

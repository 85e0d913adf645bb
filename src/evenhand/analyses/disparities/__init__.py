"""Disparities: how groups are compared, one file a comparison.

To add one: write `<name>.py` with a function from a `Panel` to rows, and name it in COMPARISONS.
"""

from collections.abc import Iterator

from evenhand.analyses.disparities._panel import CRITERIA, RATIO_CRITERIA, Comparison, Panel
from evenhand.analyses.disparities.difference import difference
from evenhand.analyses.disparities.equalized_odds import equalized_odds
from evenhand.analyses.disparities.extremes import extremes
from evenhand.analyses.disparities.highest import highest
from evenhand.analyses.disparities.odds_ratio import odds_ratio
from evenhand.analyses.disparities.ratio import ratio
from evenhand.analyses.disparities.rest import rest
from evenhand.analyses.disparities.score_distance import score_distance
from evenhand.analyses.disparities.shortfall import shortfall
from evenhand.analyses.disparities.standard_deviations import standard_deviations
from evenhand.analyses.disparities.standardised_mean_difference import (
    standardised_mean_difference,
)
from evenhand.analyses.disparity import Disparity

COMPARISONS: tuple[Comparison, ...] = (
    difference,
    ratio,
    highest,
    rest,
    extremes,
    equalized_odds,
    odds_ratio,
    shortfall,
    standard_deviations,
    standardised_mean_difference,
    score_distance,
)


def compare(panel: Panel) -> Iterator[Disparity]:
    """Yield every comparison of a panel's groups, in the order of COMPARISONS."""
    for comparison in COMPARISONS:
        yield from comparison(panel)


__all__ = ["COMPARISONS", "CRITERIA", "RATIO_CRITERIA", "Panel", "compare"]

"""Odds ratio of a favourable decision, to the reference group."""

from collections.abc import Iterator

from evenhand.analyses.disparities._panel import Panel, row
from evenhand.analyses.disparity import Disparity
from evenhand.inference import exact


def odds_ratio(panel: Panel) -> Iterator[Disparity]:
    """Yield the odds of a favourable decision over the reference group's odds."""
    ref = panel.reference
    for key, x, n in panel.shares.rows():
        if key != "selection_rate":
            continue
        value, low, high = exact.odds_ratio(x, n, x[ref], n[ref], level=panel.settings.level)
        for group in panel.others:
            yield row(
                panel,
                key,
                "odds_ratio",
                group=group,
                reference=ref,
                value=value[group],
                low=low[group],
                high=high[group],
                method="cornfield_mid_p",
                n=n[group] + n[ref],
                undefined="zero_denominator",
            )

"""Difference to the reference group, of every metric."""

from collections.abc import Iterator

import numpy as np

from evenhand.analyses.disparities._panel import CRITERIA, Panel, row, to_reference
from evenhand.analyses.disparity import Disparity
from evenhand.inference.bootstrap import around_estimate, percentile_interval
from evenhand.inference.means import mover_difference
from evenhand.inference.score import difference_interval


def difference(panel: Panel) -> Iterator[Disparity]:
    """Yield each group's metric minus the reference's.

    Shares: Miettinen and Nurminen's score interval, simultaneous over groups for the metrics of
    the named criteria. Functions of counts: resampled cells. Means, quantiles and AUC: the two
    intervals combined (MOVER; Zou and Donner 2008).
    """
    ref, shares = panel.reference, panel.shares
    lows, highs = difference_interval(
        shares.x,
        shares.n,
        shares.x[:, [ref]],
        shares.n[:, [ref]],
        critical=panel.criticals(to_reference(panel), log=False),
    )
    intervals = dict(zip(shares.keys, zip(lows, highs, strict=True), strict=True))
    for key, found in panel.measurements.items():
        if key in {"share", "decisions"}:
            continue
        value = found.value - found.value[ref]
        if key in intervals:
            low, high = intervals[key]
            method = "miettinen_nurminen"
        elif found.draws is not None:
            apart = found.draws - found.draws[:, [ref]]
            limits = percentile_interval(apart, level=panel.settings.level)
            low, high = around_estimate(limits, estimate=value)
            method = "bootstrap"
        else:
            low, high = mover_difference(
                found.value,
                found.low,
                found.high,
                found.value[ref],
                found.low[ref],
                found.high[ref],
            )
            method = "mover" if np.isfinite(low).any() else "none"
        for group in panel.others:
            yield row(
                panel,
                key,
                "difference",
                group=group,
                reference=ref,
                value=value[group],
                low=low[group],
                high=high[group],
                method=method,
                n=found.n[group] + found.n[ref],
                simultaneous=key in CRITERIA,
                criterion=CRITERIA.get(key),
            )

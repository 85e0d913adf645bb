"""Ratio to the reference group, of every metric that has a natural zero."""

from collections.abc import Iterator

import numpy as np

from evenhand.analyses.disparities._panel import CRITERIA, RATIO_CRITERIA, Panel, row, to_reference
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Undefined
from evenhand.inference.arithmetic import divide
from evenhand.inference.means import mover_ratio
from evenhand.inference.score import ratio_interval

# Differences, correlations and errors that can be zero or negative have no meaningful ratio.
_NO_RATIO = frozenset(
    {"share", "decisions", "calibration_in_the_large", "calibration_error", "matthews_correlation"}
)


def ratio(panel: Panel) -> Iterator[Disparity]:
    """Yield each group's metric over the reference's.

    Shares: Koopman's score interval, simultaneous over groups for the metrics of the named
    criteria; its upper limit is infinite (None) when nobody in the reference was counted.
    Other metrics: the two intervals combined on the log scale (MOVER).
    """
    ref, shares = panel.reference, panel.shares
    lows, highs = ratio_interval(
        shares.x,
        shares.n,
        shares.x[:, [ref]],
        shares.n[:, [ref]],
        critical=panel.criticals(to_reference(panel), log=True),
    )
    intervals = dict(zip(shares.keys, zip(lows, highs, strict=True), strict=True))
    for key, found in panel.measurements.items():
        if key in _NO_RATIO:
            continue
        value = divide(found.value, found.value[ref])
        if key in intervals:
            low, high = intervals[key]
            method = "koopman"
        else:
            low, high = mover_ratio(
                found.value,
                found.low,
                found.high,
                found.value[ref],
                found.low[ref],
                found.high[ref],
            )
            method = "mover" if np.isfinite(low).any() else "none"
        undefined: Undefined = "zero_denominator" if found.value[ref] == 0 else "undefined_estimate"
        for group in panel.others:
            yield row(
                panel,
                key,
                "ratio",
                group=group,
                reference=ref,
                value=value[group],
                low=low[group],
                high=high[group],
                method=method,
                n=found.n[group] + found.n[ref],
                simultaneous=key in CRITERIA,
                criterion=RATIO_CRITERIA.get(key),
                undefined=undefined,
            )

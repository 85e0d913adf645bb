"""Difference and ratio to everybody else: independent samples, whatever the number of groups."""

from collections.abc import Iterator

import numpy as np

from evenhand.analyses.disparities._panel import Panel, row
from evenhand.analyses.disparity import Disparity
from evenhand.inference.arithmetic import divide
from evenhand.inference.score import difference_interval, ratio_interval


def rest(panel: Panel) -> Iterator[Disparity]:
    """Yield each group's share against the share of all other known groups together."""
    shares = panel.shares
    known_x, known_n = np.nan_to_num(shares.x), np.nan_to_num(shares.n)
    others_n = known_n.sum(axis=1, keepdims=True) - known_n
    # A difference of sums can miss zero by a rounding error.
    others_x = np.clip(known_x.sum(axis=1, keepdims=True) - known_x, 0, others_n)
    sides = (shares.x, shares.n, others_x, others_n)
    apart = difference_interval(*sides, critical=panel.two_sided)
    times = ratio_interval(*sides, critical=panel.two_sided)
    for key, found in panel.measurements.items():
        if found.share is None or key not in shares.keys:
            continue
        place = shares.keys.index(key)
        numerator, denominator = found.share
        rate = divide(numerator.sum() - numerator, denominator.sum() - denominator)
        for comparison, value, (low, high), method in (
            ("difference", found.value - rate, apart, "miettinen_nurminen"),
            ("ratio", divide(found.value, rate), times, "koopman"),
        ):
            for group in range(len(value)):
                yield row(
                    panel,
                    key,
                    comparison,
                    group=group,
                    reference=None,
                    against="rest",
                    value=value[group],
                    low=low[place, group],
                    high=high[place, group],
                    method=method,
                    n=denominator.sum(),
                    undefined="zero_denominator" if rate[group] == 0 else None,
                )

"""Equalized odds: both error rates at once, against the reference and over all groups."""

from collections.abc import Iterator

import numpy as np

from evenhand.analyses.disparities._panel import Panel, row, to_reference
from evenhand.analyses.disparity import Disparity
from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.score import difference_interval

RATES = ("true_positive_rate", "false_positive_rate")


def equalized_odds(panel: Panel) -> Iterator[Disparity]:
    """Yield the largest and the mean absolute difference of TPR and FPR (Hardt et al. 2016).

    Never the signed mean of AIF360: a group with too many of both errors would read zero. The
    interval of the largest is the hull of the two absolute intervals, each at half the error, so
    it is conservative; the mean has none.
    """
    shares = {key: (x, n) for key, x, n in panel.shares.rows() if key in RATES}
    if set(shares) != set(RATES):
        return
    ref, apart, lows, highs = panel.reference, [], [], []
    for key in RATES:
        x, n = shares[key]
        # Two intervals must hold together: the critical value of twice as many groups' pairs.
        critical = panel.critical(
            np.concatenate([x, x]), np.concatenate([n, n]), pairs=_twice(panel), log=False
        )
        low, high = difference_interval(x, n, x[ref], n[ref], critical=critical)
        gap = panel.measurements[key].value - panel.measurements[key].value[ref]
        apart.append(np.abs(gap))
        lows.append(_least(low, high))
        highs.append(np.maximum(np.abs(low), np.abs(high)))
    largest, mean = np.maximum(*apart), (apart[0] + apart[1]) / 2
    low, high = np.maximum(*lows), np.maximum(*highs)
    n = panel.measurements["true_positive_rate"].n + panel.measurements["false_positive_rate"].n
    for group in panel.others:
        yield row(
            panel,
            "equalized_odds",
            "difference",
            group=group,
            reference=ref,
            value=largest[group],
            low=low[group],
            high=high[group],
            method="miettinen_nurminen",
            n=n[group] + n[ref],
            simultaneous=True,
            criterion="equalized_odds",
        )
        yield row(
            panel,
            "equalized_odds",
            "mean_difference",
            group=group,
            reference=ref,
            value=mean[group],
            n=n[group] + n[ref],
            criterion="equalized_odds",
        )
    yield from _over_all(panel, n)


def _over_all(panel: Panel, n: Array) -> Iterator[Disparity]:
    """Yield the larger of the two ranges over groups, and the smaller of the two ratios."""
    values = np.stack([panel.measurements[key].value for key in RATES])
    defined = np.isfinite(values).all(axis=0)
    if defined.sum() < 2:  # noqa: PLR2004 - a range takes two
        return
    kept = values[:, defined]
    tops = kept.max(axis=1)
    # Where nobody in any group has an error there is no ratio of errors; fairlearn says 1.
    ratios = divide(kept.min(axis=1), tops)
    total = float(n[defined].sum())
    for comparison, value in (("difference", np.ptp(kept, axis=1).max()), ("ratio", ratios.min())):
        yield row(
            panel,
            "equalized_odds",
            comparison,
            group=None,
            reference=None,
            against="all",
            value=float(value),
            n=total,
            criterion="equalized_odds",
            undefined="zero_denominator",
        )


def _least(low: Array, high: Array) -> Array:
    """Return the smallest absolute value in each interval: zero when it crosses zero."""
    return np.where((low <= 0) & (high >= 0), 0.0, np.minimum(np.abs(low), np.abs(high)))


def _twice(panel: Panel) -> list[tuple[int, int]]:
    """Return the pairs of two independent copies of the groups, each with its reference."""
    pairs, k = to_reference(panel), len(panel.grouping.groups)
    return [*pairs, *((i + k, j + k) for i, j in pairs)]

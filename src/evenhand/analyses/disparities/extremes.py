"""All groups at once: the highest minus the lowest, the lowest over the highest."""

from collections.abc import Iterator

import numpy as np

from evenhand.analyses.disparities._panel import CRITERIA, RATIO_CRITERIA, Panel, row
from evenhand.analyses.disparity import Disparity
from evenhand.inference.range import range_inference, ratio_range

# Intersections make hundreds of pairs; over all of them, the criteria that have gates.
_OVER_INTERSECTIONS = ("selection_rate", "true_positive_rate", "false_positive_rate")


def extremes(panel: Panel) -> Iterator[Disparity]:
    """Yield the range of a share over groups, for the metrics of the named criteria.

    The plain range of estimates is biased upward: twenty groups with equal rates lie apart by
    chance. Its lower limit accuses only when some pair differs for certain (max-T), its upper
    limit certifies only when every pair is close (intersection-union). ``shrunken_difference``
    is the range to expect of the true rates (empirical Bayes), the better number to look at.
    """
    settings, alone = panel.settings, len(panel.grouping.attributes) == 1
    wanted = CRITERIA if alone else _OVER_INTERSECTIONS
    for key, all_x, all_n in panel.shares.rows():
        found = panel.measurements[key]
        defined = np.flatnonzero(np.isfinite(found.value))
        if key not in wanted or len(defined) < 2:  # noqa: PLR2004 - a range takes two
            continue
        x, n = all_x[defined], all_n[defined]
        spread = range_inference(
            x, n, level=settings.level, seed=settings.seed, draws=settings.draws
        )
        lowest = int(defined[np.argmin(found.value[defined])])
        top = int(defined[np.argmax(found.value[defined])])
        total = found.n[defined].sum()
        yield row(
            panel,
            key,
            "difference",
            group=lowest,
            reference=top,
            against="all",
            value=float(np.ptp(found.value[defined])),
            low=spread.lower,
            high=spread.upper,
            method="max_t_and_intersection_union",
            p_value=spread.p_value,
            n=total,
            simultaneous=True,
            criterion=CRITERIA[key],
        )
        yield row(
            panel,
            key,
            "shrunken_difference",
            group=lowest,
            reference=top,
            against="all",
            value=spread.shrunk,
            method="empirical_bayes",
            n=total,
        )
        share = ratio_range(x, n, level=settings.level, seed=settings.seed, draws=settings.draws)
        yield row(
            panel,
            key,
            "ratio",
            group=lowest,
            reference=top,
            against="all",
            value=share.raw,
            low=share.lower,
            high=share.upper,
            method="max_t_and_intersection_union",
            n=total,
            simultaneous=True,
            criterion=RATIO_CRITERIA.get(key),
            undefined="zero_denominator",
        )

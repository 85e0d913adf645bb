"""Standard deviations between two selection rates: the two-SD rule, with its p-value."""

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

from evenhand.analyses.disparities._panel import Panel, row
from evenhand.analyses.disparity import Disparity
from evenhand.inference.arithmetic import divide
from evenhand.inference.exact import fisher

# Below this expected count the normal approximation is poor, and Fisher's test takes over.
_SMALL = 5.0


def standard_deviations(panel: Panel) -> Iterator[Disparity]:
    """Yield the pooled z of each group against the reference (Castaneda; Hazelwood).

    The p-value is two-sided: normal, or Fisher's exact test where an expected count is below 5.
    With large logs every difference is many standard deviations: this is no measure of size.
    """
    ref = panel.reference
    for key, x, n in panel.shares.rows():
        if key != "selection_rate":
            continue
        pooled = divide(x + x[ref], n + n[ref])
        se = np.sqrt(pooled * (1 - pooled) * (divide(1.0, n) + divide(1.0, n[ref])))
        value = divide(divide(x, n) - divide(x[ref], n[ref]), se)
        smallest = np.minimum(pooled, 1 - pooled) * np.minimum(n, n[ref])
        exact = smallest < _SMALL
        p_value = 2 * ndtr(-np.abs(value))
        rounded = [np.round(part) for part in (x, n)]
        p_exact = fisher(rounded[0], rounded[1], rounded[0][ref], rounded[1][ref])
        for group in panel.others:
            yield row(
                panel,
                key,
                "standard_deviations",
                group=group,
                reference=ref,
                value=value[group],
                p_value=p_exact[group] if exact[group] else p_value[group],
                method="fisher" if exact[group] else "pooled_z",
                n=n[group] + n[ref],
                undefined="zero_denominator",
            )

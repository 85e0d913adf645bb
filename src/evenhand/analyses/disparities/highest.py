"""Ratio to the group with the highest value, as the Uniform Guidelines and New York compare."""

from collections.abc import Iterator

import numpy as np

from evenhand.analyses.disparities._panel import (
    CRITERIA,
    RATIO_CRITERIA,
    Panel,
    all_pairs,
    row,
)
from evenhand.analyses.disparity import Disparity
from evenhand.inference.arithmetic import divide
from evenhand.inference.score import ratio_interval

# New York compares scoring rates in the same way where a tool gives scores.
_COMPARED = (*CRITERIA, "scoring_rate")


def highest(panel: Panel) -> Iterator[Disparity]:
    """Yield each group's share over the highest group's: named criteria, and scoring rates.

    Whoever is highest was picked by the data, so intervals hold for all pairs of groups together
    (Koopman, max-T); otherwise the luckiest small group would flag everybody else.
    """
    shares, pairs = panel.shares.of(_COMPARED), all_pairs(panel)
    values = np.array([panel.measurements[key].value for key in shares.keys])
    if not len(values):
        return
    tops = np.nan_to_num(values, nan=-1.0).argmax(axis=1)
    rows = np.arange(len(tops))
    critical = np.array(
        [[panel.critical(x, n, pairs=pairs, log=True)] for _, x, n in shares.rows()]
    )
    lows, highs = ratio_interval(
        shares.x,
        shares.n,
        shares.x[rows, tops][:, None],
        shares.n[rows, tops][:, None],
        critical=critical,
    )
    for place, key in enumerate(shares.keys):
        top, value = int(tops[place]), values[place]
        if np.isnan(value[top]):
            continue
        ratios = divide(value, value[top])
        for group in range(len(value)):
            if group == top:
                continue
            yield row(
                panel,
                key,
                "ratio",
                group=group,
                reference=top,
                against="highest",
                value=ratios[group],
                low=lows[place, group],
                high=highs[place, group],
                method="koopman",
                n=panel.measurements[key].n[[group, top]].sum(),
                simultaneous=True,
                criterion=RATIO_CRITERIA.get(key),
                undefined="zero_denominator" if value[top] == 0 else None,
            )

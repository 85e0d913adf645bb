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
from evenhand.inference.score import ratio_interval


def highest(panel: Panel) -> Iterator[Disparity]:
    """Yield each group's share over the highest group's, for the metrics of the named criteria.

    Whoever is highest was picked by the data, so intervals hold for all pairs of groups together
    (Koopman, max-T); otherwise the luckiest small group would flag everybody else.
    """
    shares, pairs = panel.shares.of(CRITERIA), all_pairs(panel)
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
        if not value[top] > 0:
            continue
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
                value=value[group] / value[top],
                low=lows[place, group],
                high=highs[place, group],
                method="koopman",
                n=panel.measurements[key].n[[group, top]].sum(),
                simultaneous=True,
                criterion=RATIO_CRITERIA.get(key),
            )

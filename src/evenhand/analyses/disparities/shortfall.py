"""Shortfall: how many more people parity with the reference group would have favoured."""

from collections.abc import Iterator

from evenhand.analyses.disparities._panel import Panel, row, to_reference
from evenhand.analyses.disparity import Disparity
from evenhand.inference.score import difference_interval


def shortfall(panel: Panel) -> Iterator[Disparity]:
    """Yield n of the group times the reference's rate minus its own, in people.

    Negative where the group does better. The interval is that of the difference, times n.
    """
    ref = panel.reference
    for key, x, n in panel.shares.rows():
        if key != "selection_rate":
            continue
        found = panel.measurements[key]
        critical = panel.critical(x, n, pairs=to_reference(panel), log=False)
        low, high = difference_interval(x[ref], n[ref], x, n, critical=critical)
        gap = found.value[ref] - found.value
        for group in panel.others:
            yield row(
                panel,
                key,
                "shortfall",
                group=group,
                reference=ref,
                value=gap[group] * found.n[group],
                low=low[group] * found.n[group],
                high=high[group] * found.n[group],
                method="miettinen_nurminen",
                n=found.n[group] + found.n[ref],
                simultaneous=True,
            )

"""Gaps of metrics that are bounded: no figure where one side has none, but bounds of the gap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evenhand.analyses.disparities.equalized_odds import RATES
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.inference.arithmetic import finite
from evenhand.inference.missing import difference_bounds, ratio_bounds

_BOUNDS = {"difference": difference_bounds, "ratio": ratio_bounds}


def bounded(
    rows: Iterable[Disparity], grouping: Grouping, measurements: Mapping[str, Measurement]
) -> Iterator[Disparity]:
    """Yield the disparities of a grouping, those of metrics with bounds as what can be known.

    A group against the reference has the bounds of its difference and ratio, whatever the missing
    labels of either. What compares all groups at once, or one with the highest or the rest, cannot
    be told where one group's figure cannot: who is highest is not known. Within the strata of a
    condition nothing is told either.
    """
    hidden = {
        key: found.bounded
        for key, found in measurements.items()
        if found.bounded is not None and found.bounded.any()
    }
    for row in rows:
        masks = [hidden[key] for key in _parts(row) if key in hidden]
        if not masks:
            yield row
        elif row.against != "reference":
            yield _untold(row)
        else:
            sides = [grouping.groups.index(side) for side in (row.group, row.reference)]
            told = not np.any(masks, axis=0)[sides].any()
            yield row if told else _pair(row, measurements, sides)


def _parts(row: Disparity) -> tuple[str, ...]:
    """Return the metrics that a row rests on."""
    return RATES if row.metric == "equalized_odds" else (row.metric,)


def _untold(
    row: Disparity, low: float | None = None, high: float | None = None, method: str = "none"
) -> Disparity:
    return replace(
        row,
        value=None,
        low=low,
        high=high,
        p_value=None,
        simultaneous=False,
        method=method,
        undefined="selective_labels",
    )


def _pair(
    row: Disparity, measurements: Mapping[str, Measurement], sides: Sequence[int]
) -> Disparity:
    found = measurements.get(row.metric)
    between = None if row.condition is not None else _BOUNDS.get(row.comparison)
    if found is None or between is None or np.isnan(found.low[sides]).any():
        return _untold(row)
    low, high = between(*((found.low[place], found.high[place]) for place in sides))
    return _untold(row, finite(float(low)), finite(float(high)), "manski")

"""Measurements as tidy rows: one estimate a group, and a window or version if there is one."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import Measurement, reason
from evenhand.analyses.settings import Settings
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import finite


def estimate_rows(
    grouping: Grouping,
    found: Measurement,
    source: Inputs,
    settings: Settings,
    *,
    lead: tuple[str, Sequence[str]] | None = None,
) -> Iterator[Estimate]:
    """Yield one row a group; with `lead` (axis, levels), one a level and group.

    A level without a single decision of the group yields no row: nothing happened there.
    """
    shape = found.value.shape
    reasons = reason(found, source).ravel().tolist()
    counted, n = (np.broadcast_to(p, shape).ravel().tolist() for p in (source.counts.n, found.n))
    value, low, high = (_column(part, shape) for part in (found.value, found.low, found.high))
    numerator, denominator = (_column(p, shape) for p in (found.numerator, found.denominator))
    effect = _column(found.effect, shape)
    for i, place in enumerate(np.ndindex(*shape)):
        level = lead[1][place[0]] if lead is not None else None
        if level == UNKNOWN or (lead is not None and counted[i] == 0):
            continue
        bounded = reasons[i] == "selective_labels"
        yield Estimate(
            id="",
            metric=found.metric.key,
            attributes=grouping.attributes,
            group=grouping.groups[place[-1]],
            window=level if lead is not None and lead[0] == "window" else None,
            model_version=level if lead is not None and lead[0] == "model_version" else None,
            condition=None,
            value=value[i],
            low=low[i],
            high=high[i],
            level=settings.level,
            method=found.method if not bounded else "none" if low[i] is None else "manski",
            n=round(n[i]),
            numerator=None if bounded else numerator[i],
            denominator=None if bounded else denominator[i],
            design_effect=effect[i],
            undefined=reasons[i],
        )


def _column(values: Array | None, shape: tuple[int, ...]) -> list[float | None]:
    """Return values in the order of the rows: at once, as an audit has thousands of rows."""
    if values is None:
        return [None] * math.prod(shape)
    if values.shape != shape:
        values = np.broadcast_to(values, shape)
    return [finite(one) for one in values.ravel().tolist()]

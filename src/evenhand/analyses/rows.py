"""Measurements as tidy rows: one estimate a group, and a window or version if there is one."""

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
    reasons = reason(found, source)
    n = source.counts.n
    for place in np.ndindex(*found.value.shape):
        level = lead[1][place[0]] if lead is not None else None
        if level == UNKNOWN or (lead is not None and n[place] == 0):
            continue
        value, low, high = (
            finite(float(part[place])) for part in (found.value, found.low, found.high)
        )
        bounded = reasons.item(place) == "selective_labels"
        yield Estimate(
            id="",
            metric=found.metric.key,
            attributes=grouping.attributes,
            group=grouping.groups[place[-1]],
            window=level if lead is not None and lead[0] == "window" else None,
            model_version=level if lead is not None and lead[0] == "model_version" else None,
            condition=None,
            value=value,
            low=low,
            high=high,
            level=settings.level,
            method=found.method if not bounded else "none" if low is None else "manski",
            n=round(float(found.n[place])),
            numerator=_part(None if bounded else found.numerator, place),
            denominator=_part(None if bounded else found.denominator, place),
            design_effect=_effect(found, place),
            undefined=reasons.item(place),
        )


def _part(values: Array | None, place: tuple[int, ...]) -> float | None:
    return None if values is None else finite(float(values[place]))


def _effect(found: Measurement, place: tuple[int, ...]) -> float | None:
    if found.effect is None:
        return None
    return finite(float(np.broadcast_to(found.effect, found.value.shape)[place]))

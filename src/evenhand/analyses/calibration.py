"""Calibration: what scores of each height turned out to mean, for the picture of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.proportion import wilson

# A picture with more dots than this shows noise; each dot holds the same number of decisions.
_DOTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Scores of one group for the calibration picture: per bin n, mean score, share positive."""

    attribute: str | None
    group: str | None
    n: tuple[int, ...]
    mean_score: tuple[float | None, ...]
    share_positive: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


def histograms(grouping: Grouping, found: Inputs, settings: Settings) -> Iterator[Histogram]:
    """Yield one histogram a group, of up to ten bins with about as many labelled scores each.

    Of mature decisions; none of a group whose labels are missing for a reason.
    """
    scores = (found.mature or found).scores
    if scores is None:
        return
    labelled = scores.n[:, :, :2, :].sum(axis=1)  # groups, labels, bins
    totals = scores.total[:, :, :2, :].sum(axis=(1, 2))
    for place, group in enumerate(grouping.groups):
        n = labelled[place].sum(axis=0)
        if n.sum() == 0 or (found.selective is not None and found.selective[place].any()):
            continue
        dot = _dots(n)
        positive, count, total = (
            np.bincount(dot, weights=part, minlength=int(dot[-1]) + 1)
            for part in (labelled[place, 1], n, totals[place])
        )
        kept = count > 0
        positive, count, total = positive[kept], count[kept], total[kept]
        low, high = wilson(positive, count, level=settings.level)
        yield Histogram(
            attribute=grouping.attributes[0] if grouping.attributes else None,
            group=group[0] if group else None,
            n=tuple(round(float(value)) for value in count),
            mean_score=tuple(float(value) for value in divide(total, count)),
            share_positive=tuple(float(value) for value in divide(positive, count)),
            low=tuple(float(value) for value in low),
            high=tuple(float(value) for value in high),
        )


def _dots(n: Array) -> NDArray[np.int64]:
    """Return which dot each score bin belongs to: neighbours, with about as many scores each."""
    before = np.cumsum(n) - n / 2
    dots: NDArray[np.int64] = (before / n.sum() * _DOTS).astype(np.int64)
    return np.minimum(_DOTS - 1, dots, dtype=np.int64)


def all_histograms(
    groupings: Mapping[tuple[str, ...], Grouping],
    inputs: Mapping[tuple[str, ...], Inputs],
    settings: Settings,
    roles: Collection[str],
) -> tuple[Histogram, ...]:
    """Return the histograms of everybody and of single attributes; none without labels."""
    return tuple(
        one
        for attributes, grouping in groupings.items()
        if len(attributes) < 2 and "label" in roles  # noqa: PLR2004 - not for intersections
        for one in histograms(grouping, inputs[attributes], settings)
    )

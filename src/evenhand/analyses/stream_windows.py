"""The windows of a stream: what a group and the others were given in each that is complete."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.stream import Question, Window
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array, Cube
from evenhand.cube.roles import attribute_axis, condition_axis
from evenhand.metrics._metric import Counts, Metric, Proportion

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def complete(cube: Cube, *, unit: str, until: datetime) -> tuple[str, ...]:
    """Return the windows of a tally that end by some time, in order.

    Examples
    --------
    >>> cube = Cube({"window": ("2025-03-01", "2025-03-02", "unknown")}, np.zeros((0, 1)), {})
    >>> complete(cube, unit="day", until=datetime(2025, 3, 2, 12))
    ('2025-03-01',)
    """
    length = _HOUR if unit == "hour" else _DAY
    known = (window for window in cube.levels["window"] if window != UNKNOWN)
    return tuple(sorted(w for w in known if datetime.fromisoformat(w) + length <= until))


def versions(cube: Cube) -> dict[str, str]:
    """Return the model version that most decisions of each window came from."""
    n = cube.sum("n", "window", "model_version")
    names = cube.levels["model_version"]
    return {
        window: names[int(row.argmax())]
        for window, row in zip(cube.levels["window"], n, strict=True)
    }


def windows_of(
    question: Question, cube: Cube, grouping: Grouping, metric: Metric, usable: tuple[str, ...]
) -> tuple[Window, ...]:
    """Return what a group and those it is compared with were given, window by window.

    Windows in which nobody counts are left out.
    """
    x, n, strata = _shares(question, cube, grouping, metric)
    group = grouping.groups.index(question.group)
    if question.reference:
        other = grouping.groups.index(question.reference)
        other_x, other_n = x[..., other], n[..., other]
    else:
        other_x, other_n = (part.sum(axis=-1) - part[..., group] for part in (x, n))
    tables = np.stack([x[..., group], n[..., group], other_x, other_n], axis=-1)
    whole: NDArray[np.int64] = np.rint(tables).astype(np.int64)
    place = {window: at for at, window in enumerate(cube.levels["window"])}
    return tuple(_filled(usable, place, whole, strata))


def _filled(
    usable: tuple[str, ...], place: dict[str, int], tables: NDArray[np.int64], strata: list[str]
) -> Iterator[Window]:
    for window in usable:
        cells = tuple(
            (stratum, int(row[0]), int(row[1]), int(row[2]), int(row[3]))
            for stratum, row in zip(strata, tables[place[window]], strict=True)
            if row[1] or row[3]
        )
        if cells:
            yield Window(start=window, cells=cells)


def _shares(
    question: Question, cube: Cube, grouping: Grouping, metric: Metric
) -> tuple[Array, Array, list[str]]:
    """Return numerators and denominators by window, stratum and group; and the strata's names."""
    axes = tuple(attribute_axis(name) for name in question.attributes)
    within = () if question.condition is None else (condition_axis(question.condition),)
    strata = list(cube.levels[within[0]]) if within else [""]
    cells = cube.sum("n", "window", *within, *axes, "decision", "label")
    cells = cells.reshape(cells.shape[0], len(strata), -1, *cells.shape[-2:])
    found = metric.function(Counts(cells[:, :, grouping.places, :2, :]))
    if not isinstance(found, Proportion):
        raise TypeError(metric.key)
    return found.numerator, found.denominator, strata

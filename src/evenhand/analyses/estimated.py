"""Performance before labels have come: estimated from calibrated scores, never measured."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping, Inputs, inputs
from evenhand.analyses.numbered import numbered
from evenhand.analyses.settings import Settings
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.cube.tallies import Tallies
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.calibration import calibration_in_the_large, chi_square
from evenhand.inference.estimated import expected_accuracy, expected_cells
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Proportion, Scores

# What is estimated: the share of right decisions, with its interval, and what gates are about.
_ESTIMATED = ("accuracy", "true_positive_rate", "false_positive_rate", "positive_predictive_value")
# Scores count as calibrated where nothing speaks against it and the mean is off by two points at
# most: with few labels nothing would speak against anything.
_ALPHA, _OFF, _LABELS = 0.01, 0.02, 200


def estimated(
    tallies: Tallies,
    groupings: Mapping[tuple[str, ...], Grouping],
    whole: Mapping[tuple[str, ...], Inputs],
    settings: Settings,
) -> tuple[Estimate, ...]:
    """Return what performance will be found to be in the windows whose labels are not mature.

    Of everybody and of the groups of single attributes whose scores were calibrated in the last
    mature window: chi-square over the bins not refuted at 0.01, the mean off by no more than two
    points, its interval included in four, on 200 labels or more, which are not selective: of the
    accepted alone scores may well tell the truth, and not of all. Each row's method is "cbpe".
    Assumes that scores are as calibrated now as they were then, which nothing in unlabelled
    decisions can show; no gate rests on these rows.

    Nothing where all labels are mature, no score is a probability, or no window is mature.

    Parameters
    ----------
    tallies : Tallies
    groupings : dict of attributes to Grouping
    whole : dict of attributes to Inputs
        Of the whole period: they say whose labels are selective.
    settings : Settings
    """
    calendar, cutoff = tallies.calendar, tallies.cutoff
    edges = tallies.score_edges
    if calendar is None or cutoff is None or tallies.scores is None:
        return ()
    if "window" not in tallies.scores.axes or edges[0] < 0 or edges[-1] > 1:
        return ()
    levels = tallies.outcomes.levels["window"]
    first = levels.index(calendar.window_of(cutoff))
    later = [place for place in range(first, len(levels)) if levels[place] != UNKNOWN]
    rows: list[Estimate] = []
    for attributes, grouping in groupings.items():
        if len(attributes) > 1 or first == 0:
            continue
        scores = cast("Scores", inputs(tallies, grouping, "window", days=float("nan")).scores)
        calibrated = _calibrated(scores, first - 1, settings)
        if (hidden := whole[attributes].selective) is not None:
            calibrated &= ~hidden.any(axis=-1)
        for place in later:
            rows += (
                replace(row, window=levels[place])
                for row in _rows(grouping, _at(scores, place), calibrated, settings)
            )
    return numbered(rows, "x")


def _calibrated(scores: Scores, window: int, settings: Settings) -> NDArray[np.bool_]:
    """Return which groups' scores told the truth in a window, as far as its labels show."""
    n, total, squares = (
        part[window, :, :, :2].sum(axis=1) for part in (scores.n, scores.total, scores.squares)
    )
    positives, labelled = n[:, 1], n.sum(axis=1)
    promised = total.sum(axis=1)
    variance = np.maximum(promised - squares.sum(axis=1), 0)
    _, _, p_value = chi_square(positives, promised, variance)
    value, low, high, _ = calibration_in_the_large(
        positives.sum(axis=-1),
        promised.sum(axis=-1),
        variance.sum(axis=-1),
        labelled.sum(axis=-1),
        level=settings.level,
    )
    near = (np.abs(value) <= _OFF) & (low >= -2 * _OFF) & (high <= 2 * _OFF)
    known = np.nan_to_num(labelled.sum(axis=-1)) >= _LABELS
    calibrated: NDArray[np.bool_] = known & near & (np.nan_to_num(p_value) > _ALPHA)
    return calibrated


def _at(scores: Scores, window: int) -> tuple[Array, Array, Array]:
    """Return count, sum and squares of the scores of a window: groups, decisions, bins."""
    n, total, squares = (
        part[window].sum(axis=-2) for part in (scores.n, scores.total, scores.squares)
    )
    return n, total, squares


def _rows(
    grouping: Grouping,
    scores: tuple[Array, Array, Array],
    calibrated: NDArray[np.bool_],
    settings: Settings,
) -> Iterator[Estimate]:
    cells, variance = expected_cells(*scores)
    _, low, high = expected_accuracy(cells, variance, level=settings.level)
    unknown = np.full(len(cells), np.nan)
    for key in _ESTIMATED:
        result = cast("Proportion", METRICS[key].function(Counts(cells)))
        bounds = (low, high) if key == "accuracy" else (unknown, unknown)
        value = divide(result.numerator, result.denominator)
        for group in np.flatnonzero(calibrated & np.isfinite(value)).tolist():
            yield Estimate(
                id="",
                metric=key,
                attributes=grouping.attributes,
                group=grouping.groups[group],
                window=None,
                model_version=None,
                condition=None,
                value=float(value[group]),
                low=finite(float(bounds[0][group])),
                high=finite(float(bounds[1][group])),
                level=settings.level,
                method="cbpe",
                n=round(float(result.denominator[group])),
                numerator=finite(float(result.numerator[group])),
                denominator=finite(float(result.denominator[group])),
                design_effect=None,
                undefined=None,
            )

"""Usable: which features models are fitted on, and why not on the others."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from evenhand.analyses.remedy import LeftOut
from evenhand.cube.cube import Array
from evenhand.cube.rows import Rows, Text
from evenhand.inference.auc import delong
from evenhand.models.telling import binned

_FEWEST = 100  # rows, for it to mean something that no value comes twice
_ALONE = 0.999  # area under the ROC curve from which on a feature says it all
_NAMES = 0.9  # of the known values of a text that differ: it names rows, it does not describe them


def usable(rows: Rows) -> tuple[Rows, tuple[LeftOut, ...]]:
    """Return rows with the features that a model can learn something from, and the others.

    A feature is left out where it is the same everywhere, where it names each row, or where it
    alone tells the decision or the label: most likely it is made from them, and a model that knew
    it would look better than any can be when it has to decide.
    """
    out = [
        LeftOut(name, why)
        for name, values in rows.features.items()
        if (why := _why_not(values, {"decision": rows.decision, "label": rows.label}))
    ]
    gone = {one.feature for one in out}
    kept = {name: values for name, values in rows.features.items() if name not in gone}
    return replace(rows, features=kept), tuple(out)


def _why_not(values: Array | Text, outcomes: Mapping[str, Array]) -> str:
    """Return why a feature cannot be used; "" where it can."""
    missing = _missing(values)
    known = values[~missing]
    if len(known) == 0:
        return "it has no value in any row"
    different = len(np.unique(known if known.dtype == np.float64 else known.astype(str)))
    if different == 1 and not missing.any():
        return "it has the same value in every row"
    if len(known) >= _FEWEST and _names_rows(known, different):
        return "it has another value in nearly every row, as a name or a number of a row has"
    for what, outcome in outcomes.items():
        if alone(values, outcome) >= _ALONE:
            return (
                f"it alone tells the {what} in all but a few rows: it is made from the {what}, or "
                f"the {what} rests on it alone"
            )
    return ""


def _missing(values: Array | Text) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if values.dtype == np.float64:
        return ~np.isfinite(values.astype(np.float64))
    return np.array([value is None for value in values], dtype=np.bool_)


def _names_rows(known: Array | Text, different: int) -> bool:
    """Return whether values are names: text that hardly repeats, or whole numbers that never do."""
    if known.dtype == np.float64:
        numbers = known.astype(np.float64)
        return different == len(numbers) and bool((numbers == np.rint(numbers)).all())
    return different > _NAMES * len(known)


def alone(values: Array | Text, outcome: Array) -> float:
    """Return how well a feature tells a yes or no on the rows that it is learnt from.

    That is the area under the ROC curve; 0.5 where the outcome is never, or always, yes.

    Examples
    --------
    >>> alone(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 1.0, 0.0, 0.0]))
    1.0
    >>> alone(np.array([1.0, 1.0, 3.0, 3.0]), np.array([1.0, 0.0, 0.0, 1.0]))
    0.5
    """
    known = np.isfinite(outcome)
    yes = outcome[known] == 1
    if yes.all() or not yes.any():
        return 0.5
    bins = binned(values)[known]
    share = np.bincount(bins, weights=yes) / np.maximum(np.bincount(bins), 1)
    told = _area(share[bins], yes)
    if values.dtype != np.float64:
        return told
    # A line between two values of one bin is seen only by the numbers themselves.
    numbers = values.astype(np.float64)[known]
    real = np.isfinite(numbers)
    if yes[real].all() or not yes[real].any():
        return told
    area = _area(numbers[real], yes[real])
    # Where the missing ones are of both kinds, the numbers do not say it all.
    return max(told, max(area, 1 - area) if real.all() else told)


def _area(score: Array, yes: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """Return the area under the ROC curve; ties count half."""
    _, place = np.unique(score, return_inverse=True)
    return float(delong(np.bincount(place, weights=yes), np.bincount(place, weights=~yes))[0])

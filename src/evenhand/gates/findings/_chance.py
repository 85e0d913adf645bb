"""Which of many gaps are more than chance."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.inference.multiplicity import benjamini_hochberg
from evenhand.inference.normal import z

_FALSE_DISCOVERIES = 0.05


def beyond_chance(rows: Sequence[Estimate | Disparity]) -> list[bool]:
    """Return which values differ from zero, one in twenty of those named by mistake at most.

    The interval of a row is its estimate and standard error in another form; Benjamini and
    Hochberg (1995) allow for looking at many rows.
    """
    tests = np.array([_z(row) for row in rows])
    return [bool(p <= _FALSE_DISCOVERIES) for p in benjamini_hochberg(2 * ndtr(-np.abs(tests)))]


def _z(row: Estimate | Disparity) -> float:
    """Return how many standard errors a value lies from zero; NaN where that is not known."""
    if row.value is None or row.low is None or row.high is None:
        return float("nan")
    arm = row.value - row.low if row.value > 0 else row.high - row.value
    return row.value / arm * z(0.5 + row.level / 2) if arm > 0 else float("nan")

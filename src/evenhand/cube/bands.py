"""Bands: how a number (an age) becomes a group (18-39, 40+)."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evenhand.errors import PlanError

OUTSIDE = "outside the bands"


@dataclass(frozen=True, slots=True)
class Band:
    """A half-open range of numbers with its name: `low` <= number < `high`."""

    name: str
    low: float
    high: float


_NUMBER = r"(-?\d+(?:\.\d+)?)"
_FORMS = (
    # "18-39" means every age up to the 40th birthday; "0.5-0.7" ends at 0.7.
    (re.compile(rf"{_NUMBER}\s*(?:-|\u2013|to)\s*{_NUMBER}"), lambda a, b: (float(a), _after(b))),
    (re.compile(rf"{_NUMBER}\s*\+"), lambda a: (float(a), math.inf)),
    (re.compile(rf">=\s*{_NUMBER}"), lambda a: (float(a), math.inf)),
    (re.compile(rf"<\s*{_NUMBER}"), lambda a: (-math.inf, float(a))),
)


def _after(text: str) -> float:
    """Return where a band that is written up to `text` ends: whole numbers are included whole."""
    return float(text) if "." in text else float(text) + 1


def read_bands(texts: Sequence[str]) -> tuple[Band, ...]:
    """Return the bands that the plan writes as "18-39", "40+", "<18" or ">=65".

    Raises
    ------
    PlanError
        A band cannot be read, is empty, or overlaps another.

    Examples
    --------
    >>> [(band.low, band.high) for band in read_bands(["18-39", "40+"])]
    [(18.0, 40.0), (40.0, inf)]
    """
    bands = []
    for text in texts:
        for form, limits in _FORMS:
            if match := form.fullmatch(text.strip()):
                bands.append(Band(text.strip(), *limits(*match.groups())))
                break
        else:
            raise PlanError(f"the band {text!r} cannot be read", "write bands as 18-39, 40+ or <18")
    ordered = sorted(bands, key=lambda band: band.low)
    for band in ordered:
        if band.low >= band.high:
            raise PlanError(f"the band {band.name!r} is empty", "write the lower number first")
    for left, right in pairwise(ordered):
        if right.low < left.high:
            raise PlanError(
                f"the bands {left.name!r} and {right.name!r} overlap",
                "whole numbers belong to the band that names them: 18-39, 40-61, 62+",
            )
    return tuple(bands)

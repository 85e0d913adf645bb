"""Look through the columns of a sample for identifiers, and count them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.log.identifiers.detector import Detector, forms
from evenhand.log.identifiers.kinds import Identified
from evenhand.log.identifiers.named import Named, named, told, words_of
from evenhand.log.identifiers.numbers import NUMBERS
from evenhand.log.identifiers.patterns import PATTERNS

# How many rows a sample should have, and how much text of a column is looked at.
ROWS = 20_000
_MOST_TEXT = 400_000
_LONGEST = 4_000

_DETECTORS = (*NUMBERS, *PATTERNS)
# Chance passes for a discovery once in ten thousand columns.
_COINCIDENCE = 1e-4
# Of names and other words that only their column gives away, so many must look right.
_MOST = 0.5
_ANY = frozenset({"age_over_89"})
_VARIED = 10

# Kinds of columns that can hold identifiers whatever they are called. Times and fractions cannot,
# unless their name says so.
_KINDS = frozenset({"text", "integer"})
# "2.31.0.4" is a version before it is an address.
_VERSIONED = frozenset({"version", "release", "build", "model", "agent", "software", "library"})


def is_looked_at(column: str, kind: str) -> bool:
    """Return whether a column of a kind is worth looking at.

    Examples
    --------
    >>> is_looked_at("note", "text"), is_looked_at("score", "number")
    (True, False)
    >>> is_looked_at("decided_at", "date"), is_looked_at("date_of_birth", "date")
    (False, True)
    """
    return kind in _KINDS or (kind in {"number", "date", "time"} and bool(named(column)))


def look(columns: Mapping[str, Sequence[object] | NDArray[Any]]) -> tuple[Identified, ...]:
    """Return which columns hold identifiers of which class, with counts.

    Parameters
    ----------
    columns : dict of str to sequence
        Column to the values of a sample: text, numbers or dates; null is None, NaN, NaT or "".

    Examples
    --------
    >>> look({"id": ["A1", "A2"], "note": ["ask ann@example.org", "fine"]})
    (Identified(column='note', key='email', examined=2, matching=1),)
    """
    return tuple(
        Identified(column=column, key=key, examined=examined, matching=matching)
        for column, values in columns.items()
        for examined, found in [_look(column, _texts(values))]
        for key, matching in found.items()
    )


def _texts(values: Sequence[object] | NDArray[Any]) -> Counter[str]:
    """Return how often each value occurs as text, without those that are missing."""
    if isinstance(values, np.ndarray):
        values = values.astype(str).tolist() if values.dtype.kind in "iMU" else values.tolist()
    texts: Counter[str] = Counter()
    for value, often in Counter(values).items():
        text = (value if isinstance(value, str) else _text(value)).strip()
        if text and text != "NaT":
            texts[text] += often
    return texts


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    # A column of whole numbers with gaps comes as floats.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _look(column: str, values: Counter[str]) -> tuple[int, dict[str, int]]:
    """Return how many values there are, and how many are of which class."""
    examined = values.total()
    if not examined:
        return 0, {}
    found = _by_form(column, values)
    for one in named(column):
        matching = told(one, values)
        if _is_so(one, matching, examined, values):
            found[one.key] = max(found.get(one.key, 0), matching)
    # Ten digits in groups are dialled or are a patient's: their check digits tell.
    if "fax" in found or found.get("nhs_number", 0) >= found.get("telephone", 1):
        found.pop("telephone", None)
    return examined, found


def _is_so(one: Named, matching: int, examined: int, values: Counter[str]) -> bool:
    if one.key in _ANY:
        return matching > 0
    # A few words over and over are categories, whatever their column is called.
    if one.key == "person_name" and len(values) < max(3, min(_VARIED, examined // 2)):
        return False
    return matching >= _MOST * examined


def _by_form(column: str, values: Counter[str]) -> dict[str, int]:
    """Return how many values are of which class by their own looks."""
    texts = _bounded(list(values))
    shapes = forms(texts)
    apart = set(shapes)
    found: dict[str, int] = {}
    versioned = _VERSIONED & set(words_of(column).split("_"))
    for detector in _DETECTORS:
        if versioned and detector.key == "ip_address":
            continue
        fit = {shape for shape in apart if detector.form.search(shape)}
        if fit:
            like = [text for text, shape in zip(texts, shapes, strict=True) if shape in fit]
            if matching := _matching(detector, like, values):
                found[detector.key] = max(found.get(detector.key, 0), matching)
    return found


def _bounded(texts: list[str]) -> list[str]:
    """Return texts as far as they are looked at: long ones cut, of many a spread."""
    texts = [text[:_LONGEST] for text in texts] if max(map(len, texts)) > _LONGEST else texts
    length = sum(map(len, texts))
    return texts[:: -(-length // _MOST_TEXT)] if length > _MOST_TEXT else texts


def _matching(detector: Detector, texts: Sequence[str], values: Counter[str]) -> int:
    """Return how many values hold an identifier, or 0 if chance accounts for them.

    Numbers of one check digit are believed if at least half of the different ones that look like
    one are right, and so many would be right by chance in one column of ten thousand at most.
    """
    verdicts = [(text, held) for text in texts if (held := detector.holds(text)) is not None]
    right = [text for text, held in verdicts if held]
    if not right or (detector.chance and _is_chance(len(right), len(verdicts), detector.chance)):
        return 0
    return sum(values[text] or 1 for text in right)


def _is_chance(right: int, looked: int, chance: float) -> bool:
    """Return whether so many right ones of those looked at may be a coincidence.

    The tail of the binomial is bounded by Chernoff's exponent, as no more than its order matters.
    """
    share = right / looked
    if share < _MOST:
        return True
    exponent = share * math.log(share / chance)
    if share < 1:
        exponent += (1 - share) * math.log((1 - share) / (1 - chance))
    return math.exp(-looked * exponent) > _COINCIDENCE * (1 + 1e-9)

"""Axis: what the cells of a tally are indexed by, and how its raw values are named."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw
import numpy as np

UNKNOWN = "unknown"


def as_text(value: object) -> str | None:
    """Return a raw value as the text that plans and reports use; null is None.

    Examples
    --------
    >>> as_text(True), as_text(1.0), as_text(0.5), as_text(" x"), as_text(float("nan"))
    ('true', '1', '0.5', ' x', None)
    """
    if value is None or (isinstance(value, float | np.floating) and math.isnan(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(np.datetime_as_string(value, unit="m"))
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def or_unknown(value: object) -> str:
    """Return a raw value as text, null as "unknown"."""
    text = as_text(value)
    return UNKNOWN if text is None else text


@dataclass(frozen=True, slots=True)
class Axis:
    """What to count by: an expression every engine runs, and a name for each value it takes.

    The engine groups by raw values, which is fast; naming happens on the few distinct values
    that come back, so that two raw values ("", null) may share one level ("unknown").

    Attributes
    ----------
    key : expression
        The raw value of a row.
    level_of : callable
        From a raw value to the name of its level. Null is a level.
    order : tuple of str
        The levels that come first, in order; others follow, sorted, "unknown" last.
    fixed : bool
        Whether the levels in `order` are all there even when no row has them.
    """

    key: nw.Expr
    level_of: Callable[[object], str] = or_unknown
    order: tuple[str, ...] = ()
    fixed: bool = False

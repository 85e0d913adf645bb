"""Axis: what the cells of a tally are indexed by, and how its raw values are named."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

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
class Values:
    """A key that is one of some values, or null."""

    values: tuple[str | bool | int | float, ...]

    @staticmethod
    def of(keys: Iterable[object]) -> "Values | None":
        """Return keys as values, null aside; None if some are neither text nor numbers."""
        known = [
            key.item() if isinstance(key, np.generic) else key
            for key in keys
            if as_text(key) is not None
        ]
        exact = [key for key in known if isinstance(key, str | bool | int | float)]
        return Values(tuple(exact)) if len(exact) == len(known) else None


@dataclass(frozen=True, slots=True)
class Whole:
    """A key that is a whole number.

    Attributes
    ----------
    missing : int or None
        A number, next to those that a key can be, which stands for null; None: it is never null.
    """

    missing: int | None = -1


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
    among : Values or Whole or None
        What the key can be, if that is known before rows are counted; None: it is not.
    """

    key: nw.Expr
    level_of: Callable[[object], str] = or_unknown
    order: tuple[str, ...] = ()
    fixed: bool = False
    among: Values | Whole | None = None


def noting_keys(axis: Axis) -> tuple[Axis, list[object]]:
    """Return an axis, and a list that every key it names is added to."""
    keys: list[object] = []

    def level_of(key: object) -> str:
        keys.append(key)
        return axis.level_of(key)

    return replace(axis, level_of=level_of), keys

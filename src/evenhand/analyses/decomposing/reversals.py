"""Reversals: gaps whose sign turns once a condition is held fixed (Simpson's paradox)."""

from collections.abc import Sequence
from typing import Literal

from evenhand.analyses.decomposition import Reversal
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.numbered import numbered
from evenhand.inference.normal import z

_Key = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def reversals(disparities: Sequence[Disparity]) -> tuple[Reversal, ...]:
    """Return the gaps that turn around within a condition, those that move most first.

    A gap turns around where the crude difference and that of Mantel and Haenszel differ in sign.
    It is a strong reversal where both one-sided intervals exclude zero, each on its own side, and
    a weak one where one of them does; where neither does, two signs are no more than chance.
    """
    crude = {
        _key(row): row
        for row in disparities
        if row.condition is None and row.comparison == "difference" and row.against == "reference"
    }
    found = []
    for row in disparities:
        if row.condition is None or row.comparison != "difference" or row.value is None:
            continue
        whole = crude.get(_key(row))
        if whole is None or whole.value is None or whole.value * row.value >= 0:
            continue
        sure = _certain(whole, whole.value) + _certain(row, row.value)
        if sure:
            strength: Literal["strong", "weak"] = "weak" if sure == 1 else "strong"
            found.append(_reversal(whole, row, (whole.value, row.value), row.condition, strength))
    found.sort(key=lambda one: (-abs(one.crude - one.within), one.condition, one.group, one.metric))
    return numbered(found, "w")


def _key(row: Disparity) -> _Key:
    return row.metric, row.attributes, row.group, row.reference


def _reversal(
    whole: Disparity,
    row: Disparity,
    values: tuple[float, float],
    condition: str,
    strength: Literal["strong", "weak"],
) -> Reversal:
    return Reversal(
        id="",
        metric=row.metric,
        attributes=row.attributes,
        group=row.group,
        reference=row.reference,
        condition=condition,
        crude=values[0],
        within=values[1],
        strength=strength,
        support=row.support,
        evidence=(whole.id, row.id),
    )


def _certain(row: Disparity, value: float) -> bool:
    """Return whether the one-sided interval of a difference excludes zero.

    The rows have two-sided intervals; the bound towards zero of the one-sided one of that level
    lies nearer to the value, by the ratio of two normal quantiles.
    """
    bound = row.low if value > 0 else row.high
    if bound is None:
        return False
    reach = abs(value - bound) * z(row.level) / z(0.5 + row.level / 2)
    return reach < abs(value)

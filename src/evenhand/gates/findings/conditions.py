"""Gaps that look different when a condition is held fixed: smaller, gone, or turned around."""

from evenhand.analyses.disparity import Disparity
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import MINUS, group_name

# A condition is worth a word when it accounts for half of a gap of at least five points.
_GAP = 0.05
_SHARE = 0.5


def conditions(facts: Facts) -> list[Finding]:
    """Return the selection gaps that a condition accounts for by half or more, or reverses.

    Only where at least four fifths of the group's decisions lie in comparable strata.
    """
    found = []
    for row in facts.disparities:
        if (
            row.condition is None
            or row.metric != "selection_rate"
            or row.comparison != "difference"
            or row.value is None
            or (row.support or 0.0) < 0.8  # noqa: PLR2004
        ):
            continue
        crude = facts.disparity("selection_rate", "difference", row.attributes, row.group)
        if crude is None or crude.value is None or abs(crude.value) < _GAP:
            continue
        if not _excludes_zero(crude):
            continue
        reversed_ = crude.value * row.value < 0 and _excludes_zero(row)
        if reversed_ or abs(row.value) <= _SHARE * abs(crude.value):
            found.append(_finding(row, crude.value, crude.id, reversed_=reversed_))
    return found


def _excludes_zero(row: Disparity) -> bool:
    return row.low is not None and row.high is not None and (row.low > 0 or row.high < 0)


def _finding(row: Disparity, crude: float, crude_id: str, *, reversed_: bool) -> Finding:
    name, value = group_name(row.group), row.value or 0.0
    verb = "turns around" if reversed_ else "shrinks"
    return Finding(
        id="",
        kind="condition",
        severity="medium" if reversed_ else "low",
        title=f"The gap of {name} {verb} when {row.condition} is held fixed.",
        detail=f"{_points(crude)} points overall, {_points(value)} points within "
        f"{row.condition} (Mantel-Haenszel, against {group_name(row.reference)}). Whether "
        f"{row.condition} is a legitimate reason is a question of policy, not of statistics.",
        attributes=row.attributes,
        group=row.group,
        evidence=(crude_id, row.id),
    )


def _points(difference: float) -> str:
    """Return a difference of rates in points, with its sign: +1.2, or a true minus."""
    return f"{difference * 100:+.1f}".replace("-", MINUS)

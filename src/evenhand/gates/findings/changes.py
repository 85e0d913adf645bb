"""Figures and gaps that moved at a date, with what else moved then."""

from evenhand.analyses.change_point import ChangePoint
from evenhand.cube.windows import slot_words
from evenhand.gates.figure_words import between, figure
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, Severity
from evenhand.gates.words import group_name
from evenhand.metrics._metric import Metric

# A gap, or a rate, that moved by less is not worth a reader's time; by more it is pressing.
_LITTLE, _MUCH = 0.02, 0.05
# The like for figures in a unit of their own: by so much of what they were.
_LITTLE_OF, _MUCH_OF = 0.1, 0.25
# How much of a change must be certain. The date was chosen to set the sides apart, so that what
# chance does once in twenty audits has an interval far from zero as well, but not so narrow a one.
_CERTAIN = 0.6


def changes(facts: Facts) -> list[Finding]:
    """Return a finding for each change of a level or a gap; what moved little is left to the rows.

    High: a gap that became wider, or a level that became worse, by five points or a quarter, and
    certainly by two points or a tenth, and by three fifths of that. What only moved, or for the
    better, is to be known.
    """
    found = []
    for row in facts.change_points:
        metric, unit = facts.metrics[row.metric], facts.units.get(row.metric, "")
        severity = _severity(row, metric)
        if severity is None:
            continue
        around = " ".join(one.text for one in row.coincidences)
        found.append(
            Finding(
                id="",
                kind="change",
                severity=severity,
                title=_title(row, metric, unit),
                detail=f"{_size(row, metric, unit)} {_touched(row)}{_watched(row)}{around}".strip(),
                attributes=row.attributes,
                group=row.group,
                evidence=(row.id,),
            )
        )
    return found


def _severity(row: ChangePoint, metric: Metric) -> Severity | None:
    least = 0.0
    if row.low is not None and row.high is not None and row.low * row.high > 0:
        least = min(abs(row.low), abs(row.high))
    size, scale = abs(row.difference), 1.0
    little, much = _LITTLE, _MUCH
    if metric.unit == "column":
        scale, little, much = max(abs(row.before), 1e-12), _LITTLE_OF, _MUCH_OF
    if size < little * scale:
        return None
    worse = _is_worse(row, metric)
    if worse and size >= much * scale and least >= max(little * scale, _CERTAIN * size):
        return "high"
    return "medium" if worse or size >= much * scale else "low"


def _is_worse(row: ChangePoint, metric: Metric) -> bool:
    if row.attributes:
        return abs(row.after) > abs(row.before)
    return (metric.favours == "high" and row.difference < 0 and metric.key != "selection_rate") or (
        metric.favours == "low" and row.difference > 0
    )


def _title(row: ChangePoint, metric: Metric, unit: str) -> str:
    when = slot_words(row.at)
    if row.earliest != row.latest:
        when += f" ({slot_words(row.earliest)} to {slot_words(row.latest)})"
    before, after = (
        figure(value, metric, unit, signed=bool(row.attributes))
        for value in (row.before, row.after)
    )
    if row.attributes:
        return (
            f"The gap of {group_name(row.group)} to {group_name(row.reference)} in "
            f"{metric.phrase} went from {before} to {after} about {when}."
        )
    return f"{metric.title} went from {before} to {after} about {when}."


def _size(row: ChangePoint, metric: Metric, unit: str) -> str:
    if row.low is None or row.high is None:
        return ""
    return f"The change lies {between(row.low, row.high, metric, unit)}."


def _touched(row: ChangePoint) -> str:
    if row.attributes or not row.touched:
        return ""
    names = [group_name(group) for group in row.touched[:4]]
    more = f" and {len(row.touched) - 4} more" if len(row.touched) > 4 else ""  # noqa: PLR2004
    return f"Moved most: {', '.join(names)}{more}. "


def _watched(row: ChangePoint) -> str:
    """Return when somebody who looked at every slot would have known."""
    if row.alarm is None or row.began is None:
        return ""
    often = "An hourly" if "T" in row.at else "A daily"
    return (
        f"{often} look would have raised the alarm {_on(row.alarm)}, and dated the start to "
        f"{slot_words(row.began)}. "
    )


def _on(slot: str) -> str:
    return f"{'at' if 'T' in slot else 'on'} {slot_words(slot)}"

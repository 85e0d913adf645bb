"""Days on which volume, latency, failures or decisions lay outside what is usual."""

from evenhand.analyses.anomaly import Anomaly
from evenhand.cube.windows import slot_words
from evenhand.gates.figure_words import figure
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, Severity
from evenhand.gates.words import group_name
from evenhand.metrics._metric import Metric

# Half the usual volume or less is an outage; half as much again of what harms is pressing.
_OUTAGE, _HALF_MORE = 0.5, 1.5
_LITTLE = 0.1


def anomalies(facts: Facts) -> list[Finding]:
    """Return one finding for each run of days outside their limits.

    High: half the usual volume and less; half as much again, and more, of a figure of which less
    is better (latency, failures). Medium: other volumes; figures that are a tenth worse, or of
    which neither side is. Low: what is better, or not much worse.
    """
    found = []
    for row in facts.anomalies:
        metric = facts.metrics[row.metric]
        severity = _severity(row, metric)
        found.append(
            Finding(
                id="",
                kind="anomaly",
                severity=severity,
                title=_title(row, metric),
                detail=_detail(row, metric, facts.units.get(row.metric, "")),
                attributes=row.attributes,
                group=row.group,
                evidence=(row.id,),
            )
        )
    return found


def _severity(row: Anomaly, metric: Metric) -> Severity:
    if row.kind == "volume":
        return "high" if row.value <= _OUTAGE * row.expected and not row.group else "medium"
    size = abs(row.value - row.expected)
    relative = size / abs(row.expected) if row.expected else 1.0
    worse = (metric.favours == "low" and row.excess > 0) or (
        metric.favours == "high" and row.excess < 0
    )
    if metric.favours == "low" and worse and row.value >= _HALF_MORE * row.expected:
        return "high"
    return "medium" if relative >= _LITTLE and (worse or metric.favours == "neither") else "low"


def _title(row: Anomaly, metric: Metric) -> str:
    what = "Volume" if row.kind == "volume" else metric.title
    whom = f" of {group_name(row.group)}" if row.group else ""
    side = "above" if row.excess > 0 else "below"
    if row.kind == "volume" and row.n == 0:
        whose = f" about {group_name(row.group)}" if row.group else ""
        return f"No decisions{whose} {_when(row)}."
    return f"{what}{whom} was {side} its limits {_when(row)}."


def _when(row: Anomaly) -> str:
    if row.start == row.end:
        return f"{'at' if 'T' in row.start else 'on'} {slot_words(row.start)}"
    return f"from {slot_words(row.start)} to {slot_words(row.end)}"


def _detail(row: Anomaly, metric: Metric, unit: str) -> str:
    value, expected, low, high = (
        f"{one:,.0f}" if row.kind == "volume" else figure(one, metric, unit)
        for one in (row.value, row.expected, row.low, row.high)
    )
    worst = "" if row.start == row.end else "At its farthest "
    return (
        f"{worst}{value}, where {expected} is usual and {low} to {high} is within limits: "
        f"{abs(row.excess):.1f} standard deviations."
    )

"""Values that are missing, or groups that are unknown, more often than before, or less."""

from evenhand.analyses.shift import Shift
from evenhand.gates.findings._facts import Facts
from evenhand.gates.findings._shifts import Story, compared, others, since, stories, whom
from evenhand.gates.gate import Finding, Severity

# A jump of more points than this, in something that the model decides by or with, is grave.
_GRAVE = 0.20


def missing(facts: Facts) -> list[Finding]:
    """Return one finding for each thing whose missing values jumped."""
    rose = stories(facts, lambda row: row.jumped and _jump(row) > 0, _jump)
    fell = stories(facts, lambda row: row.jumped and _jump(row) < 0, lambda row: -_jump(row))
    return [_finding(story, facts) for story in (*rose, *fell)]


def _jump(row: Shift) -> float:
    return (row.unknown or 0.0) - (row.unknown_before or 0.0)


def _severity(row: Shift) -> Severity:
    if _jump(row) < 0:
        return "info"
    seen = row.what == "score" or row.what.startswith("feature:")
    return "high" if seen and _jump(row) > _GRAVE else "medium"


def _finding(story: Story, facts: Facts) -> Finding:
    peak = story.peak
    kind, _, column = story.what.partition(":")
    subject = {"mix": f"{column} is unknown", "feature": f"{column} is missing"}.get(
        kind, f"The {kind} is missing"
    )
    how = "more often" if _jump(peak) > 0 else "less often"
    return Finding(
        id="",
        kind="missing",
        severity=_severity(peak),
        title=f"{subject} {how}{whom(story)}, {since(story, facts)}.",
        detail=f"{_percent(peak.unknown)} of the decisions after {_percent(peak.unknown_before)}: "
        f"{compared(peak, facts)} with a value.{others(story, lambda row: _percent(row.unknown))}",
        attributes=peak.attributes,
        group=peak.group,
        evidence=tuple(row.id for row in (*story.rows, *story.groups)),
    )


def _percent(share: float | None) -> str:
    return f"{(share or 0.0) * 100:.1f} %"

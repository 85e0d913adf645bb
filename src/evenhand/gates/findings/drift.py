"""Scores, decisions, labels, features or a mix of groups that are no longer what they were."""

from evenhand.analyses.shift import Shift
from evenhand.gates.findings._facts import Facts
from evenhand.gates.findings._shifts import Story, compared, others, since, stories, thing, whom
from evenhand.gates.gate import Finding, Severity

# From here on an index is called large, in credit scoring and elsewhere.
_LARGE = 0.25
# What is decided upon; that anything else drifts is a sign, no harm by itself.
_GRAVE = ("score", "decision")
_LEVEL = 0.01


def drift(facts: Facts) -> list[Finding]:
    """Return one finding for each thing that drifted, not one for each window.

    Shown drift against the baseline comes first; a jump from one window to the next is told where
    no drift is; that something moved past the margin without that being shown is told where it is
    shown that something moved.
    """
    shown = list(stories(facts, _drifted, _index, against="baseline", spans=_past))
    told = {story.what for story in shown}
    jumps = [
        story
        for story in stories(facts, _drifted, _index, against="previous")
        if story.what not in told
    ]
    told |= {story.what for story in jumps}
    moved = [
        story
        for story in stories(facts, _moved, _index, against="baseline")
        if story.what not in told
    ]
    return [
        *(_finding(story, facts, "has drifted", _severity(story.peak)) for story in shown),
        *(_finding(story, facts, "has jumped", _severity(story.peak)) for story in jumps),
        *(_finding(story, facts, "may have drifted", "info") for story in moved),
    ]


def _drifted(row: Shift) -> bool:
    return row.state == "drift"


def _past(row: Shift) -> bool:
    """Return whether something is shown to have moved, and perhaps past the margin."""
    none = row.p_none
    return row.state in {"drift", "moved"} and none is not None and none <= _LEVEL


def _moved(row: Shift) -> bool:
    return _past(row) and not row.group


def _index(row: Shift) -> float:
    return row.psi or 0.0


def _severity(row: Shift) -> Severity:
    return "high" if row.what in _GRAVE and _index(row) > _LARGE else "medium"


def _finding(story: Story, facts: Facts, verb: str, severity: Severity) -> Finding:
    peak = story.peak
    name = thing(story.what)
    apart = ""
    if peak.wasserstein is not None:
        apart = f" Its values lie {peak.wasserstein:.3g} apart on average."
    return Finding(
        id="",
        kind="drift",
        severity=severity,
        title=f"{name[0].upper()}{name[1:]} {verb}{whom(story)}, {since(story, facts)}.",
        detail=f"Population stability index {_index(peak):.2f} {compared(peak, facts)}.{apart}"
        + others(story, lambda row: f"{_index(row):.2f}"),
        attributes=peak.attributes,
        group=peak.group,
        evidence=tuple(row.id for row in (*story.rows, *story.groups)),
    )

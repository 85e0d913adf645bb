"""Values of a feature, or groups, that are new, or that are no longer there."""

from typing import Literal

from evenhand.analyses.shift import Category, Shift
from evenhand.gates.findings._facts import Facts
from evenhand.gates.findings._shifts import Story, compared, since, stories, whom
from evenhand.gates.gate import Finding, Severity

# Shares of the decisions: from here on a change is grave, or more than a curiosity.
_GRAVE = 0.20
_WORTH_KNOWING = 0.01
_NAMED = 3


def categories(facts: Facts) -> list[Finding]:
    """Return one finding a feature or attribute with new values, and one with vanished ones."""
    came = stories(facts, lambda row: bool(row.came), lambda row: _share(row, "came"))
    went = stories(facts, lambda row: bool(row.went), lambda row: _share(row, "went"))
    return [
        *(_finding(story, facts, "came") for story in came),
        *(_finding(story, facts, "went") for story in went),
    ]


def _share(row: Shift, side: Literal["came", "went"]) -> float:
    """Return the share of the decisions that the categories have where they are."""
    if side == "came":
        return sum(one.n for one in row.came) / max(row.n, 1)
    return sum(one.n_against for one in row.went) / max(row.n_against, 1)


def _severity(story: Story, side: Literal["came", "went"]) -> Severity:
    share = _share(story.peak, side)
    if side == "came" and share > _GRAVE and story.what.startswith("feature:"):
        return "high"
    return "medium" if share >= _WORTH_KNOWING else "info"


def _finding(story: Story, facts: Facts, side: Literal["came", "went"]) -> Finding:
    peak = story.peak
    column = story.what.partition(":")[2]
    sides = [row.came if side == "came" else row.went for row in story.rows]
    names = list(dict.fromkeys(one.name for row in sides for one in row))
    left = len(names) - _NAMED
    listed = ", ".join(names[:_NAMED]) + (f" and {left} more" if left > 0 else "")
    values = "a value" if len(names) == 1 else f"{len(names)} values"
    verb = f"has {values} unseen before" if side == "came" else f"has lost {values}"
    counts = "; ".join(
        f"{one.name}: {_counted(one, side)}"
        for one in (peak.came if side == "came" else peak.went)[:_NAMED]
    )
    return Finding(
        id="",
        kind="category",
        severity=_severity(story, side),
        title=f"{column} {verb}{whom(story)}: {listed}, {since(story, facts)}.",
        detail=f"Decisions with it, by value: {counts}; {compared(peak, facts)}.",
        attributes=peak.attributes,
        group=peak.group,
        evidence=tuple(row.id for row in story.rows),
    )


def _counted(one: Category, side: Literal["came", "went"]) -> str:
    return f"{one.n:,} after none" if side == "came" else f"none after {one.n_against:,}"

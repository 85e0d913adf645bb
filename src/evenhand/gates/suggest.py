"""Findings become gates: what was found once is asked of every audit from then on.

The tolerance is what the reference period had at most: the end of its interval, rounded outwards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from evenhand.cube.windows import window_words
from evenhand.gates.figure_words import between, figure
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.reference_period import Windowed, gap_between, outwards, over_windows
from evenhand.gates.words import group_name

Group = tuple[str, ...]
_FIRST = 0.25  # of the windows: the reference period where nothing else is
_STEP, _RATIO_STEP = 0.01, 0.05

_NO_GATE = {
    "anomaly": "a run of days is no state to hold an audit to",
    "category": "a new value of a column is looked for in every audit",
    "condition": "it says how to read a gap",
    "drift": "every audit tests it; [drift] margin says how much is let pass",
    "label_delay": "outcomes that come late are waited for",
    "missing": "every audit looks for it",
    "oversight": "it is about how people review; name a target for hasty_review_rate",
    "restated": "it is about an earlier audit",
    "selective_labels": "only bounds are known",
    "too_few_decisions": "it takes more decisions: evenhand plan-size --from audit.json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An entry of a plan, and why: what was found, and what the reference period had."""

    table: Literal["gates", "targets"]
    entry: dict[str, Any]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A finding that no gate is suggested for, and why not."""

    finding: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a finding is about, as far as a gate is concerned."""

    metric: str
    attributes: Group
    group: Group
    reference: Group  # (): a figure, not a gap
    ratio: bool = False
    upwards: bool | None = None  # whether a figure rose
    before: str | None = None  # the windows that end by then are the reference period


def suggest(
    facts: Facts,
    findings: Sequence[Finding],
    windows: Sequence[str],
    *,
    period: tuple[str, str] | None = None,
) -> tuple[list[Suggestion], list[Refusal]]:
    """Return what could be asked of every audit from now on, and which findings could not.

    Parameters
    ----------
    facts : Facts
    findings : sequence of Finding
    windows : sequence of str
        Starts of all windows.
    period : (str, str), optional
        First and last day of the reference period. Default: the windows before a change; where
        there was none, the first quarter of them.
    """
    found: dict[tuple[str, str, Group], Suggestion] = {}
    refused = []
    for finding in findings:
        sought = _sought(facts, finding)
        if isinstance(sought, str):
            refused.append(Refusal(finding=finding.title, why=sought))
            continue
        made = _suggestion(facts, finding, sought, _chosen(windows, sought, period), found.values())
        if isinstance(made, str):
            refused.append(Refusal(finding=finding.title, why=made))
        else:
            found[made.table, made.entry["metric"], made.entry.get("attributes", ())] = made
    return list(found.values()), refused


def _sought(facts: Facts, finding: Finding) -> Sought | str:
    """Return what a finding asks a gate for; or why it asks for none."""
    if finding.kind.startswith("gate_") or finding.kind == "target":
        return "it is a gate already"
    if finding.kind == "change":
        return _of_change(facts, finding)
    if finding.kind == "performance":
        return Sought(metric="accuracy", attributes=(), group=(), reference=(), upwards=False)
    if finding.kind in _GAPS:
        metric, comparison = _GAPS[finding.kind]
        if not metric:
            metric = next(row.metric for row in facts.disparities if row.id == finding.evidence[1])
        gap = facts.disparity(metric, comparison, finding.attributes, finding.group)
        if gap is None or gap.reference == finding.group:
            return "there is no other group to compare with"
        return Sought(
            metric=metric,
            attributes=finding.attributes,
            group=finding.group,
            reference=gap.reference,
            ratio=comparison == "ratio",
        )
    return _NO_GATE.get(finding.kind, "it is no figure that could be held to a tolerance")


# The findings that are of gaps: of which metric ("": that of the row), and how it is compared.
_GAPS = {
    "kpi_gap": ("", "ratio"),
    "calibration": ("calibration_in_the_large", "difference"),
    "label_coverage": ("label_coverage", "difference"),
}


def _of_change(facts: Facts, finding: Finding) -> Sought | str:
    row = next(one for one in facts.change_points if one.id == finding.evidence[0])
    favours = facts.metrics[row.metric].favours
    if row.reference and abs(row.after) < abs(row.before):
        return "the gap has narrowed"
    if not row.reference and favours == ("high" if row.difference > 0 else "low"):
        return "it moved for the better"
    return Sought(
        metric=row.metric,
        attributes=row.attributes,
        group=row.group,
        reference=row.reference,
        upwards=row.difference > 0,
        before=row.earliest,
    )


def _chosen(
    windows: Sequence[str], sought: Sought, period: tuple[str, str] | None
) -> Sequence[str]:
    """Return the windows of the reference period."""
    if period is not None:
        first, last = period
        return [one for one in windows if first <= one[: len(first)] and one[: len(last)] <= last]
    if sought.before is not None:
        # A window has ended when the next begins.
        return [one for one, following in pairwise(windows) if following <= sought.before]
    return windows[: max(1, round(len(windows) * _FIRST))]


def _suggestion(
    facts: Facts,
    finding: Finding,
    sought: Sought,
    windows: Sequence[str],
    made: Collection[Suggestion],
) -> Suggestion | str:
    """Return the entry for what a finding asks; or why there is none."""
    if already := _already(facts, sought, made):
        return already
    told = [
        over_windows(facts.estimates, sought.metric, sought.attributes, group, set(windows))
        for group in (sought.group, sought.reference)
    ]
    mine, theirs = told
    if mine is None or (sought.reference and theirs is None):
        return "the reference period has no figures of it"
    gap = mine
    if sought.reference and theirs is not None:
        sides = (mine, theirs)
        if sought.ratio and facts.metrics[sought.metric].favours == "low":
            sides = (theirs, mine)  # a gate's ratio is put so that the tolerance is a floor
        between_them = gap_between(*sides, ratio=sought.ratio)
        if between_them is None:
            return "the reference period has no ratio of it"
        gap = between_them
    asked = (_gate if sought.reference else _target)(facts, sought, gap)
    if isinstance(asked, str):
        return asked
    names = {"attributes": sought.attributes} if sought.attributes else {}
    by = f"-by-{'-and-'.join(sought.attributes)}" if sought.attributes else ""
    return Suggestion(
        table="gates" if sought.reference else "targets",
        entry={
            "id": f"suggested-{sought.metric}{by}",
            "metric": sought.metric,
            **names,
            **asked,
            "note": f"Suggested after: {finding.title}",
        },
        because=(finding.title, _told(facts, sought, gap, windows)),
    )


def _already(facts: Facts, sought: Sought, made: Collection[Suggestion]) -> str:
    """Return which gate asks for it already; "" where none does."""
    for gate in facts.gates:
        if gate.basis != "period" or gate.target == bool(sought.reference):
            continue
        same = gate.metric == sought.metric and set(gate.attributes) == set(sought.attributes)
        side = "at_most" if sought.upwards else "at_least"
        if same and (bool(sought.reference) or gate.comparison == side):
            return f"it is a gate already: {gate.id}"
    table = "gates" if sought.reference else "targets"
    for one in made:
        asked = one.entry["metric"], one.entry.get("attributes", ())
        if one.table == table and asked == (sought.metric, sought.attributes):
            return "what is suggested above asks for it"
    return ""


def _gate(facts: Facts, sought: Sought, gap: Windowed) -> dict[str, Any] | str:
    """Return comparison and tolerance of a gate; or why there is none."""
    metric = facts.metrics[sought.metric]
    low, high = gap.low, gap.high
    if low is None or high is None:
        return "the reference period has no interval of it"
    if not sought.ratio:
        step = _STEP if metric.unit == "rate" else None
        tolerance = outwards(max(abs(low), abs(high)), up=True, step=step)
        return {"comparison": "difference", "tolerance": tolerance}
    least = min(low, 1 / high) if metric.favours == "neither" else low
    tolerance = min(1 - _RATIO_STEP, outwards(least, up=False, step=_RATIO_STEP))
    if tolerance <= 0:
        return "the reference period has too few decisions to tell a tolerance from"
    return {"comparison": "ratio", "tolerance": tolerance}


def _target(facts: Facts, sought: Sought, figure_: Windowed) -> dict[str, Any] | str:
    """Return the side and the number of a target; or why there is none."""
    side, bound = ("at_most", figure_.high) if sought.upwards else ("at_least", figure_.low)
    if bound is None:
        return "the reference period has no interval of it"
    number = outwards(bound, up=bool(sought.upwards))
    if facts.metrics[sought.metric].unit == "rate" and not 0 < number < 1:
        return "the reference period would allow any rate"
    return {side: number}


def _told(facts: Facts, sought: Sought, gap: Windowed, windows: Sequence[str]) -> str:
    """Return what the reference period had, as a sentence."""
    metric, unit = facts.metrics[sought.metric], facts.units.get(sought.metric, "")
    first, last = (window_words(one, facts.window) for one in (windows[0], windows[-1]))
    when = first if first == last else f"{first} to {last}"
    who = f" of {group_name(sought.group)}" if sought.group else ""
    against = f" against {group_name(sought.reference)}" if sought.reference else ""
    if sought.ratio:
        value = f"a ratio of {gap.value:.2f}"
    else:
        value = figure(gap.value, metric, unit, signed=bool(sought.reference))
    ends = ""
    if gap.low is not None and gap.high is not None:
        if sought.ratio:
            ends = f" ({gap.low:.2f} to {gap.high:.2f})"
        elif sought.reference:
            ends = f" ({between(gap.low, gap.high, metric, unit)})"
        else:
            ends = f" ({figure(gap.low, metric, unit)} to {figure(gap.high, metric, unit)})"
    return f"{when}: {metric.phrase}{who}{against}: {value}{ends}, on {gap.n:,} decisions."

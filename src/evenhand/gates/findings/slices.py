"""Subgroups in which people fare worst, by several things together."""

from evenhand.analyses.slice import Slice
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import MINUS
from evenhand.metrics import METRICS

_MOST = 3  # of one metric: the section of the report has them all


def slices(facts: Facts) -> list[Finding]:
    """Return the worst subgroups of each metric that was searched, named by what they share."""
    metrics = dict.fromkeys(one.metric for one in facts.slices)
    return [
        _finding(one)
        for metric in metrics
        for one in [one for one in facts.slices if one.metric == metric][:_MOST]
    ]


def where(one: Slice) -> str:
    """Return a subgroup in words: "where sex is F and channel is phone"."""
    parts = [f"{column} is {value}" for column, value in one.items]
    head = ", ".join(parts[:-1])
    return f"where {head} and {parts[-1]}" if head else f"where {parts[-1]}"


def _finding(one: Slice) -> Finding:
    metric = METRICS[one.metric]
    level = "high" if metric.favours == "low" else "low"
    # Each part is of the distance from everybody, and the largest is worth a word.
    total = sum(one.parts)
    share, (column, value) = max(
        (part / total if total else 0.0, item)
        for part, item in zip(one.parts, one.items, strict=True)
    )
    mostly = ""
    if len(one.items) > 1:
        mostly = f" Of the distance, {min(share, 1.0):.0%} goes with {column} being {value}."
    return Finding(
        id="",
        kind="slice",
        severity="medium" if one.metric == "selection_rate" else "low",
        title=f"{metric.title} is {level} {where(one)}.",
        detail=f"{one.value * 100:.1f} % of {one.n:,}, and {one.rest * 100:.1f} % of everybody "
        f"else. In the half of the log that had no part in the search the difference is "
        f"{_points(one.difference)} points ({_points(one.low)} to {_points(one.high)}).{mostly}",
        attributes=(),
        group=(),
        evidence=(one.id,),
    )


def _points(difference: float) -> str:
    return f"{difference * 100:.1f}".replace("-", MINUS)

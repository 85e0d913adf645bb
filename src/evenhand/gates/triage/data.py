"""Data: who asks for what, whose labels are odd, what is missing, and what has changed."""

from collections.abc import Iterator

from evenhand.gates.triage._case import LEAST, Case, listed
from evenhand.gates.triage._shares import Shares, outcomes_lead
from evenhand.gates.triage.rows import Evidence

# What has drifted, or is missing more often, is not measured in the figure: it is a hint.
_HINT = 0.1
_MOST_SHIFTS = 3


def data(case: Case, shares: Shares) -> Iterator[Evidence]:
    """Yield what speaks for the data, and against it."""
    mix = case.mix
    if mix is not None:
        text = f"The mix of {listed(mix.decomposition.over)} accounts for {case.accounted(mix)}."
        yield case.evidence("data", "mix", shares.mix, text, (mix.decomposition.id,))
    yield from _outcomes(case, shares)
    yield from _coverage(case)
    yield from _shifts(case)


def _outcomes(case: Case, shares: Shares) -> Iterator[Evidence]:
    labels, scores = case.gap_of("base_rate"), case.gap_of("mean_score")
    base, by_score = case.part("outcomes", "base_rate"), case.part("scores", "scores")
    apart = ""
    rows: tuple[str, ...] = ()
    if labels is not None and scores is not None and case.question.change is None:
        apart = f"Positive labels lie {_points(labels[0])} apart, mean scores {_points(scores[0])}"
        rows = (*labels[1], *scores[1])
    if by_score is not None and apart:
        alike = "as scores do" if shares.base_rate >= LEAST else "otherwise than scores do"
        text = f"{apart}: outcomes differ {alike}."
        yield case.evidence("data", "base_rate", shares.base_rate, text, rows)
    elif base is not None:
        text = f"Different shares with a positive label account for {case.accounted(base)}."
        yield case.evidence("data", "base_rate", shares.base_rate, text, (base.decomposition.id,))
    outcomes = case.part("scores", "outcomes")
    if outcomes is not None:
        whose = "" if outcomes_lead(case) else " The scores are the odd ones, not the labels."
        text = (
            "At the same score different shares have the label, which accounts for "
            f"{case.accounted(outcomes)}.{whose}"
        )
        rows = (outcomes.decomposition.id, *rows)
        before = shares.before.get("labels")
        yield case.evidence("data", "labels", shares.labels, text, rows, before=before)


def _coverage(case: Case) -> Iterator[Evidence]:
    """Yield how much fewer labels of the group are known: by so much at most it is mistaken."""
    gap = case.gap_of("label_coverage") if case.needs_labels else None
    if gap is None or not case.decompositions:
        return
    total = abs(case.decompositions[0].total)
    text = f"Labels are known for {_points(abs(gap[0]))} "
    text += f"{'fewer' if gap[0] < 0 else 'more'} of the group than of its reference."
    reach = min(abs(gap[0]) / total, 1.0) if total else 0.0
    yield case.evidence("data", "missing", _HINT * reach, text, gap[1])


def _shifts(case: Case) -> Iterator[Evidence]:
    """Yield what drifted or went missing, of the group or of everybody: for changes alone."""
    for change in case.changes:
        found = [
            row
            for row in case.facts.shifts
            if row.against == "baseline"
            and row.group in {(), case.question.group}
            and row.what.startswith("feature:")
            and (row.state == "drift" or row.jumped)
            and row.window >= change.at[: len(row.window)]
        ]
        seen: set[str] = set()
        for row in found:
            if row.what in seen or len(seen) == _MOST_SHIFTS:
                continue
            seen.add(row.what)
            name = row.what.removeprefix("feature:")
            what = "is missing more or less often" if row.jumped else "has drifted"
            text = f"{name} {what} since: how much of the change that accounts for is not known."
            yield case.evidence("data", "drift", _HINT, text, (row.id,))


def _points(value: float) -> str:
    return f"{value * 100:.1f} points".replace("-", "\N{MINUS SIGN}")

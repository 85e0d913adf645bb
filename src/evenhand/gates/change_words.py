"""Changes since a baseline in words: what things were, how far they moved, what is tolerated."""

from collections.abc import Sequence
from decimal import Decimal

from evenhand.gates.gate import GateResult, GroupState
from evenhand.gates.target_words import amount as told
from evenhand.metrics._metric import Metric

APPROVE = "evenhand baseline approve audit/audit.json --by NAME --reason TEXT"


def title(metric: Metric, comparison: str, attributes: Sequence[str], *, gap: bool) -> str:
    """Return the name of a change that is judged.

    Examples
    --------
    >>> from evenhand.metrics import METRICS
    >>> title(METRICS["selection_rate"], "ratio", ("race",), gap=True)
    'Change of the selection rate ratio by race'
    >>> title(METRICS["latency_p95"], "ratio", (), gap=False)
    'Change of the 95th percentile of latency'
    """
    by = f" by {' and '.join(attributes)}" if attributes else ""
    kind = "" if not gap else " ratio" if comparison == "ratio" else " gap"
    return f"Change of the {metric.phrase}{kind}{by}"


def amount(gate: GateResult, value: float) -> str:
    """Return how far a figure moved: "3.2 points", "0.03", or "12 %" of what it was."""
    fences = [gate.tolerance, -gate.tolerance]
    if gate.comparison == "ratio":
        return told(value, "rate", fences)
    if gate.unit == "rate":
        return f"{told(value, 'rate', fences, bare=True)} points"
    return told(value, gate.unit, fences)


def limits(gate: GateResult) -> str:
    """Return how far it may move: "at most 2 points", "at most 10 %"."""
    if gate.comparison == "ratio" or gate.unit == "rate":
        text = f"{Decimal(repr(gate.tolerance)) * 100:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"at most {text} {'%' if gate.comparison == 'ratio' else 'points'}"
    return f"at most {gate.tolerance:g}"


def figures(gate: GateResult) -> str:
    """Return the worst group's change as a sentence."""
    state = worst(gate)
    if state is None or gate.value is None or state.before is None:
        return f"{_subject(gate)} cannot be compared with the baseline."
    return f"{clause(gate)}{_band(gate)}; the tolerance is {limits(gate)}."


def clause(gate: GateResult) -> str:
    """Return what was, and what became of it, as a clause without its interval."""
    state = worst(gate)
    if state is None or gate.value is None or state.before is None:
        return f"{_subject(gate)} cannot be compared with the baseline"
    return f"{_was(gate, state.before)} {_verb(gate)} by {amount(gate, abs(gate.value))}"


def _band(gate: GateResult) -> str:
    if gate.value is None or gate.low is None or gate.high is None:
        return ""
    # An improvement is told as such, and so is its interval.
    sign = -1 if gate.value < 0 else 1
    low, high = sorted(sign * side for side in (gate.low, gate.high))
    return f" ({' to '.join(_bare(amount(gate, side)) for side in (low, high))})"


def worst(gate: GateResult) -> GroupState | None:
    """Return the group whose figures a gate shows."""
    return next(
        (one for one in gate.groups if one.group == gate.group and one.reference == gate.reference),
        None,
    )


def _bare(text: str) -> str:
    return text.removesuffix(" points").removesuffix(" %")


def _gap(gate: GateResult) -> bool:
    return bool(gate.reference)


def _subject(gate: GateResult) -> str:
    who = ", ".join(gate.group)
    if _gap(gate):
        kind = "ratio" if gate.comparison == "ratio" else "gap"
        return f"The {gate.subject} {kind} between {who} and {', '.join(gate.reference)}"
    return f"The {gate.subject}{f' of {who}' if who else ''}"


def _was(gate: GateResult, before: float) -> str:
    """Return what was, up to the verb that says what became of it."""
    subject = _subject(gate)
    if _gap(gate) and gate.comparison == "ratio":
        return f"{subject} was {told(before, '')} at the baseline, and"
    if _gap(gate):
        size = (
            f"{told(abs(before), 'rate', bare=True)} points"
            if gate.unit == "rate"
            else told(abs(before), gate.unit)
        )
        turned = ", the other way round," if before < 0 else ""
        return f"{subject} was {size}{turned} at the baseline, and"
    return f"{subject} was {told(before, gate.unit)} at the baseline, and"


def _verb(gate: GateResult) -> str:
    more = gate.value is not None and gate.value >= 0
    if _gap(gate) and gate.comparison == "ratio":
        return "has fallen" if more else "has risen"
    if _gap(gate):
        return "has widened" if more else "has narrowed"
    if gate.favours == "neither":
        return "has moved"
    return "has risen" if more == (gate.favours == "low") else "has fallen"


def reason(
    gate: GateResult, *, gone: Sequence[str] = (), new: Sequence[str] = (), same: bool = False
) -> str:
    """Return in plain sentences why a change has its state.

    Parameters
    ----------
    gate : GateResult
    gone : sequence of str
        Groups that the baseline judged, and that have no figure now.
    new : sequence of str
        Groups that the baseline does not have.
    same : bool
        Whether the baseline is of the same rows.
    """
    parts = [_why(gate, gone)]
    if gone and gate.state != "insufficient":
        parts.append(f"Not there any more: {_listed(gone)}.")
    if new:
        parts.append(f"Not in the baseline: {_listed(new)}.")
    if same:
        parts.append("The baseline is of the same rows.")
    return " ".join(parts)


def _why(gate: GateResult, gone: Sequence[str]) -> str:
    match gate.state:
        case "fail":
            return (
                f"{figures(gate)} The evidence shows that it is past the tolerance. If that is how "
                f"it should be from now on: {APPROVE}."
            )
        case "warn":
            return f"{figures(gate)} That may be chance: the evidence does not show it yet."
        case "pass":
            small = sum(not one.testable for one in gate.groups)
            few = f" {small} of {len(gate.groups)} comparisons rest on too little." if small else ""
            return f"Every change that can be judged is shown to be within the tolerance.{few}"
        case _:
            return _open(gate, gone)


def _open(gate: GateResult, gone: Sequence[str]) -> str:
    """Return why a change cannot be decided."""
    if gone:
        return (
            f"The baseline judged what has no figure now: {_listed(gone)}. A gate that checks less "
            "than last time cannot pass."
        )
    if not any(one.value is not None for one in gate.groups):
        return "Nothing can be compared with the baseline: one of the two figures has no value."
    if not any(one.testable for one in gate.groups):
        return (
            f"No change can be judged: it takes {gate.minimum_n:,} decisions of each group, in the "
            "baseline and now."
        )
    return f"{figures(gate)} That is within, but it takes more decisions to show it."


_NAMED = 6


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return f"{'; '.join(names[:_NAMED])}{f' and {rest} more' if rest > 0 else ''}"

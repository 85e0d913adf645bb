"""Gates over time in words: evidence that was gathered over many looks, and holds at each."""

from collections.abc import Sequence

from evenhand.analyses.stream import Change, Stream
from evenhand.cube.windows import slot_words
from evenhand.gates.gate import GateResult
from evenhand.gates.target_words import amount as told
from evenhand.gates.target_words import limit_text
from evenhand.metrics._metric import Metric

OTHERS = "all others"


def title(
    metric: Metric, comparison: str, attributes: Sequence[str], condition: str | None = None
) -> str:
    """Return the name of a gate over time.

    Examples
    --------
    >>> from evenhand.metrics import METRICS
    >>> title(METRICS["selection_rate"], "ratio", ("race",))
    'Selection rate ratio by race, over time'
    """
    within = "" if condition is None else f" within {condition}"
    return f"{metric.title} {comparison} by {' and '.join(attributes)}{within}, over time"


def amount(gate: GateResult, value: float) -> str:
    """Return a running gap with its unit, on its side of the tolerance."""
    return _amount(gate.comparison, gate.tolerance, value)


def _amount(comparison: str, tolerance: float, value: float) -> str:
    if comparison == "ratio":
        return _ratio(value, tolerance if value <= 1 else 1 / tolerance)
    return f"{told(value, 'rate', [-tolerance, tolerance], bare=True)} points"


def _ratio(value: float, fence: float) -> str:
    """Return a ratio with two decimals, or with as many as keep it on its side of a fence."""
    texts = [f"{value:.{places}f}" for places in range(2, 7)]
    side = (value > fence) - (value < fence)
    true = (text for text in texts if (float(text) > fence) - (float(text) < fence) == side)
    return next(true, texts[-1])


def limits(gate: GateResult) -> str:
    """Return what is tolerated: "at least 0.80" of a ratio, "at most 5 points" of a gap."""
    if gate.comparison == "ratio":
        return f"at least {_ratio(gate.tolerance, gate.tolerance)}"
    return f"at most {limit_text(gate.tolerance, 'rate').removesuffix(' %')} points"


def figures(gate: GateResult) -> str:
    """Return the worst group's running gap as a sentence."""
    group, others = ", ".join(gate.group), ", ".join(gate.reference) or OTHERS
    if gate.value is None:
        return f"The {gate.subject} of {group or 'no group'} cannot be compared over time yet."
    band = ""
    if gate.low is not None and gate.high is not None:
        low, high = (amount(gate, side).removesuffix(" points") for side in (gate.low, gate.high))
        band = f" ({low} to {high} at every look)"
    asks = gate.comparison, gate.tolerance, gate.favours
    compared = _compared(gate.subject, asks, group, others, gate.value)
    return f"Over time, the {compared} on average{band}; the tolerance is {limits(gate)}."


def _compared(
    subject: str, asks: tuple[str, float, str], group: str, others: str, value: float
) -> str:
    """Return how two rates compare, as in "selection rate of a is 0.7 times that of b"."""
    comparison, tolerance, favours = asks
    if comparison == "ratio":
        if favours == "low":
            group, others = others, group
        size = f"{_amount(comparison, tolerance, value)} times that of {others}"
    elif value == 0:
        size = f"that of {others}"
    else:
        side = "above" if value > 0 else "below"
        size = f"{_amount(comparison, tolerance, abs(value))} {side} that of {others}"
    return f"{subject} of {group} is {size}"


def change_title(stream: Stream, change: Change, metric: Metric) -> str:
    """Return since when a group has fared differently, as a sentence."""
    asks = stream.asks
    group, others = ", ".join(asks.group), ", ".join(asks.reference) or OTHERS
    since = f"Since about {slot_words(change.start)} the"
    if change.value is None:
        return f"{since} {metric.phrase} of {group} differs from that of {others}."
    how = asks.comparison, asks.tolerance, metric.favours
    return f"{since} {_compared(metric.phrase, how, group, others, change.value)} on average."


def reason(gate: GateResult, stream: Stream | None) -> str:
    """Return in plain sentences why a gate over time has its state.

    `stream` is that of its worst group.
    """
    if stream is None or not stream.looks:
        return f"{figures(gate)} No window is complete that has enough decisions of both groups."
    looks = len(stream.looks)
    since = slot_words(stream.looks[0].windows[0].start)
    gathered = f"{looks} {'look' if looks == 1 else 'looks'} since {since}"
    match gate.state:
        case "fail":
            at = slot_words(stream.alarm or stream.last)
            return (
                f"{figures(gate)} The evidence gathered in {gathered} passed the bar with {at}: "
                "however often one looks, chance hardly ever does that. It stays so until "
                f"somebody acknowledges it: evenhand history acknowledge FOLDER '{stream.asks.id}'."
            )
        case "warn":
            return f"{figures(gate)} The evidence of {gathered} does not show it yet."
        case "pass":
            return f"In {gathered}, every group is shown to be within the tolerance on average."
        case _:
            return (
                f"{figures(gate)} That is within, but the evidence of {gathered} does not show "
                "it yet."
            )

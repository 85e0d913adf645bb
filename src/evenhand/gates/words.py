"""Gates in words: titles, reasons and the verdict, each true for the figures it stands under."""

from collections.abc import Sequence
from decimal import Decimal

from evenhand.cube.windows import slot_words
from evenhand.gates import change_words, stream_words
from evenhand.gates.gate import GateResult, State
from evenhand.gates.target_words import target_figures
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Metric
from evenhand.metrics.own import own_metrics
from evenhand.plan import Gate, OwnKpi, Plan


def gate_title(gate: Gate, metric: Metric, attributes: Sequence[str], when: str = "") -> str:
    """Return a gate's name in words, with the condition and the window that it looks at.

    Examples
    --------
    >>> asked = Gate(metric="selection_rate", comparison="ratio", tolerance=0.8, condition="grade")
    >>> gate_title(asked, METRICS["selection_rate"], ["race"], "June 2025")
    'Selection rate ratio by race within grade, June 2025'
    """
    within = "" if gate.condition is None else f" within {gate.condition}"
    at = f", {when}" if when else ""
    return f"{metric.title} {gate.comparison} by {' and '.join(attributes)}{within}{at}"


def metric_of(gate: GateResult) -> Metric:
    """Return the metric of a gate; one of the user's own is made from what the gate says of it."""
    if gate.metric in METRICS:
        return METRICS[gate.metric]
    own = OwnKpi(
        name=gate.metric,
        column="",
        kind="rate" if gate.unit == "rate" else "mean",
        favours=gate.favours,
        title=gate.subject[:1].upper() + gate.subject[1:],
    )
    return own_metrics(Plan(own_kpis=(own,)))[own.name]


def group_name(group: Sequence[str]) -> str:
    """Return a group as a reader calls it: "Black", or "Black, F" for an intersection."""
    return ", ".join(group)


MINUS = "\u2212"

# A tolerance with more decimals than this is the inverse of one, and nobody wrote it down.
_MOST_PLACES = 6
_HUNDREDTHS = 2


def number(value: float, tolerance: float | None = None) -> str:
    """Return a number with two decimals, or with as many as keep it on its side of a tolerance.

    Examples
    --------
    >>> number(0.7512), number(0.796, 0.80), number(0.79996, 0.80), number(0.0004, 0.001)
    ('0.75', '0.796', '0.79996', '0.0004')
    """
    places = _HUNDREDTHS if tolerance is None else len(exact(tolerance).partition(".")[2])
    # A tolerance finer than hundredths needs one place more to be told from what is near it.
    start = places + (places > _HUNDREDTHS) if places <= _MOST_PLACES else _HUNDREDTHS
    for decimals in range(start, start + 4):
        text = f"{value:.{decimals}f}"
        if tolerance is None or _side(float(text), tolerance) == _side(value, tolerance):
            return text if float(text) else text.lstrip("-")
    return repr(value)


def exact(tolerance: float) -> str:
    """Return a tolerance as the plan has it, with two decimals at least.

    Examples
    --------
    >>> exact(0.8), exact(0.125), exact(2)
    ('0.80', '0.125', '2.00')
    """
    text = f"{tolerance:.2f}"
    return text if float(text) == tolerance else f"{Decimal(repr(tolerance)):f}"


def _side(value: float, tolerance: float) -> int:
    """Return whether a value is below, at or above a tolerance, or minus it: -1, 0, 1."""
    return int(abs(value) > abs(tolerance)) - int(abs(value) < abs(tolerance))


def gate_reason(gate: GateResult, *, groups: int, judged: int) -> str:
    """Return in one plain sentence why a gate has its state.

    `groups` have decisions; `judged` comparisons are between two that are large enough.
    """
    if gate.state in {"fail", "warn"}:
        return f"{figures(gate)} {_grounds(gate)}"
    if gate.state == "insufficient":
        return _open(gate, groups=groups, judged=judged)
    if gate.decide_by == "point":
        return f"{figures(gate)} {_BY_POINT}"
    small = sum(not group.testable for group in gate.groups)
    left = "" if not small else f" {_groups(small)} too few decisions to judge."
    return f"Every group that can be judged is shown to be within the tolerance.{left}"


def _open(gate: GateResult, *, groups: int, judged: int) -> str:
    """Return why a gate cannot be decided."""
    if groups < 2:  # noqa: PLR2004 - a comparison takes two
        return f"There is {'only one' if groups else 'no known'} group: nothing to compare."
    if all(group.value is None for group in gate.groups):
        return f"{metric_of(gate).title} cannot be compared: it is not defined."
    if not judged:
        return (
            f"No group can be judged: each comparison needs {gate.minimum_n:,} decisions in "
            "both groups."
        )
    if gate.value is None:
        return figures(gate)
    return f"{figures(gate)} That is within, but it takes more decisions to show it."


_BY_POINT = "Decided by the estimate alone, as a rule of thumb is."


def _grounds(gate: GateResult) -> str:
    """Return what makes a gate fail or warn."""
    if gate.decide_by == "point":
        return _BY_POINT
    if gate.state == "fail":
        return "The evidence shows that the tolerance is broken."
    if not past(gate, gate.tolerance):
        return f"That is past the warning level of {limits(gate, gate.warn or gate.tolerance)}."
    if gate.p_value is not None and gate.p_value <= gate.alpha:
        return "Taken by itself that is shown; among all gates of this audit it may be chance."
    return "That may be chance: the evidence does not show it yet."


def past(gate: GateResult, limit: float) -> bool:
    """Return whether a gate's figure lies past a limit."""
    value = gate.value if gate.value is not None else float("nan")
    if gate.basis == "baseline":
        return value > limit
    favours = metric_of(gate).favours
    if gate.comparison == "difference":
        if gate.direction == "either":
            return abs(value) > limit
        return value > limit if favours == "low" else value < -limit
    two_sided = favours == "neither"
    return value < limit or (two_sided and value * limit > 1)


def _groups(count: int) -> str:
    return "One group has" if count == 1 else f"{count} groups have"


def limits(gate: GateResult, limit: float) -> str:
    """Return a tolerance in words; a ratio of a metric that favours neither side has two."""
    if gate.basis == "baseline":
        return change_words.limits(gate)
    if gate.comparison == "ratio" and metric_of(gate).favours == "neither":
        return f"{exact(limit)} to {number(1 / limit)}"
    if _scale(gate) == _POINTS:
        return f"{Decimal(repr(limit)) * _POINTS:f}".rstrip("0").rstrip(".") + " points"
    return exact(limit)


_POINTS = 100


def _scale(gate: GateResult) -> int:
    """Return what a gate's figures are shown times: differences of rates read as points."""
    rates = gate.comparison == "difference" and metric_of(gate).unit == "rate"
    return _POINTS if rates else 1


def _scaled(value: float, tolerance: float, scale: int) -> str:
    """Return a figure as it is shown, with a true minus sign, on its side of the tolerance."""
    if scale == 1:
        return number(value, tolerance).replace("-", MINUS)
    texts = [f"{value * scale:.{decimals}f}" for decimals in range(1, 6)]
    line, side = round(tolerance * scale, 9), _side(value, tolerance)
    text = next((text for text in texts if _side(float(text), line) == side), texts[-1])
    return (text if float(text) else text.lstrip("-")).replace("-", MINUS)


def amount(gate: GateResult, value: float) -> str:
    """Return a figure of a gate with its unit: "0.75", or "13.7 points" of rates."""
    if gate.basis == "stream":
        return stream_words.amount(gate, value)
    if gate.basis == "baseline":
        return change_words.amount(gate, value)
    scale = _scale(gate)
    return _scaled(value, gate.tolerance, scale) + (" points" if scale == _POINTS else "")


def figures(gate: GateResult) -> str:
    """Return the worst group's figures as a sentence."""
    if gate.target:
        return target_figures(gate)
    if gate.basis == "stream":
        return stream_words.figures(gate)
    if gate.basis == "baseline":
        return change_words.figures(gate)
    metric, tolerance, value = metric_of(gate).phrase, gate.tolerance, gate.value
    the = f"{_where(gate)}the"
    the = the[:1].upper() + the[1:]
    if value is None:
        return f"{the} {metric} of {group_name(gate.group)} cannot be compared."
    if gate.comparison == "ratio" and value > 1:
        tolerance = 1 / tolerance
    scale = _scale(gate)
    bounds = ""
    if gate.low is not None and gate.high is not None:
        low, high = (_scaled(bound, tolerance, scale) for bound in (gate.low, gate.high))
        bounds = f" ({low} to {high})"
    first, second = group_name(gate.group), group_name(gate.reference)
    if gate.comparison == "ratio":
        if metric_of(gate).favours == "low":
            first, second = second, first
        compared = f"{number(value, tolerance)} times that of {second}"
    elif value == 0:
        compared = f"that of {second}"
    else:
        side = "above" if value > 0 else "below"
        unit = " points" if scale == _POINTS else ""
        compared = f"{_scaled(abs(value), tolerance, scale)}{unit} {side} that of {second}"
    tolerated = limits(gate, gate.tolerance)
    return f"{the} {metric} of {first} is {compared}{bounds}; the tolerance is {tolerated}."


def _where(gate: GateResult) -> str:
    """Return where figures are from, as the beginning of a sentence; "" for the whole period."""
    parts = []
    if gate.condition is not None:
        parts.append(f"within {gate.condition}")
    if gate.window is not None:
        parts.append(f"in the window from {slot_words(gate.window)}")
    return f"{' and '.join(parts)}, " if parts else ""


def waived_words(gate: GateResult) -> str:
    """Return who answers for a failure until when, as a clause; "" where nobody does.

    Examples
    --------
    "waived until 2026-03-31 by Ada (W1): the model is being retrained"
    """
    waived = gate.waived
    if waived is None:
        return ""
    return f"waived until {waived.expires} by {waived.owner} ({waived.id}): {waived.reason}"


def _waived(count: int) -> str:
    return "1 failure is waived." if count == 1 else f"{count} failures are waived."


def verdict_sentence(state: State, gates: Sequence[GateResult]) -> str:
    """Return the verdict as a sentence that can be read aloud."""
    if not gates:
        return "No gate was judged: the log gives nothing to compare."
    count = len(gates)
    failed = [gate for gate in gates if gate.state == "fail" and gate.waived is None]
    waived = sum(gate.waived is not None for gate in gates)
    # What somebody answers for is said first thing, whatever else there is.
    lenient = f" {_waived(waived)}" if waived else ""
    if state == "fail":
        # Gaps between groups are told before targets: units of their own do not compare.
        clearest = min(
            failed,
            key=lambda gate: (
                gate.target,
                gate.basis != "period",
                gate.p_adjusted or 0.0,
                gate.value or 0.0,
            ),
        )
        which = "1 gate fails" if len(failed) == 1 else f"{len(failed)} gates fail"
        return f"{which} of {count}. {figures(clearest)}{lenient}"
    if state == "warn":
        if not any(gate.state == "warn" for gate in gates):
            return f"No gate fails but what is waived.{lenient}"
        warned = [gate for gate in gates if gate.state == "warn"]
        which = "1 gate warns" if len(warned) == 1 else f"{len(warned)} gates warn"
        return f"No gate fails; {which} of {count}. {figures(warned[0])}{lenient}"
    if state == "insufficient":
        open_ = sum(gate.state == "insufficient" for gate in gates)
        return (
            f"No flag at the configured tolerance, but {open_} of {count} "
            f"{'gate' if count == 1 else 'gates'} cannot be decided with this log."
        )
    return (
        "No flag at the configured tolerance: "
        f"{'the gate' if count == 1 else f'all {count} gates'} "
        f"{'is' if count == 1 else 'are'} shown to be within."
    )

"""Gates in words: titles, reasons and the verdict, each true for the figures it stands under."""

from collections.abc import Sequence

from evenhand.gates.gate import GateResult, State
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Metric
from evenhand.plan import Gate


def gate_title(gate: Gate, metric: Metric, attributes: Sequence[str]) -> str:
    """Return a gate's name in words: "Selection rate ratio by race"."""
    return f"{metric.title} {gate.comparison} by {' and '.join(attributes)}"


def group_name(group: Sequence[str]) -> str:
    """Return a group as a reader calls it: "Black", or "Black, F" for an intersection."""
    return ", ".join(group)


def number(value: float, tolerance: float | None = None) -> str:
    """Return a number with two decimals, or with as many as keep it off the tolerance.

    Examples
    --------
    >>> number(0.7512), number(0.796, 0.80), number(0.79996, 0.80)
    ('0.75', '0.796', '0.79996')
    """
    for decimals in (2, 3, 4, 5):
        text = f"{value:.{decimals}f}"
        if tolerance is None or value == tolerance or float(text) != tolerance:
            return text
    return repr(value)


def gate_reason(gate: GateResult, groups: int) -> str:
    """Return in one plain sentence why a gate has its state."""
    if groups < 2:  # noqa: PLR2004 - a comparison takes two
        return "There is only one group, so there is nothing to compare."
    if not gate.groups:
        return f"{METRICS[gate.metric].title} is not defined for two groups or more."
    if gate.decide_by == "point":
        return f"{_figures(gate)} Decided by the estimate alone, as a rule of thumb is."
    if gate.state in {"fail", "warn"}:
        return f"{_figures(gate)} {_CLEAR if gate.state == 'fail' else _UNCLEAR}"
    return _undisputed(gate)


_CLEAR = "The evidence shows that the tolerance is broken."
_UNCLEAR = "That may be chance: the evidence does not show it yet."


def _undisputed(gate: GateResult) -> str:
    """Return why a gate passes, or cannot be decided."""
    testable = sum(group.testable for group in gate.groups)
    small = len(gate.groups) - testable
    if gate.state == "pass":
        left = f" {_groups(small)} too few decisions to judge." if small else ""
        return f"Every group that can be judged is shown to be within the tolerance.{left}"
    if not testable:
        return (
            f"No group can be judged: each comparison needs {gate.minimum_n:,} decisions in "
            "both groups."
        )
    return f"{_figures(gate)} That is within, but it takes more decisions to show it."


def _groups(count: int) -> str:
    return "One group has" if count == 1 else f"{count} groups have"


def _figures(gate: GateResult) -> str:
    """Return the worst group's figures as a sentence."""
    metric = METRICS[gate.metric].title.lower()
    if gate.value is None:
        return f"The {metric} of {group_name(gate.group)} cannot be compared."
    bounds = ""
    if gate.low is not None and gate.high is not None:
        bounds = f" ({number(gate.low)} to {number(gate.high)})"
    value, tolerance = gate.value, gate.tolerance
    if gate.comparison == "ratio":
        first, second = gate.group, gate.reference
        if METRICS[gate.metric].favours == "low":
            first, second = second, first
        return (
            f"The {metric} of {group_name(first)} is {number(value, tolerance)} times that of "
            f"{group_name(second)}{bounds}; the tolerance is {number(tolerance)}."
        )
    side = "above" if value > 0 else "below"
    if value == 0:
        return (
            f"The {metric} of {group_name(gate.group)} is that of "
            f"{group_name(gate.reference)}{bounds}; the tolerance is {number(tolerance)}."
        )
    return (
        f"The {metric} of {group_name(gate.group)} is {number(abs(value), tolerance)} {side} that "
        f"of {group_name(gate.reference)}{bounds}; the tolerance is {number(tolerance)}."
    )


def verdict_sentence(state: State, gates: Sequence[GateResult]) -> str:
    """Return the verdict as a sentence that can be read aloud."""
    if not gates:
        return "No gate was judged: the log gives nothing to compare."
    count = len(gates)
    failed = [gate for gate in gates if gate.state == "fail"]
    if state == "fail":
        clearest = min(failed, key=lambda gate: (gate.p_adjusted or 0.0, gate.value or 0.0))
        which = "1 gate fails" if len(failed) == 1 else f"{len(failed)} gates fail"
        return f"{which} of {count}. {_figures(clearest)}"
    if state == "warn":
        warned = [gate for gate in gates if gate.state == "warn"]
        which = "1 gate warns" if len(warned) == 1 else f"{len(warned)} gates warn"
        return f"No gate fails; {which} of {count}. {_figures(warned[0])}"
    if state == "insufficient":
        open_ = sum(gate.state == "insufficient" for gate in gates)
        return (
            f"No flag at the configured tolerance, but {open_} of {count} "
            f"{'gate' if count == 1 else 'gates'} cannot be decided on this many decisions."
        )
    return (
        "No flag at the configured tolerance: "
        f"{'the gate' if count == 1 else f'all {count} gates'} "
        f"{'is' if count == 1 else 'are'} shown to be within."
    )

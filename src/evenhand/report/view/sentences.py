"""Sentences: what a gate found, in plain words that are true for its figures."""

from evenhand.cube.windows import slot_words
from evenhand.gates import change_words
from evenhand.gates.gate import GateResult
from evenhand.gates.target_words import past_target
from evenhand.gates.words import past, waived_words
from evenhand.report import words
from evenhand.report.view import targets
from evenhand.report.view.figure import comparison_text
from evenhand.report.view.rows import metric_of
from evenhand.result import Audit


def fences(gate: GateResult) -> list[float]:
    """Return the limits that a rounded figure of this gate must not touch or cross."""
    return [limit for limit in (gate.tolerance, gate.warn) if limit is not None]


def gate_value(gate: GateResult, value: float | None, *, unit: bool = True) -> str:
    """Return a value on the gate's scale, or a dash where it is undefined."""
    if value is None:
        return words.NOTHING
    if gate.basis == "baseline":
        return change_words.amount(gate, value)
    if gate.target:
        return targets.target_value(gate, value, unit=unit)
    kind = metric_of(gate.metric).unit
    return comparison_text(value, gate.comparison, kind, fences(gate), unit=unit)


def gate_bound(gate: GateResult, bound: float | None) -> str | None:
    """Return a bound on the gate's scale; it too is never printed as the tolerance it misses."""
    if bound is None:
        return None
    if gate.basis == "baseline":
        return change_words.amount(gate, bound).removesuffix(" points")
    if gate.target:
        return targets.target_bound(gate, bound)
    kind = metric_of(gate.metric).unit
    return comparison_text(bound, gate.comparison, kind, [gate.tolerance], unit=False)


def gate_interval(gate: GateResult) -> str:
    """Return the interval of the worst group on the gate's scale; "" where there is none."""
    if gate.value is None:
        return ""
    return words.between(gate_bound(gate, gate.low), gate_bound(gate, gate.high))


def tolerance(gate: GateResult) -> str:
    """Return the gate's tolerance as a condition, e.g. "at least 0.80"."""
    if gate.basis == "baseline":
        return change_words.limits(gate)
    if gate.target:
        return targets.target_limits(gate)
    kind = metric_of(gate.metric).unit
    limit = comparison_text(gate.tolerance, gate.comparison, kind)
    return f"at least {limit}" if gate.comparison == "ratio" else f"at most {limit}"


def compared(gate: GateResult, favourable: str) -> str:
    """Return how the worst group compares with its reference, as a clause without a full stop."""
    if gate.value is None:
        return f"{gate.title}: there is no value to judge"
    if gate.basis == "baseline":
        return change_words.clause(gate)
    if gate.target:
        return targets.target_clause(gate, gate.value)
    group = words.group_name(gate.group)
    other = words.group_name(gate.reference) if gate.reference else "all others"
    over_time = " on average over time" if gate.basis == "stream" else _where(gate)
    selection = gate.metric == "selection_rate"
    metric = metric_of(gate.metric)
    what = metric.title
    size = gate_value(gate, abs(gate.value))
    if gate.comparison == "ratio" and selection:
        return (
            f"{group} got the favourable decision ({words.short(favourable, 40)}) "
            f"at {size} times the rate of {other}{over_time}"
        )
    if gate.comparison == "ratio":
        # Ratios are put so that the tolerance is a floor: where low is good, the other way round.
        if metric.favours == "low":
            group, other = other, group
        return f"{what} for {group} was {size} times that for {other}{over_time}"
    side = "below" if gate.value < 0 else "above"
    stands = f"{size} {side} that for" if gate.value else "the same as for"
    return f"{what} for {group} was {stands} {other}{over_time}"


def _where(gate: GateResult) -> str:
    """Return within what groups are compared, and in which window, as the end of a clause."""
    within = "" if gate.condition is None else f" within {gate.condition}"
    if gate.window is None:
        return within
    return f"{within} in the window from {slot_words(gate.window)}"


def evidence(gate: GateResult, level: float) -> str:
    """Return the tolerance and the interval, as the words in brackets after a clause."""
    interval = gate_interval(gate)
    sure = f"; {words.level(level)}{words.SPACE}% interval {interval}" if interval else ""
    if gate.basis == "stream" and interval:
        sure = f"; {interval} at every look"
    if gate.basis == "baseline":
        return f"tolerance {change_words.limits(gate)}{sure}"
    if gate.target:
        return f"target {targets.target_limits(gate)}{sure}"
    kind = metric_of(gate.metric).unit
    limit = comparison_text(gate.tolerance, gate.comparison, kind)
    return f"tolerance {limit}{sure}"


def broken(gate: GateResult) -> bool:
    """Return whether the number itself, whatever the evidence, is past the gate's tolerance."""
    if gate.value is None:
        return False
    if gate.basis == "baseline":
        return gate.value > gate.tolerance
    if gate.target:
        return past_target(gate, gate.value, gate.tolerance)
    if gate.comparison == "ratio":
        return gate.value < gate.tolerance
    return past(gate, gate.tolerance)


def verdict_lines(audit: Audit, level: float) -> tuple[str, str]:
    """Return the verdict in two sentences: the figure that matters most, then the gates."""
    return _lead(audit, level), _tally(audit)


def lead_gate(audit: Audit) -> GateResult | None:
    """Return the gate that the verdict speaks of: the worst state, the clearest evidence."""
    return min(audit.gates, key=weight, default=None)


def weight(gate: GateResult) -> tuple[int, bool, bool, bool, bool, float]:
    """Return the place of a gate among others: the worst state first, the clearest evidence."""
    return (
        words.SEVERITY.index(gate.counts_as),
        gate.waived is not None,
        gate.basis != "period",
        gate.metric != "selection_rate",
        len(gate.attributes) != 1,
        1.0 if gate.p_adjusted is None else gate.p_adjusted,
    )


def gate_sentence(gate: GateResult, audit: Audit) -> str:
    """Return how the worst group of a gate compares, as a sentence with its evidence."""
    level = level_of(audit)
    if gate.value is None:
        return f"{words.capital(gate.title)}: there is no value to judge."
    return f"{compared(gate, audit.favourable)} ({evidence(gate, level)})."


def level_of(audit: Audit) -> float:
    """Return the level of the audit's intervals."""
    return float(audit.method.get("level", 0.95))


def _lead(audit: Audit, level: float) -> str:
    gate = lead_gate(audit)
    if gate is None:
        return "No gate was applied, so nothing was judged."
    if gate.state == "pass":
        return "No flag at the configured tolerances."
    clause = f"{compared(gate, audit.favourable)} ({evidence(gate, level)})"
    limit = "target" if gate.target else "tolerance"
    if gate.state == "fail":
        answered = f" It is {waived_words(gate).rstrip('.')}." if gate.waived else ""
        return f"{clause}.{answered}"
    if gate.state == "warn" and broken(gate):
        return f"{clause}, past the {limit}, but the evidence does not show it yet."
    if gate.state == "warn":
        return f"{clause}, within the {limit} but past the warning level."
    return f"{clause}; this cannot be judged yet."


def _tally(audit: Audit) -> str:
    verdict = audit.verdict
    total = len(audit.gates)
    if total == 0:
        return ""
    if total == 1:
        gate = audit.gates[0]
        return f"It is the only gate: {words.capital(gate.title).rstrip('.')}."
    if verdict.passed == total:
        return f"All {words.how_many(total, 'gate')} passed."
    parts = [
        (verdict.failed, "failed", "failed"),
        (verdict.waived, "is waived", "are waived"),
        (verdict.warned, "warns", "warn"),
        (verdict.insufficient, "cannot be judged yet", "cannot be judged yet"),
        (verdict.passed, "passed", "passed"),
    ]
    told = [(n, one if n == 1 else many) for n, one, many in parts if n]
    first, verb = told[0]
    if first == total:
        return f"All {words.how_many(total, 'gate')} {verb}."
    head = f"{words.capital(words.in_letters(first))} of {words.how_many(total, 'gate')} {verb}"
    rest = [f"{words.in_letters(n)} {verb}" for n, verb in told[1:]]
    return f"{words.listing([head, *rest])}."

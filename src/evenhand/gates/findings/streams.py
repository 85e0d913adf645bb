"""What evidence gathered over many audits shows: tolerances broken, and differences that began."""

from evenhand.analyses.stream import Stream
from evenhand.cube.windows import slot_words
from evenhand.gates.findings._answered import answered
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, GateResult, Severity
from evenhand.gates.stream_words import change_title
from evenhand.gates.words import group_name

# Below this much of its tolerance a difference that began is not worth a reader's time.
_HALF = 0.5


def streams(facts: Facts) -> list[Finding]:
    """Return a finding for each gate over time that fails or warns, and for what began of late.

    A difference that a detector noticed is told with the date since when it most likely holds,
    unless it was there when gathering began: gates speak of that. It is no failure by itself,
    since the detector may be wrong once in some years, and small differences are tolerated.
    """
    gates = [gate for gate in facts.gates if gate.basis == "stream"]
    found = [answered(_broken(gate), gate) for gate in gates if gate.state in {"fail", "warn"}]
    for stream in facts.streams:
        if len(stream.asks.attributes) == 1 and _is_late(stream):
            found += _began(stream, facts)
    return found


def _broken(gate: GateResult) -> Finding:
    failed = gate.state == "fail"
    names = [group_name(one.group) for one in gate.groups if one.state == gate.state]
    verb = "is shown to be" if failed else "may be"
    return Finding(
        id="",
        kind=f"gate_{gate.state}",
        # What only may be is told by the figures of the period.
        severity="high" if failed else "low",
        title=f"{gate.title}, {verb} outside its tolerance for {'; '.join(names)}.",
        detail=gate.reason,
        attributes=gate.attributes,
        group=gate.group,
        evidence=(gate.id,),
    )


def _is_late(stream: Stream) -> bool:
    return stream.change is not None and stream.change.start != stream.began


def _began(stream: Stream, facts: Facts) -> list[Finding]:
    change = stream.change
    if change is None or (severity := _severity(stream)) is None:
        return []
    return [
        Finding(
            id="",
            kind="watched_change",
            severity=severity,
            title=change_title(stream, change, facts.metrics[stream.asks.metric]),
            detail=f"Noticed with {slot_words(change.noticed)}. Watching window by window, such a "
            "notice is false once in some years.",
            attributes=stream.asks.attributes,
            group=stream.asks.group,
            evidence=(f"{stream.asks.gate}:over-time",),
        )
    ]


def _severity(stream: Stream) -> Severity | None:
    asks, change = stream.asks, stream.change
    value = None if change is None else change.value
    if value is None:
        return "low"
    if asks.comparison == "ratio":
        gone, allowed = 1 - min(value, 1 / value if value else 0.0), 1 - asks.tolerance
    else:
        gone, allowed = abs(value), asks.tolerance
    if gone <= _HALF * allowed:
        return None
    if gone <= allowed:
        return "low"
    return "high" if stream.alarm is not None else "medium"

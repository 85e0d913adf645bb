"""Onset: since when what a failed gate is about is as it is, as far as the log shows."""

from collections.abc import Iterator

from evenhand.analyses.change_point import ChangePoint
from evenhand.gates.gate import GateResult
from evenhand.gates.target_words import past_target
from evenhand.report import words
from evenhand.report.view.gaps import gap_sentence
from evenhand.report.view.happenings import change_event
from evenhand.report.view.point import Point
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import within
from evenhand.report.view.trend import by_version, version_sentence

_CHANGES = 2


def onset(rows: Rows, gate: GateResult) -> tuple[Point, ...]:
    """Return what is known of when it began; where nothing is, a point that says so."""
    if gate.basis == "baseline":
        return (Point(name="Since", text=_baseline(rows)),)
    found = (*_streams(rows, gate), *_changed(rows, gate), *_followed(rows, gate))
    if found:
        return found
    if not rows.windows:
        return (Point(name="Since when", text="Cannot be said: decisions have no time here."),)
    return (Point(name="Since when", text="No time was found at which it began."),)


def changes_of(rows: Rows, gate: GateResult) -> list[ChangePoint]:
    """Return the changes of a gate's figure: of its worst group first, then of what that is in."""
    about = set(zip(gate.attributes, gate.group, strict=False))

    def pairs(change: ChangePoint) -> set[tuple[str, str]]:
        return set(zip(change.attributes, change.group, strict=False))

    found = [
        change
        for change in rows.audit.change_points
        if _same(gate.metric, change.metric)
        # A gap is no figure of everybody, and a figure of everybody no gap.
        and (
            pairs(change) <= about
            if gate.target
            else bool(pairs(change)) and pairs(change) <= about
        )
    ]
    return sorted(
        found, key=lambda one: (-len(pairs(one)), one.metric != gate.metric, one.p_value, one.at)
    )


def _same(metric: str, other: str) -> bool:
    """Return whether two figures are of the same thing: a mean and a quantile of one column."""
    reads = metric_of(metric).reads
    return metric == other or (reads != "counts" and reads == metric_of(other).reads)


def _changed(rows: Rows, gate: GateResult) -> Iterator[Point]:
    for change in changes_of(rows, gate)[:_CHANGES]:
        event = change_event(rows, change)
        yield Point(
            name=f"About {event.when}",
            text=" ".join((event.what, *event.more)),
            rows=(event.evidence,),
        )


def _streams(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield what the evidence of many audits says of the same question."""
    size = rows.audit.log.window
    for stream in rows.audit.streams:
        asks = stream.asks
        same = (asks.metric, asks.comparison, asks.attributes, asks.group, asks.condition) == (
            gate.metric, gate.comparison, gate.attributes, gate.group, gate.condition,
        )  # fmt: skip
        if not same or stream.alarm is None:
            continue
        told = (
            f"The evidence that it is past the tolerance was enough {within(stream.alarm, size)}."
        )
        if stream.change is not None:
            told += f" A difference most likely began {within(stream.change.start, size)}."
        yield Point(name="Over many audits", text=told)


def _followed(rows: Rows, gate: GateResult) -> Iterator[Point]:
    if gate.target:
        yield from _missed(rows, gate)
        return
    band = gap_sentence(rows, gate.metric, gate.attributes, gate.group)
    if band:
        yield Point(name="Since the beginning", text=band)
    told = version_sentence(
        by_version(rows, gate.metric, gate.attributes, gate.group, gate.reference)
    )
    if told:
        yield Point(name="By model version", text=told)


def _missed(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield in which windows a figure was past its target."""
    known = [
        (window, found.value)
        for window in rows.windows
        if (
            found := rows.estimate(
                gate.metric, gate.attributes if gate.group else (), gate.group, window=window
            )
        )
        and found.value is not None
    ]
    past = [window for window, value in known if past_target(gate, value, gate.tolerance)]
    if len(known) > 1 and past:
        size = rows.audit.log.window
        first, last = (words.window(window, size) for window in (past[0], past[-1]))
        ends = f"in {first}" if len(past) == 1 else f"the first {first}, the last {last}"
        windows = words.how_many(len(known), size or "window")
        yield Point(
            name="Past the target",
            text=f"In {words.in_letters(len(past))} of {windows}: {ends}.",
        )


def _baseline(rows: Rows) -> str:
    held = rows.audit.baseline
    if held is None or not held.as_of:
        return "The baseline that it is judged against."
    return f"The baseline as of {words.day(held.as_of)}, which it is judged against."

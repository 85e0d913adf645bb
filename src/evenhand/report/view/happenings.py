"""Happenings: what a log's time holds, each as one event with its sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.change_point import ChangePoint, Coincidence
from evenhand.analyses.shift import Shift
from evenhand.report import words
from evenhand.report.view.event_words import (
    anomaly_sentence,
    change_interval,
    change_sentence,
    change_size,
    drift_name,
    link,
    run_text,
    slot_text,
)
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows
from evenhand.report.view.series import within

LANES = ("Model versions", "Changes", "Anomalies", "Drift", "No decisions", "Outcomes")
NO_ROW = Figure(text="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, at one time or from one time to another."""

    lane: str
    start: str
    end: str  # the same as `start` for what has no length
    when: str
    what: str  # a sentence
    more: tuple[str, ...]  # whom it touched, what else changed then: sentences
    size: str
    evidence: Figure  # the row of audit.json
    weight: float  # what is left out first, where there is too much
    span: tuple[str, str] | None = None  # within which the time is not known any better


def events(rows: Rows) -> list[Event]:
    """Return everything that happened, in the order of time."""
    found = [
        *_versions(rows),
        *(change_event(rows, change) for change in rows.audit.change_points),
        *(_anomaly(rows, anomaly) for anomaly in rows.audit.anomalies),
        *_drifts(rows),
        *_gaps(rows),
        *_maturity(rows),
    ]
    return sorted(found, key=lambda e: (e.start, LANES.index(e.lane), e.what))


def _versions(rows: Rows) -> Iterator[Event]:
    log, start = rows.audit.log, min(rows.windows, default="")
    for version, window in log.first_seen.items():
        # What was there from the beginning did not happen.
        if words.instant(window) is not None and window > start:
            yield Event(
                lane="Model versions",
                start=window,
                end=window,
                when=words.window(window, log.window),
                what=f"Model version {words.short(version, 40)} was first seen.",
                more=(),
                size="",
                evidence=NO_ROW,
                weight=100.0,
            )


def change_event(rows: Rows, change: ChangePoint) -> Event:
    """Return when a figure moved, from what to what, and what else moved then."""
    more = []
    sure = change.earliest == change.latest
    if not sure:
        more.append(f"It cannot be dated better than {run_text(change.earliest, change.latest)}.")
    touched = [
        words.group_name(group) for group in change.touched if group not in {(), change.group}
    ]
    if touched:
        left = touched[6:]
        named = words.listing(touched[:6]) + (f" and {len(left)} more" if left else "")
        more.append(f"Moved with it: {named}.")
    if change.alarm is not None:
        often = "hour" if "T" in change.alarm else "day"
        more.append(
            f"A look every {often} would have raised the alarm {within(change.alarm, often)}."
        )
    more += [_told(c) for c in change.coincidences]
    interval = change_interval(change)
    return Event(
        lane="Changes",
        start=change.at,
        end=change.at,
        when=slot_text(change.at),
        what=change_sentence(rows, change),
        more=tuple(more),
        size=change_size(rows, change) + (f" ({interval})" if interval else ""),
        evidence=link(change.id),
        weight=50.0 + (not change.group) - change.p_value,
        span=None if sure else (change.earliest, change.latest),
    )


def _told(c: Coincidence) -> str:
    """Return what else changed, its day as the rest of the report writes days."""
    return words.short(c.text.replace(c.at, slot_text(c.at)) if c.at else c.text, 160)


def _anomaly(rows: Rows, anomaly: Anomaly) -> Event:
    size = f"{words.number(abs(anomaly.excess), 2)} standard deviations"
    return Event(
        lane="Anomalies",
        start=anomaly.start,
        end=anomaly.end,
        when=run_text(anomaly.start, anomaly.end),
        what=anomaly_sentence(rows, anomaly),
        more=(),
        size=f"{size} {'above' if anomaly.excess > 0 else 'below'}",
        evidence=link(anomaly.id),
        weight=min(abs(anomaly.excess), 40.0),
    )


def _drifts(rows: Rows) -> Iterator[Event]:
    """Yield each run of windows in which a distribution of everybody had drifted."""
    size, windows = rows.audit.log.window, rows.windows
    found = [s for s in rows.audit.shifts if s.against == "baseline" and s.window in windows]
    for what in dict.fromkeys(s.what for s in found):
        states = {s.window: s for s in found if s.what == what and not s.group}
        run: list[Shift] = []
        for window in (*windows, ""):
            shift = states.get(window)
            if shift and shift.state == "drift":
                run.append(shift)
            elif run:
                begun = [s for s in found if s.what == what and s.window == run[0].window]
                groups = [
                    words.group_name(s.group) for s in begun if s.group and s.state == "drift"
                ]
                yield _drift(what, run, groups, size, ongoing=run[-1].window == windows[-1])
                run = []


def _drift(
    what: str, run: list[Shift], groups: list[str], size: str | None, *, ongoing: bool
) -> Event:
    worst = max(run, key=lambda s: s.psi or 0.0)
    first, last = (words.window(s.window, size) for s in (run[0], run[-1]))
    when = f"since {first}" if ongoing else first if first == last else f"{first} to {last}"
    return Event(
        lane="Drift",
        start=run[0].window,
        end=run[-1].window,
        when=when,
        what=f"{drift_name(what)}: its distribution is shown to have left the baseline.",
        more=(f"Shown for {words.listing(groups[:6])} as well.",) if groups else (),
        size=f"index {words.rounded(worst.psi or 0.0, 2)}" + (" at most" if len(run) > 1 else ""),
        evidence=link(worst.id),
        weight=30.0 + (worst.psi or 0.0),
    )


def _gaps(rows: Rows) -> Iterator[Event]:
    """Yield each run of windows without a decision."""
    size, windows, empty = rows.audit.log.window, rows.windows, set(rows.empty)
    told = [(a.start, a.end) for a in rows.audit.anomalies if a.kind == "volume" and not a.group]
    run: list[str] = []
    for window in (*windows, ""):
        if window in empty:
            run.append(window)
        elif run and any(a <= run[0] and run[-1] <= b for a, b in told):
            run = []  # told as an anomaly of volume
        elif run:
            first, last = (words.window(w, size) for w in (run[0], run[-1]))
            yield Event(
                lane="No decisions",
                start=run[0],
                end=run[-1],
                when=first if first == last else f"{first} to {last}",
                what="The log holds no decision of this time.",
                more=(),
                size="",
                evidence=NO_ROW,
                weight=90.0,
            )
            run = []


def _maturity(rows: Rows) -> Iterator[Event]:
    log = rows.audit.log
    if log.mature_until is None or words.instant(log.mature_until) is None:
        return
    if log.last is None or log.mature_until > log.last:
        return
    yield Event(
        lane="Outcomes",
        start=log.mature_until,
        end=max((*rows.windows, log.mature_until)),
        when=f"from {slot_text(log.mature_until)}",
        what="Outcomes of decisions from here on have not all arrived: figures that need them "
        "stop here.",
        more=(),
        size="",
        evidence=NO_ROW,
        weight=95.0,
    )

"""Evidence as it grew: what was gathered on each gate, look by look, over many audits."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.analyses.stream import Look, Stream
from evenhand.gates.streams import borders, state_of
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.figure import comparison_text
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import LONGEST, recent, side_by_side, stroke
from evenhand.report.view.trend import time_axis

DRAWN = 4
MOST = 20  # lines of the table
_LEAST = -2.0  # where evidence is drawn at least: less than 1 to 100 is no news
_BEYOND = 1.5  # how far past its bar it is drawn: what is certain gets no more so
_WIDEST = 3.0  # times the tolerance and the values, how far bands are drawn
_CERTAIN = 9  # powers of ten, beyond which nobody counts


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRow:
    """One stream in words."""

    what: str
    who: str
    state: str
    word: str
    looks: str
    gap: str
    band: str
    tolerance: str
    odds: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The charts of the streams that matter most, and a line for each."""

    lead: str
    charts: tuple[Chart, ...]
    rows: tuple[StreamRow, ...]
    left_out: int


def evidence(rows: Rows) -> Evidence | None:
    """Return what was gathered over many audits; None where nothing was."""
    order = ("fail", "warn", "insufficient", "pass")
    streams = sorted(rows.audit.streams, key=lambda one: (order.index(state_of(one)), -one.most))
    if not streams:
        return None
    drawn = [one for one in streams if len(one.looks) > 1][:DRAWN]
    return Evidence(
        lead=_lead(streams),
        charts=(_grown(drawn), _bands(drawn)) if drawn else (),
        rows=tuple(_row(one) for one in streams[:MOST]),
        left_out=max(0, len(streams) - MOST),
    )


def _lead(streams: Sequence[Stream]) -> str:
    alarms = sum(one.alarm is not None for one in streams)
    least = streams[0]
    raised = (
        f"{words.capital(words.how_many(alarms, 'stream'))} raised an alarm."
        if alarms
        else ("No stream raised an alarm.")
    )
    share = words.level(least.alpha)
    return (
        f"{words.capital(words.how_many(len(streams), 'stream'))} of evidence "
        f"{'is' if len(streams) == 1 else 'are'} carried on from audit to audit, each window used "
        f"once. {raised} They may be looked at every day, for years: the chance that any of them "
        f"ever raises a false alarm is {share}{words.SPACE}% at most."
    )


def _grown(drawn: Sequence[Stream]) -> Chart:
    names = _names(drawn)
    top = max(one.bar for one in drawn) / math.log(10) * _BEYOND
    data = [
        {
            "stream": name,
            "window": words.instant(look.last),
            "value": min(max(look.log_e / math.log(10), _LEAST), top),
            "bar": one.bar / math.log(10),
            "alarm": look.last == one.alarm,
        }
        for name, one in zip(names, drawn, strict=True)
        for look in one.looks
    ]
    told = [f"{name}: {odds(one)}" for name, one in zip(names, drawn, strict=True)]
    return Chart(
        spec="evidence",
        title="Evidence that a tolerance is broken",
        label=f"Line charts of evidence by look. {'; '.join(told)}.",
        caption="How many times as likely the decisions so far are if the tolerance is broken as "
        "if it is kept, on a scale of tens. Dashed: where an alarm is raised, shown as a square; "
        "chance alone hardly ever gets there, however often one looks. Evidence falls while a "
        "tolerance is kept.",
        data={"rows": data},
        settings=_settings(drawn, names),
        grid=_grid(drawn, names, lambda _, look: _times(look.log_e)),
    )


def _bands(drawn: Sequence[Stream]) -> Chart:
    names = _names(drawn)
    data = [
        {"stream": name, **limits, **point}
        for name, one in zip(names, drawn, strict=True)
        for limits in [_limits(one)]
        for point in _points(one)
    ]
    told = [
        f"{name}: {_gap(one, one.looks[-1].value)} ({_band(one, one.looks[-1])})"
        for name, one in zip(names, drawn, strict=True)
    ]
    return Chart(
        spec="bands",
        title="The gap on average so far",
        label=f"Line charts of running gaps with bands. {'; '.join(told)}.",
        caption="The gap, averaged from the first look to each later one; in points where it is a "
        "difference. The band holds at all looks at once. Dashed: the tolerance. Once the whole "
        "band is within, the tolerance is shown to be kept on average. First bands, on few "
        "decisions, are cut.",
        data={"rows": data},
        settings=_settings(drawn, names),
        grid=_grid(drawn, names, lambda one, look: f"{_gap(one, look.value)} ({_band(one, look)})"),
    )


def _points(one: Stream) -> list[dict[str, object]]:
    """Return the running gap by look, its band cut where it reaches too far to be drawn."""
    known = [look for look in one.looks if look.value is not None]
    ratio = one.asks.comparison == "ratio"
    centre = 1.0 if ratio else 0.0
    limits = [abs(limit - centre) for limit in borders(one.asks) if math.isfinite(limit)]
    values = [abs((look.value or 0.0) - centre) for look in known]
    reach = _WIDEST * max(*limits, *values[len(values) // 2 :])
    least, most = max(centre - reach, 0.0 if ratio else -math.inf), centre + reach
    scale = _scale(one)
    return [
        {
            "window": words.instant(look.last),
            "value": min(max(look.value or 0.0, least), most) * scale,
            "low": (least if look.low is None else min(max(look.low, least), most)) * scale,
            "high": (most if look.high is None else min(max(look.high, least), most)) * scale,
        }
        for look in known
    ]


def _limits(one: Stream) -> dict[str, float | None]:
    least, most = (
        limit * _scale(one) if math.isfinite(limit) else None for limit in borders(one.asks)
    )
    return {"least": least, "most": most}


def _scale(one: Stream) -> float:
    return 1.0 if one.asks.comparison == "ratio" else 100.0


def _settings(drawn: Sequence[Stream], names: Sequence[str]) -> dict[str, object]:
    windows = sorted({look.last for one in drawn for look in one.looks})
    size = "hour" if any("T" in window for window in windows) else "day"
    if size == "day":
        # All days, for months to be marked where they begin: few streams look every day.
        first, last = (date.fromisoformat(window) for window in (windows[0], windows[-1]))
        days = range((last - first).days + 1)
        windows = [(first + timedelta(days=day)).isoformat() for day in days]
    return {
        "order": list(names),
        **side_by_side(names),
        "stroke": stroke(windows),
        **time_axis(windows, size),
    }


def _names(drawn: Sequence[Stream]) -> list[str]:
    """Return what stands over each chart; gates that ask alike are told apart by their order."""
    names: list[str] = []
    for one in drawn:
        name = words.short(f"{_who(one)}, {metric_of(one.asks.metric).phrase}", LONGEST)
        same = sum(other.startswith(name) for other in names)
        names.append(f"{name} ({same + 1})" if same else name)
    return names


def _who(one: Stream) -> str:
    others = words.group_name(one.asks.reference) if one.asks.reference else "all others"
    return f"{words.short(words.group_name(one.asks.group), 24)} to {others}"


def _grid(
    drawn: Sequence[Stream], names: Sequence[str], told: Callable[[Stream, Look], str]
) -> Grid:
    by_window = [{look.last: look for look in one.looks} for one in drawn]
    windows = sorted({window for known in by_window for window in known})
    lines = [
        (
            words.window(window, None),
            *(
                told(one, known[window]) if window in known else words.NOTHING
                for one, known in zip(drawn, by_window, strict=True)
            ),
        )
        for window in windows
    ]
    return recent(("Up to", *names), lines)


def _row(one: Stream) -> StreamRow:
    asks, last = one.asks, one.looks[-1] if one.looks else None
    state = state_of(one)
    limit = comparison_text(asks.tolerance, asks.comparison, "rate")
    notes = []
    if one.alarm is not None:
        notes.append(f"Alarm with {words.day(one.alarm)}.")
    if one.change is not None and one.change.start != one.began:
        notes.append(f"Differs since about {words.day(one.change.start)}.")
    if one.restarts:
        notes.append(f"Begun anew after {words.how_many(one.restarts, 'alarm')}.")
    if one.corrections:
        notes.append(f"Late: {words.how_many(len(one.corrections), 'window')}.")
    return StreamRow(
        what=f"{metric_of(asks.metric).title} by {' and '.join(asks.attributes)}",
        who=_who(one),
        state=state,
        word=words.STATES[state],
        looks=words.count(len(one.looks)),
        gap=words.NOTHING if last is None else _gap(one, last.value),
        band="" if last is None else _band(one, last),
        tolerance=f"{'at least' if asks.comparison == 'ratio' else 'at most'} {limit}",
        odds=odds(one),
        note=" ".join(notes),
    )


def odds(one: Stream) -> str:
    """Return how often chance alone would gather as much while the tolerance is kept, at most."""
    often = one.most / math.log(10)
    if often < math.log10(2):
        return words.NOTHING
    return f"1 in {math.exp(one.most):,.0f}" if often < _CERTAIN else "less than 1 in a billion"


def _times(log_e: float) -> str:
    tens = log_e / math.log(10)
    return f"{math.exp(log_e):.3g}" if abs(tens) < _CERTAIN else f"10^{tens:.0f}"


def _gap(one: Stream, value: float | None) -> str:
    if value is None:
        return words.NOTHING
    return comparison_text(value, one.asks.comparison, "rate", [one.asks.tolerance])


def _band(one: Stream, look: Look) -> str:
    asks = one.asks
    low, high = (
        None
        if side is None
        else comparison_text(side, asks.comparison, "rate", [asks.tolerance], unit=False)
        for side in (look.low, look.high)
    )
    return words.between(low, high)

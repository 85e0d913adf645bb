"""Trend: a rate over time for the group that matters and its reference, with changes marked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.estimate import Estimate
from evenhand.inference.means import mover_difference
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.figure import Figure, of_estimate, value_text
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import points, recent, size_name, stroke, within

Group = tuple[str, ...]
INK = "#1a1d23"
TONES = {"fail": "#c2410c", "warn": "#9a6206", "pass": "#0b5c8f", "insufficient": "#5b6472"}
_FORMATS = {"hour": "%e %b %H:%M", "month": "%b %y", "quarter": "Q%q %Y"}
_TICKS = 7  # at most, along the time axis
_MONTHS = 4  # from here on days are marked at the beginnings of months
_APART = 0.09  # of the axis: labels at the line ends nearer than this would run together
_NAME = 26  # characters of a group's name beside its line


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One model version: the two rates, and how far apart they are."""

    version: str
    group: Figure
    reference: Figure
    gap: str
    gap_interval: str
    bounds: tuple[float | None, float, float | None]  # low, value, high


def changes(rows: Rows) -> list[tuple[str, str]]:
    """Return the windows in which a further model version is first seen, with its name."""
    start = min(rows.audit.log.windows, default="")
    first = rows.audit.log.first_seen
    return sorted((window, version) for version, window in first.items() if window != start)


def time_axis(windows: Sequence[str], size: str | None) -> dict[str, object]:
    """Return the settings of a time axis: its ends, ticks at starts of windows, their format.

    The axis has all windows, so that empty ones at either end are seen to be empty. Where there
    are days for months on end, ticks stand at the beginnings of months.
    """
    places = [words.instant(window) for window in windows]
    ticks, known = list(windows), size or ""
    months = [w for w in windows if w[8:10] == "01" and not w[10:].strip("T0:")]
    if known not in _FORMATS and len(months) >= _MONTHS:
        ticks, known = months, "month"
    step = math.ceil(len(ticks) / _TICKS)
    return {
        "format": _FORMATS.get(known, "%e %b"),
        "ticks": [words.instant(tick) for tick in ticks[::step]],
        "domain": [places[0], places[-1]],
    }


def trend(
    rows: Rows, metric: str, attributes: Group, group: Group, reference: Group, *, state: str = ""
) -> Chart | None:
    """Return the chart of two groups over the windows; None with fewer than two windows."""
    windows = tuple(w for w in rows.audit.log.windows if words.instant(w) is not None)
    if len(windows) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    series = {
        who: [rows.estimate(metric, attributes, who, window=w) for w in windows]
        for who in dict.fromkeys((group, reference))
    }
    if not all(any(e and e.value is not None for e in line) for line in series.values()):
        return None
    names = {who: words.group_name(who) for who in series}
    marks = changes(rows)
    unit = metric_of(metric)
    size, length = rows.audit.log.window, size_name(rows.audit.log.window, rows.audit.log.merged)
    return Chart(
        spec="trend",
        title=_title(series, windows, names, rows),
        label=_label(unit.title, rows, series, names),
        caption=_caption(unit.title, length, marks),
        data={
            "rows": _points(series, windows, names),
            "ends": _ends(series, windows, names),
            "changes": [
                {"window": words.instant(w), "what": f"{words.short(v, 20)} first seen"}
                for w, v in marks
            ],
        },
        settings={
            "order": [words.short(name, _NAME) for name in names.values()],
            "colours": [TONES.get(state, INK), INK],
            "stroke": stroke(windows),
            **time_axis(windows, size),
        },
        grid=_grid(series, windows, names, size),
    )


def _points(
    series: dict[Group, list[Estimate | None]], windows: tuple[str, ...], names: dict[Group, str]
) -> list[dict[str, object]]:
    return [
        {"group": words.short(names[who], _NAME), **point}
        for who, line in series.items()
        for point in points(windows, line)
    ]


def _ends(
    series: dict[Group, list[Estimate | None]], windows: tuple[str, ...], names: dict[Group, str]
) -> list[dict[str, object]]:
    """Return where each line's name stands; names that would overlap are moved apart."""
    last = []
    for who, line in series.items():
        window, e = [
            (w, e) for w, e in zip(windows, line, strict=True) if e and e.value is not None
        ][-1]
        last.append((e.value or 0.0, window, words.short(names[who], _NAME)))
    bounds = [
        v
        for line in series.values()
        for e in line
        if e
        for v in (e.low, e.high, e.value)
        if v is not None
    ]
    gap = _APART * (max(bounds) - min(bounds))
    last.sort()
    places = [value for value, _, _ in last]
    for i in range(1, len(places)):
        short = gap - (places[i] - places[i - 1])
        if short > 0:
            places[i - 1] -= short / 2
            places[i] += short / 2
    return [
        {"window": words.instant(window), "value": place, "group": name}
        for place, (_, window, name) in zip(places, last, strict=True)
    ]


def _title(
    series: dict[Group, list[Estimate | None]],
    windows: tuple[str, ...],
    names: dict[Group, str],
    rows: Rows,
) -> str:
    """Return where the two lines are furthest apart, if the intervals there are apart too."""
    if len(series) == 1:
        return f"{next(iter(names.values()))} over time"
    (who, line), (_, other) = series.items()
    base = list(names.values())[1]
    gaps = [
        (abs(a.value - b.value), a.value - b.value, window)
        for window, a, b in zip(windows, line, other, strict=True)
        if a and b and a.value is not None and b.value is not None and _apart(a, b)
    ]
    if not gaps:
        length = size_name(rows.audit.log.window, rows.audit.log.merged)
        return f"{names[who]} and {base} by {length}"
    _, gap, window = max(gaps)
    side = "below" if gap < 0 else "above"
    when = within(window, rows.audit.log.window)
    return f"{names[who]} stood furthest {side} {base} {when}, by {words.points(abs(gap))}"


def _apart(a: Estimate, b: Estimate) -> bool:
    """Return whether the intervals of two estimates do not touch."""
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return False
    return a.high < b.low or b.high < a.low


def _label(
    title: str,
    rows: Rows,
    series: dict[Group, list[Estimate | None]],
    names: dict[Group, str],
) -> str:
    size, told = rows.audit.log.window, []
    for who, line in series.items():
        valued = [e for e in line if e and e.value is not None and e.window]
        first, last = valued[0], valued[-1]
        told.append(
            f"{names[who]}: {of_estimate(first).text} {within(first.window or '', size)}, "
            f"{of_estimate(last).text} {within(last.window or '', size)}"
        )
    return f"Line chart. {title} by {size_name(size, rows.audit.log.merged)}. {'; '.join(told)}."


def _caption(title: str, length: str, marks: list[tuple[str, str]]) -> str:
    text = f"{title} by {length}; the bands are intervals for each window by itself."
    if marks:
        text += " Dotted: a model version is first seen in the log in that window."
    return text


def _grid(
    series: dict[Group, list[Estimate | None]],
    windows: tuple[str, ...],
    names: dict[Group, str],
    size: str | None,
) -> Grid:
    def cell(e: Estimate | None) -> str:
        figure = of_estimate(e)
        return f"{figure.text} ({figure.interval})" if figure.interval else figure.text

    return recent(
        (words.capital(size or "window"), *names.values()),
        [
            (words.window(window, size), *(cell(line[i]) for line in series.values()))
            for i, window in enumerate(windows)
        ],
    )


def by_version(
    rows: Rows, metric: str, attributes: Group, group: Group, reference: Group
) -> tuple[VersionRow, ...]:
    """Return the two rates and their gap under each model version, where there are several."""
    found = []
    for version in rows.audit.log.model_versions:
        a = rows.estimate(metric, attributes, group, model_version=version)
        b = rows.estimate(metric, attributes, reference, model_version=version)
        if a and b and a.value is not None and b.value is not None:
            low, high = _gap_interval(a, b)
            found.append(
                VersionRow(
                    version=words.short(version, 40),
                    group=of_estimate(a),
                    reference=of_estimate(b),
                    bounds=(low, a.value - b.value, high),
                    gap=_signed(a.value - b.value, metric),
                    gap_interval=words.between(
                        None if low is None else _signed(low, metric, unit=False),
                        None if high is None else _signed(high, metric, unit=False),
                    ),
                )
            )
    return tuple(found) if len(found) > 1 and group != reference else ()


def version_title(versions: tuple[VersionRow, ...]) -> str:
    """Return what happened from the first version to the last, if the intervals show it."""
    if not changed(versions):
        return "By model version"
    first, last = versions[0], versions[-1]
    how = "wider" if abs(last.bounds[1]) > abs(first.bounds[1]) else "narrower"
    return f"The gap is {how} under {last.version} than under {first.version}"


def version_sentence(versions: tuple[VersionRow, ...]) -> str:
    """Return the gap under the first and the last version; "" unless the intervals are apart."""
    if not changed(versions):
        return ""
    first, last = versions[0], versions[-1]
    was, now = first.gap, last.gap
    if first.bounds[1] * last.bounds[1] > 0:
        was, now = (gap.removeprefix(words.MINUS) for gap in (was, now))
    return f"Under {first.version} the gap was {was}, under {last.version} {now}."


def changed(versions: tuple[VersionRow, ...]) -> bool:
    """Return whether the intervals of the first and the last version's gap lie apart."""
    if not versions:
        return False
    (low, _, high), (other_low, _, other_high) = versions[0].bounds, versions[-1].bounds
    if low is None or high is None or other_low is None or other_high is None:
        return False
    return high < other_low or other_high < low


def _signed(gap: float, metric: str, *, unit: bool = True) -> str:
    if metric_of(metric).unit == "rate":
        return words.points(gap, unit=unit)
    return value_text(gap, metric_of(metric).unit)


def _gap_interval(a: Estimate, b: Estimate) -> tuple[float | None, float | None]:
    """Return the interval of the difference of two estimates, from the intervals that they have."""
    known = [x for x in (a.value, a.low, a.high, b.value, b.low, b.high) if x is not None]
    if len(known) < 6:  # noqa: PLR2004 - two estimates, each with two bounds
        return None, None
    low, high = mover_difference(*known)
    return float(low), float(high)

"""Control charts: figures slot by slot against the limits that their own history sets."""

from collections.abc import Sequence

from evenhand.analyses.control_chart import ControlChart
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.event_words import slot_text
from evenhand.report.view.figure import value_text
from evenhand.report.view.measures import factor, panel_title
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.series import parts_of
from evenhand.report.view.trend import time_axis

MOST = 4
QUIET = 2  # where nothing lies outside


def control(rows: Rows) -> Chart | None:
    """Return the control charts that matter: those with slots outside their limits first.

    Of figures that are the same day by day, such as selection and success where a success is what
    is favourable, the first alone.
    """
    targets = {g.metric for g in rows.gates(()) if g.target}
    found = [c for c in rows.audit.control_charts if len(_drawn(c)) > 1]
    found.sort(key=lambda c: (not c.outside, c.metric not in targets))
    different = list({c.value: c for c in reversed(found)}.values())[::-1]
    shown = [c for c in different if c.outside][:MOST] or different[:QUIET]
    if not shown:
        return None
    names = [panel_title(rows, c.metric) for c in shown]
    slots = sorted({slot for c in shown for slot in c.slots if words.instant(slot) is not None})
    hourly = any("T" in slot for slot in slots)
    slot = "hour" if hourly else "day"
    told = [
        f"{name}: {words.how_many(len(c.outside), slot)} outside its limits"
        for name, c in zip(names, shown, strict=True)
    ]
    seasonal = any(c.seasonal for c in shown)
    return Chart(
        spec="control",
        title=f"{words.capital(slot)} by {slot}, against its own limits",
        label=f"Control charts. {'; '.join(told)}.",
        caption="Band: the limits within which the figure's own history lets chance move it"
        f"{', for each day of the week' if seasonal else ''}. {_squares(shown)}",
        data={
            "rows": [
                {"figure": name, **point}
                for name, c in zip(names, shown, strict=True)
                for point in _slots(c)
            ]
        },
        settings={"order": names, **time_axis(slots, slot)},
        grid=None
        if not any(c.outside for c in shown)
        else Grid(
            head=("Figure", "When", "Value", "Expected", "Limits"),
            rows=tuple(
                line
                for name, c in zip(names, shown, strict=True)
                for line in _outside(rows, name, c)
            ),
        ),
    )


def _squares(shown: Sequence[ControlChart]) -> str:
    """Return what the marks mean, of those that are there."""
    outside = any(c.outside for c in shown)
    told = "Squares: outside the limits." if outside else "Nothing lies outside."
    broken = any(value is None for c in shown for value in c.value)
    return f"{told} Lines break where there is no value." if broken else told


def _drawn(c: ControlChart) -> list[int]:
    return [
        i
        for i, (slot, value) in enumerate(zip(c.slots, c.value, strict=True))
        if value is not None and words.instant(slot) is not None
    ]


def _slots(c: ControlChart) -> list[dict[str, object]]:
    """Return the slots of one chart; without limits a slot's band has no width."""
    scale, parts, outside = factor(c.metric), parts_of(c.value), set(c.outside)
    found: list[dict[str, object]] = []
    for i in _drawn(c):
        value = c.value[i] or 0.0
        low, high, centre = c.low[i], c.high[i], c.centre[i]
        found.append(
            {
                "window": words.instant(c.slots[i]),
                "value": round(value * scale, 6),
                "low": round((value if low is None else low) * scale, 6),
                "high": round((value if high is None else high) * scale, 6),
                "centre": round((value if centre is None else centre) * scale, 6),
                "part": parts[i],
                "outside": i in outside,
            }
        )
    return found


def _outside(rows: Rows, name: str, c: ControlChart) -> list[tuple[str, ...]]:
    def text(value: float | None) -> str:
        if value is None:
            return words.NOTHING
        return rows.with_unit(c.metric, value_text(value, metric_of(c.metric).unit))

    return [
        (
            name,
            slot_text(c.slots[i]),
            text(c.value[i]),
            text(c.centre[i]),
            f"{text(c.low[i])} to {text(c.high[i])}",
        )
        for i in c.outside
    ]

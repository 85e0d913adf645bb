"""Event words: changes, anomalies and drift in sentences, as every section tells them."""

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.change_point import ChangePoint
from evenhand.report import words
from evenhand.report.view.figure import Figure, value_text
from evenhand.report.view.rows import Rows, metric_of


def link(row: str) -> Figure:
    """Return a row's id as a figure, which leads to what stands behind it."""
    return Figure(text=row, row=row)


def about(group: tuple[str, ...]) -> str:
    """Return whom a figure is of, as the end of a phrase; "" for everybody."""
    return f" for {words.group_name(group)}" if group else ""


def change_sentence(rows: Rows, change: ChangePoint) -> str:
    """Return how a figure moved, in words."""
    known = metric_of(change.metric)
    gap = bool(change.reference)
    before, after = (change_value(rows, change, v) for v in (change.before, change.after))
    if not gap:
        verb = "rose" if change.difference > 0 else "fell"
        return f"{known.title}{about(change.group)} {verb} from {before} to {after}."
    wider = abs(change.after) > abs(change.before)
    turned = change.before * change.after < 0
    verb = "turned" if turned else "widened" if wider else "narrowed"
    return (
        f"The gap of {words.group_name(change.group)} to {words.group_name(change.reference)} in "
        f"{known.phrase} {verb} from {before} to {after}."
    )


def change_value(rows: Rows, change: ChangePoint, value: float, *, gap: bool | None = None) -> str:
    """Return a value of a change: in points where it is a gap or a difference of rates."""
    unit = metric_of(change.metric).unit
    gap = bool(change.reference) if gap is None else gap
    if gap and unit == "rate":
        return words.points(value)
    return rows.with_unit(change.metric, value_text(value, unit))


def change_size(rows: Rows, change: ChangePoint) -> str:
    """Return by how much a figure moved, with its sign."""
    size = change_value(rows, change, change.difference, gap=True)
    return size if change.difference < 0 else f"+{size}"


def change_interval(change: ChangePoint) -> str:
    """Return the interval of the difference."""
    rate = metric_of(change.metric).unit == "rate"
    low, high = (
        None if bound is None else words.points(bound, unit=False) if rate else words.number(bound)
        for bound in (change.low, change.high)
    )
    return words.between(low, high)


def anomaly_sentence(rows: Rows, anomaly: Anomaly) -> str:
    """Return what lay outside its limits, and where it was expected."""
    slot = "hour" if "T" in anomaly.start + anomaly.end else "day"
    value, expected, low, high = (
        anomaly_value(rows, anomaly, v)
        for v in (anomaly.value, anomaly.expected, anomaly.low, anomaly.high)
    )
    who = about(anomaly.group)
    known = metric_of(anomaly.metric)
    subject = f"Decisions{who}" if anomaly.kind == "volume" else f"{known.title}{who}"
    limits = f"where {expected} {_were(anomaly)} expected (limits {words.between(low, high)})"
    if anomaly.slots > 1:
        many = words.how_many(anomaly.slots, slot)
        return f"{subject} lay outside the limits for {many}: at the worst {value}, {limits}."
    per = f" in one {slot}" if anomaly.kind == "volume" else ""
    return f"{subject} stood at {value}{per}, {limits}."


def _were(anomaly: Anomaly) -> str:
    return "were" if anomaly.kind == "volume" else "was"


def anomaly_value(rows: Rows, anomaly: Anomaly, value: float) -> str:
    """Return a value of an anomaly in the figure's unit; volumes are counted."""
    if anomaly.kind == "volume":
        return words.count(round(value))
    return rows.with_unit(anomaly.metric, value_text(value, metric_of(anomaly.metric).unit))


def slot_text(slot: str) -> str:
    """Return a slot as a reader calls it: a day, or an hour of a day."""
    return words.window(slot, "hour" if "T" in slot else "day")


def run_text(start: str, end: str) -> str:
    """Return a run of slots by its ends."""
    first, last = slot_text(start), slot_text(end)
    if first == last:
        return first
    # "10 to 12 Mar 2025": what both ends share is said once.
    month = last.partition(" ")[2]
    shared = ":" not in last and first.endswith(f" {month}")
    return f"{first.removesuffix(f' {month}') if shared else first} to {last}"


def drift_name(what: str) -> str:
    """Return what a distribution is of, in words.

    Examples
    --------
    >>> drift_name("feature:income"), drift_name("mix:race"), drift_name("score")
    ('Feature income', 'Mix of race', 'Score')
    """
    kind, _, name = what.partition(":")
    if name:
        head = {"feature": "Feature", "mix": "Mix of"}.get(kind, words.capital(kind))
        return f"{head} {words.short(name, 40)}"
    return "Outcome" if kind == "label" else words.capital(words.short(kind, 40))

"""Calibration: per group, what share turned out positive against the score, in small pictures."""

from evenhand.analyses.calibration import Histogram
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid
from evenhand.report.view.rows import Rows

MOST = 6  # pictures; the largest groups
WIDTHS = (220, 220, 190, 150, 118, 190)  # of one picture, when there are so many


def calibration(rows: Rows, attribute: str, reference: str) -> Chart | None:
    """Return one small picture a group: observed share by score, with intervals."""
    found = [
        h for h in rows.audit.calibration if h.attribute == attribute and h.group and _points(h, "")
    ]
    if not found:
        return None
    found.sort(key=lambda h: (h.group != reference, -sum(h.n)))
    shown = found[:MOST]
    names = [words.short(h.group or "", 30) for h in shown]
    points = [point for h, name in zip(shown, names, strict=True) for point in _points(h, name)]
    left = len(found) - len(shown)
    more = ""
    if left:
        more = f" {words.capital(words.how_many(left, 'smaller group'))} more in audit.json."
    return Chart(
        spec="calibration",
        title="What a score came to mean, by group",
        label="Calibration charts, the share with a positive outcome by score, for "
        f"{words.listing(names)}.",
        caption="Each dot: the decisions of one range of scores; their mean score against the "
        "share whose outcome was positive, with its interval. On the dashed line a score means "
        f"what it says; below it, scores promise more than came true, above it less.{more}",
        data={"points": points, "line": _line(points)},
        settings={
            "order": names,
            "columns": 3 if len(names) == MOST else len(names),
            "ticks": 3 if len(names) > 3 else 5,  # noqa: PLR2004
            "width": WIDTHS[len(names) - 1],
        },
        grid=Grid(
            head=("Group", "Mean score", "Positive", "Interval", "n"),
            rows=tuple(
                (
                    str(p["group"]),
                    words.number(_float(p["score"])),
                    words.percent(_float(p["share"])),
                    words.between(
                        words.percent(_float(p["low"]), unit=False),
                        words.percent(_float(p["high"]), unit=False),
                    ),
                    words.count(_float(p["n"])),
                )
                for p in points
            ),
        ),
    )


def _line(points: list[dict[str, object]]) -> list[dict[str, float]]:
    """Return the line on which a score is a probability that comes true; none for other scores."""
    scores = [_float(p["score"]) for p in points]
    if min(scores) < 0 or max(scores) > 1:
        return []
    top = max([*scores, *(_float(p["high"]) for p in points)])
    return [{"score": 0.0, "share": 0.0}, {"score": top, "share": top}]


def _float(value: object) -> float:
    return float(str(value))


def _points(histogram: Histogram, name: str) -> list[dict[str, object]]:
    columns = zip(
        histogram.n,
        histogram.mean_score,
        histogram.share_positive,
        histogram.low,
        histogram.high,
        strict=True,
    )
    return [
        {
            "group": name,
            "n": n,
            "score": score,
            "share": share,
            "low": share if low is None else low,
            "high": share if high is None else high,
        }
        for n, score, share, low, high in columns
        if n and score is not None and share is not None
    ]

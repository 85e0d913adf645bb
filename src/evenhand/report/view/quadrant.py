"""Quadrant: features by how well they tell an attribute, and how much decisions go by them."""

from collections.abc import Sequence

from evenhand.analyses.proxy import LEAST_AREA, LEAST_IMPORTANCE, Proxy
from evenhand.report import words
from evenhand.report.view.chart import Chart, Grid

_INK, _MUTED, _ACCENT = "#1a1d23", "#5b6472", "#0b5c8f"
_HEIGHT, _WIDE, _NARROW = 190, 520, 300
_LINE = 14  # from one name to the next, in points of the drawing
_MOST = 6  # attributes
_NAMES = 10  # of an attribute, the most telling ones
_LONGEST = 22  # characters of a name
_LEAST_WIDE = 0.7  # the axis reaches this far at least
_FROM = 0.45
_SCALE = 100  # importance is drawn in hundredths


def quadrant(found: Sequence[Proxy]) -> Chart:
    """Return small charts, one an attribute: on the upper right are the features that stand in."""
    attributes = list(dict.fromkeys(one.attribute for one in found))[:_MOST]
    drawn = [one for one in found if one.attribute in attributes]
    right = max(_LEAST_WIDE, *(one.area_under_roc for one in drawn)) + 0.02
    top = _SCALE * max(2 * LEAST_IMPORTANCE, *(one.importance for one in drawn)) * 1.15
    width = _WIDE if len(attributes) == 1 else _NARROW
    names = {name: words.short(name, 40) for name in attributes}
    data = []
    for attribute in attributes:
        mine = [one for one in drawn if one.attribute == attribute]
        data += _panel(names[attribute], mine, right, top, width)
    strong = [one for one in drawn if one.stands_in]
    told = "; ".join(
        f"{words.short(one.feature, 40)} for {words.short(one.attribute, 40)}: area "
        f"{one.area_under_roc:.2f}, importance {_SCALE * one.importance:.1f}"
        for one in strong
    )
    return Chart(
        spec="quadrant",
        title="What tells the attribute, and what decisions go by",
        label="Scatter charts of features. "
        + (f"On the upper right: {told}." if told else "None lies on the upper right."),
        caption="To the right: features that tell the attribute. Above: features that decisions go "
        "by. Dashed: from where on either is said. What is filled does both, and both are shown.",
        data={"rows": data},
        settings={
            "order": list(names.values()),
            "columns": 2,
            "width": width,
            "height": _HEIGHT,
            "across": [_FROM, right],
            "up": [0, top],
            "tells": LEAST_AREA,
            "matters": _SCALE * LEAST_IMPORTANCE,
        },
        grid=Grid(
            head=("Feature", "Attribute", "Area under the curve", "Importance"),
            rows=tuple(
                (
                    words.short(one.feature, 40),
                    words.short(one.attribute, 40),
                    f"{one.area_under_roc:.2f}",
                    f"{_SCALE * one.importance:.1f}".replace("-", words.MINUS),
                )
                for one in drawn
            ),
        ),
    )


def _panel(
    title: str, mine: Sequence[Proxy], right: float, top: float, width: int
) -> list[dict[str, object]]:
    """Return the points of one attribute; names stand beside them, none over another."""
    named = sorted(mine, key=lambda one: (not one.stands_in, -one.area_under_roc))[:_NAMES]
    places = _apart([(one, _up(one.importance, top)) for one in named])
    found: list[dict[str, object]] = []
    for one in mine:
        across = max(one.area_under_roc, _FROM)
        # Right of the middle there is no room for a name but on the left.
        left = across > (_FROM + right) / 2
        found.append(
            {
                "attribute": title,
                "area": round(across, 4),
                "importance": round(max(_SCALE * one.importance, 0.0), 4),
                "name": words.short(one.feature, _LONGEST) if one in named else "",
                "down": places.get(id(one), 0.0),
                "at": round((across - _FROM) / (right - _FROM) * width, 1),
                "left": left,
                "stands_in": one.stands_in,
                "tone": _ACCENT if one.stands_in else _MUTED,
            }
        )
    return found


def _up(importance: float, top: float) -> float:
    """Return how far below the upper edge a point lies, on a scale of square roots."""
    return float(_HEIGHT * (1 - (max(_SCALE * importance, 0.0) / top) ** 0.5))


def _apart(points: Sequence[tuple[Proxy, float]]) -> dict[int, float]:
    """Return where each name stands: beside its point, moved up where another is in the way."""
    found: dict[int, float] = {}
    below = _HEIGHT + 0.0
    for one, down in sorted(points, key=lambda point: -point[1]):
        below = min(down, below - _LINE)
        found[id(one)] = round(below, 1)
    return found

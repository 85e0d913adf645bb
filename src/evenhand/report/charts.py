"""Charts: Vega-Lite specs of `report_templates/charts`, drawn to SVG for screen and paper."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape

from evenhand.report import painter, words
from evenhand.report.view.chart import Chart
from evenhand.resources import folder

Medium = Literal["screen", "paper"]
FAMILY = "Evenhand Sans"

# Specs name these colours; on a screen they follow the reader's light or dark setting.
COLOURS = {
    "#1a1d23": "var(--ink)",
    "#5b6472": "var(--muted)",
    "#dfe3e8": "var(--line)",
    "#0b5c8f": "var(--accent)",
    "#c2410c": "var(--fail)",
    "#9a6206": "var(--warn)",
    "#ffffff": "var(--paper)",
}
_THEME = {
    "font": FAMILY,
    "background": None,
    "padding": 2,
    "view": {"stroke": None},
    "header": {"labelFont": FAMILY, "labelFontSize": 13, "labelFontWeight": 600,
               "labelColor": "#1a1d23", "labelAnchor": "start", "title": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 400,
        "labelColor": "#5b6472",
        "titleColor": "#5b6472",
        "gridColor": "#dfe3e8",
        "domainColor": "#5b6472",
        "tickColor": "#5b6472",
        "domainWidth": 0.5,
        "tickWidth": 0.5,
        "gridWidth": 0.6,
    },
    "text": {"font": FAMILY, "fontSize": 12},
}  # fmt: skip


def draw(chart: Chart, medium: Medium, number: int, specs: Path | None = None) -> Markup:
    """Return a chart as an SVG element that says in words what it shows.

    `number` sets its ids apart from those of the other charts of the page.
    """
    return _dressed(painter.svg_of(_whole(chart, specs)), chart, medium, number)


def begin(chart: Chart, specs: Path | None = None) -> None:
    """Let a chart that will be drawn be begun with, if there is somebody to do it."""
    painter.begin(_whole(chart, specs))


def _whole(chart: Chart, specs: Path | None) -> str:
    """Return the spec of a chart with its data."""
    spec = _filled(_spec(chart.spec, specs), chart.settings)
    cleaned = {name: [_plain(row) for row in rows] for name, rows in chart.data.items()}
    return json.dumps(spec | {"datasets": cleaned, "config": _THEME})


def _spec(name: str, own: Path | None) -> dict[str, Any]:
    homes = [own / "charts"] if own else []
    for home in [*homes, folder("report_templates") / "charts"]:
        path = home / f"{name}.vl.json"
        if path.is_file():
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
    raise FileNotFoundError(name)


def _filled(node: Any, settings: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return a spec with each ``{"setting": "name"}`` replaced by that setting of the chart."""
    if isinstance(node, dict):
        if set(node) == {"setting"}:
            return settings[node["setting"]]
        return {key: _filled(value, settings) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, settings) for value in node]
    return node


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: words.plain(v) if isinstance(v, str) else v for k, v in row.items()}


def _coarse(attribute: re.Match[str]) -> str:
    """Return a place or path with two decimals: nobody sees more, and files are half the size."""
    return re.sub(r"(\.\d{2})\d+", r"\1", attribute.group())


def _dressed(svg: str, chart: Chart, medium: Medium, number: int) -> Markup:
    """Return the SVG fit for a page: one role, one name, its own ids, the page's colours."""
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)
    # The picture is one image with one name; what its parts say is in the table beside it.
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    svg = re.sub(r' xmlns:xlink="[^"]*"| class="[^"]*"| pointer-events="[^"]*"', "", svg)
    svg = re.sub(r'<rect width="\d+" height="\d+" fill="white"/>', "", svg, count=1)
    svg = re.sub(r'<path[^>]* d="M0,0h0v0h0Z"[^>]*/>|<path[^>]* d=""[^>]*/>', "", svg)
    svg = re.sub(r' (?:d|transform|x2|y2)="[^"]*"', _coarse, svg)
    svg = re.sub(r'\bid="([^"]*)"', rf'id="c{number}-\1"', svg)
    svg = re.sub(r"url\(#([^)]*)\)", rf"url(#c{number}-\1)", svg)
    if medium == "screen":
        for colour, variable in COLOURS.items():
            svg = svg.replace(f'="{colour}"', f'="{variable}"')
    name = escape(words.plain(chart.label))
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{name}" ', 1)
    if medium == "paper":
        # Where a tagged PDF takes the words for a picture from; on a screen it would be a tooltip.
        svg = re.sub(r"(<svg [^>]*>)", lambda head: f"{head[1]}<title>{name}</title>", svg, count=1)
    return Markup(svg)  # noqa: S704 - drawn by the library, which escapes the texts of the data

"""Charts: Vega-Lite specs of `report_templates/charts`, drawn to SVG for screen and paper."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape

from evenhand.report import painter, words
from evenhand.report.lean import lean
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
    spec = _filled(_spec(chart.spec, specs), _plain(chart.settings))
    return json.dumps(spec | {"datasets": _plain(chart.data), "config": _THEME})


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


def _plain(node: Any) -> Any:  # noqa: ANN401 - JSON, or what becomes it
    """Return data with clean texts: of some signs the library that draws dies on the spot."""
    if isinstance(node, str):
        return words.plain(node)
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(value) for value in node] if isinstance(node, list | tuple) else node


def _dressed(svg: str, chart: Chart, medium: Medium, number: int) -> Markup:
    """Return the SVG fit for a page: one role, one name, its own ids, the page's colours."""
    svg = lean(svg)
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

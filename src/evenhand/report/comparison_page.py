"""The page of a comparison: offline, in the styles of the report."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from evenhand.report import page, words
from evenhand.report.comparison import Cell, Comparison, Line
from evenhand.report.view.figure import comparison_text, value_text
from evenhand.resources import folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line as a reader sees it."""

    title: str
    who: str
    cells: tuple[tuple[str, str], ...]  # figure and interval
    change: str
    interval: str
    shown: bool


def render_page(comparison: Comparison) -> bytes:
    """Return a comparison as one HTML document that needs nothing from elsewhere."""
    home = folder("report_templates")
    environment = page._environment((home,))  # noqa: SLF001 - the same page, by another template
    style = page._faces(home, "screen") + page._text([home], "styles/report.css")  # noqa: SLF001
    text = environment.get_template("comparison.html.j2").render(
        comparison=comparison,
        figures=rows_of(comparison.figures),
        gaps=rows_of(comparison.gaps),
        names=tuple(words.short(side.name, _LONGEST) for side in comparison.sides),
        medium="screen",
        # Files of the package, never of a log.
        style=Markup(style),  # noqa: S704
    )
    # Half of a surrogate pair, from a broken log, has no UTF-8.
    return text.encode("utf-8", errors="replace")


_LONGEST = 40


def rows_of(lines: Sequence[Line]) -> tuple[Row, ...]:
    """Return lines as a reader sees them."""
    return tuple(_row(line) for line in lines)


def _row(line: Line) -> Row:
    who = words.group_name(line.group) if line.group else "everybody"
    against = f" less {words.group_name(line.reference)}" if line.reference else ""
    low, high = (None if end is None else _moved(line, end) for end in (line.low, line.high))
    return Row(
        title=line.title,
        who=f"{who}{against}",
        cells=tuple(_cell(line, cell) for cell in line.cells),
        change=words.NOTHING if line.change is None else _moved(line, line.change, unit=True),
        interval=words.between(low, high) if line.change is not None else "",
        shown=line.shown,
    )


def _cell(line: Line, cell: Cell) -> tuple[str, str]:
    if cell.value is None:
        return words.NOTHING, ""
    if line.reference:
        low, high = (None if end is None else _moved(line, end) for end in (cell.low, cell.high))
        return _moved(line, cell.value, unit=True), words.between(low, high)
    low, high = (
        None if end is None else value_text(end, line.unit, unit=False)
        for end in (cell.low, cell.high)
    )
    return value_text(cell.value, line.unit), words.between(low, high)


def _moved(line: Line, value: float, *, unit: bool = False) -> str:
    return comparison_text(value, "difference", line.unit, unit=unit)

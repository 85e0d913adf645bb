"""audit.pdf: the same report for paper, tagged, with the result file attached."""

from evenhand.report import as_json, printer
from evenhand.report.once import once
from evenhand.report.options import Options
from evenhand.report.page import page
from evenhand.resources import folder
from evenhand.result import Audit


def render(audit: Audit, options: Options | None = None) -> bytes:
    """Return the report as a tagged PDF/UA file; the same audit gives the same bytes."""
    return printer.pdf_of(_sheets(audit, options or Options()))


def begin(audit: Audit, options: Options | None = None) -> None:
    """Let a PDF that will be rendered be begun with, if there is somebody to do it."""
    if printer.ready():
        printer.begin(_sheets(audit, options or Options()))


@once
def _sheets(audit: Audit, options: Options) -> printer.Sheets:
    homes = (folder("report_templates"), options.templates)
    return printer.Sheets(
        page=page(audit, options, "paper"),
        result=as_json.render(audit).decode(),
        as_of=audit.as_of,
        homes=tuple(str(home.resolve()) for home in homes if home),
    )

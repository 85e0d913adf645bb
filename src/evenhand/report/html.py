"""audit.html: the report as one file that opens offline and reads whole without JavaScript."""

from evenhand.report.options import Options
from evenhand.report.page import page
from evenhand.result import Audit


def render(audit: Audit, options: Options | None = None) -> bytes:
    """Return the report for a screen."""
    return page(audit, options or Options(), "screen").encode("utf-8", errors="replace")

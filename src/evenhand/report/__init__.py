"""The formats of a report: each is one file here and one line in `FORMATS`."""

from collections.abc import Callable
from dataclasses import dataclass

from evenhand.report import as_json, html, markdown, pdf
from evenhand.report.options import Options
from evenhand.result import Audit

__all__ = ["FORMATS", "Format", "Options"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how an audit becomes its bytes, and the name of the file."""

    render: Callable[[Audit, Options | None], bytes]
    file: str


FORMATS: dict[str, Format] = {
    "json": Format(as_json.render, "audit.json"),
    "html": Format(html.render, "audit.html"),
    "pdf": Format(pdf.render, "audit.pdf"),
    "md": Format(markdown.render, "audit.md"),
}

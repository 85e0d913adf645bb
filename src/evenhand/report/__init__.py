"""The formats of a report: each is one file here and one line in `FORMATS`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from evenhand.report.options import Options

if TYPE_CHECKING:  # the processes that draw and print know no audits, and must start fast
    from evenhand.result import Audit

__all__ = ["FORMATS", "Format", "Options"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how an audit becomes its bytes, and the name of the file."""

    render: "Callable[[Audit, Options | None], bytes]"
    file: str


def _of(module: str, file: str) -> Format:
    """Return the format that a module makes; it is imported once somebody asks for it.

    A build that wants a JUnit file must not wait for what draws pages.
    """

    def render(audit: "Audit", options: Options | None = None) -> bytes:
        made: bytes = import_module(f"evenhand.report.{module}").render(audit, options)
        return made

    return Format(render, file)


FORMATS: dict[str, Format] = {
    "json": _of("as_json", "audit.json"),
    "html": _of("html", "audit.html"),
    "pdf": _of("pdf", "audit.pdf"),
    "md": _of("markdown", "audit.md"),
    "junit": _of("junit", "audit.junit.xml"),
    "sarif": _of("sarif", "audit.sarif"),
    "github": _of("github", "audit.github.md"),
    "gitlab": _of("gitlab", "audit.codequality.json"),
    "openmetrics": _of("openmetrics", "audit.openmetrics.txt"),
    "comment": _of("comment", "audit.comment.md"),
}

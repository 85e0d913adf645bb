"""The printer: a second process that makes the PDF while this one makes the other reports.

The library that lays out pages takes a second to start. `printing` starts the process early;
without one, or if it fails, the PDF is made here, and comes out the same, as does what is wrong.
"""

import gc
import hashlib
import sys
from base64 import b64decode, b64encode
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from evenhand.errors import DeliveryError
from evenhand.report.worker import AtWork, answer, working

if TYPE_CHECKING:
    from collections.abc import Mapping

_HINT = (
    "install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 (Debian, Ubuntu) or "
    "brew install pango (macOS); the HTML report needs no system library"
)
_AT_WORK: AtWork = ContextVar("printer", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """What is printed: plain texts, so that another process can be asked for it."""

    page: str
    result: str  # audit.json, which is attached
    as_of: str
    homes: tuple[str, ...]  # folders whose files the page may show


_SMALLEST = Sheets(
    page="<html lang=en><title>x</title><h1>x</h1><table><tr><td>x</table>"
    '<svg width="9" height="9"><path d="M0,0h9" stroke="#000"/><text>x</text></svg>',
    result="{}",
    as_of="",
    homes=(),
)


def printing(*, wanted: bool) -> AbstractContextManager[None]:
    """Have a second process make the PDF while this lasts, if there will be one."""
    return working("evenhand.report.printer", _AT_WORK, wanted=wanted)


def ready() -> bool:
    """Say whether there is a second process that could begin."""
    return _AT_WORK.get() is not None


def begin(sheets: Sheets) -> None:
    """Let the printer begin with sheets that will be asked for."""
    printer = _AT_WORK.get()
    if printer is not None:
        printer.ask(asdict(sheets))


def pdf_of(sheets: Sheets) -> bytes:
    """Return the sheets as a tagged PDF/UA file; the same sheets give the same bytes."""
    printer = _AT_WORK.get()
    printed: str | None = printer.ask(asdict(sheets)).result() if printer is not None else None
    return _printed(sheets) if printed is None else b64decode(printed)


def _printed(sheets: Sheets) -> bytes:
    weasyprint = _weasyprint()
    result, made = sheets.result.encode(), _moment(sheets.as_of)
    attachment = weasyprint.Attachment(
        string=result,
        name="audit.json",
        description="The result that this report was made from",
        created=made,
        modified=made,
        relationship="Source",
    )
    homes = [Path(home) for home in sheets.homes]
    document = weasyprint.HTML(string=sheets.page, url_fetcher=_fetcher(weasyprint, homes))
    content = document.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(result).digest()[:16],
        attachments=[attachment],
        custom_metadata=True,
    )
    return bytes(content)


def _weasyprint() -> Any:  # noqa: ANN401 - the library has no types
    try:
        import weasyprint  # noqa: PLC0415 - costs half a second, and only a PDF needs it
    except OSError as missing:
        raise DeliveryError(
            "the PDF could not be made: WeasyPrint needs the system library Pango", _HINT
        ) from missing
    return weasyprint


def _fetcher(weasyprint: Any, homes: list[Path]) -> Any:  # noqa: ANN401 - no types
    """Return a fetcher of files in the template folders and of data within the page, no more."""
    from urllib.request import url2pathname  # noqa: PLC0415 - slow, and loaded by the library

    class Packaged(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """Fetches what ships with the report; a page that asks for more has been tampered with."""

        def fetch(self, url: str, headers: "Mapping[str, str] | None" = None) -> Any:  # noqa: ANN401
            path = Path(url2pathname(url.removeprefix("file://"))).resolve()
            within = url.startswith("file://") and any(path.is_relative_to(h) for h in homes)
            if not (within or url.startswith("data:")):
                raise weasyprint.urls.FatalURLFetchingError(f"a report fetches nothing: {url}")
            return super().fetch(url, headers)

    return Packaged(allowed_protocols=("file", "data"), allow_redirects=False)


def _moment(iso: str) -> datetime:
    """Return the time that the audit speaks for; the clock has no part in a report."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def work(asked: IO[str], answers: IO[str]) -> None:
    """Answer each line, sheets, with their PDF; what cannot be printed ends the process."""
    _printed(_SMALLEST)  # what the library sets up for its first document
    answer(asked, answers, lambda sheets: b64encode(_printed(Sheets(**sheets))).decode())


if __name__ == "__main__":
    gc.disable()  # pages are millions of objects, and the process ends with them
    work(sys.stdin, sys.stdout)

"""audit.pdf: the same report for paper, tagged, with the result file attached."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import url2pathname

from evenhand.errors import DeliveryError
from evenhand.report import as_json
from evenhand.report.options import Options
from evenhand.report.page import page
from evenhand.resources import folder
from evenhand.result import Audit

if TYPE_CHECKING:
    from collections.abc import Mapping

_HINT = (
    "install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 (Debian, Ubuntu) or "
    "brew install pango (macOS); the HTML report needs no system library"
)


def render(audit: Audit, options: Options | None = None) -> bytes:
    """Return the report as a tagged PDF/UA file; the same audit gives the same bytes."""
    chosen = options or Options()
    weasyprint = _weasyprint()
    result = as_json.render(audit)
    made = _moment(audit.as_of)
    attachment = weasyprint.Attachment(
        string=result,
        name="audit.json",
        description="The result that this report was made from",
        created=made,
        modified=made,
        relationship="Source",
    )
    homes = [path.resolve() for path in (folder("report_templates"), chosen.templates) if path]
    document = weasyprint.HTML(
        string=page(audit, chosen, "paper"), url_fetcher=_fetcher(weasyprint, homes)
    )
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

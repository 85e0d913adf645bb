import re
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import weasyprint

from evenhand.errors import DeliveryError
from evenhand.report import as_json, pdf
from evenhand.report.options import Options


@pytest.fixture(scope="module")
def content(audits):
    return pdf.render(audits["one attribute"])


@pytest.fixture(scope="module")
def document(content):
    return pypdf.PdfReader(BytesIO(content))


def text_of(document):
    text = " ".join(page.extract_text() for page in document.pages)
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))


def test_the_body_keeps_within_fifteen_pages(audits):
    document = pypdf.PdfReader(BytesIO(pdf.render(audits["over time"])))
    places = {mark["/Title"]: document.get_destination_page_number(mark)
              for mark in document.outline if not isinstance(mark, list)}  # fmt: skip
    assert places["Limits"] <= 15  # from 0: the appendix begins on the page after the fifteenth


def test_it_says_the_verdict(document):
    assert "No flag at the configured tolerances." in text_of(document)


def test_it_is_tagged_for_screen_readers_and_says_its_language(document):
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def figures(node):
    """Yield the pictures of a structure tree."""
    found = node.get_object()
    if isinstance(found, list):
        for child in found:
            yield from figures(child)
    elif hasattr(found, "get"):
        if found.get("/S") == "/Figure":
            yield found
        if "/K" in found:
            yield from figures(found["/K"])


def test_its_charts_have_words_for_those_who_cannot_see_them(document):
    words = [str(one.get("/Alt")) for one in figures(document.trailer["/Root"]["/StructTreeRoot"])]
    assert words
    kinds = ("Line chart", "Calibration charts", "Timeline", "Control charts")
    assert all(alt.startswith(kinds) for alt in words)


def test_it_carries_the_result_it_was_made_from(audits, document):
    attached = document.attachments
    assert list(attached) == ["audit.json"]
    assert attached["audit.json"] == [as_json.render(audits["one attribute"])]


def test_its_metadata_tell_what_it_is(document):
    facts = document.metadata
    assert (
        facts.title == "Retail lending, January\N{EN DASH}December 2025: bias and performance audit"
    )
    assert facts.author == "Northwind Credit"
    assert facts.creation_date_raw.startswith("D:20261122")


def test_its_fonts_are_within_it(document):
    for page in document.pages:
        for font in page["/Resources"]["/Font"].values():
            faces = font.get_object()["/DescendantFonts"]
            described = faces[0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)


def test_every_page_has_its_number_and_the_audit_s_digest(document):
    pages = [page.extract_text() for page in document.pages]
    assert all(f"{i} / {len(pages)}" in text for i, text in enumerate(pages, 1))
    assert all("Audit 2026-0007" in text and "sha256" in text for text in pages)


def test_it_has_bookmarks_for_its_sections(document):
    titles = [mark["/Title"] for mark in document.outline if not isinstance(mark, list)]
    assert {"What was found", "Gates", "Sex", "Method", "Limits", "Every figure"} <= set(titles)


def test_the_same_audit_gives_the_same_bytes_whatever_the_clock(audits, content, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert pdf.render(audits["one attribute"]) == content


def test_letter_paper_is_an_option(audits):
    letter = pdf.render(audits["calm"], Options(paper="Letter"))
    box = pypdf.PdfReader(BytesIO(letter)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)


@pytest.mark.parametrize("shape", ["hostile", "undefined", "only unknown"])
def test_every_shape_of_audit_makes_a_pdf(audits, shape):
    made = pdf.render(audits[shape])
    assert made.startswith(b"%PDF-")
    assert b"evil.example" not in b"".join(re.findall(rb"/URI \(([^)]*)\)", made))


def test_a_time_that_is_no_date_does_not_stop_it(audits):
    assert pdf.render(replace(audits["undefined"], as_of="some day")).startswith(b"%PDF-")
    assert pdf.render(replace(audits["undefined"], as_of="2026-01-01")).startswith(b"%PDF-")


def test_a_missing_system_library_is_said_with_what_to_install(audits, monkeypatch):
    class Refuses:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(sys, "meta_path", [Refuses(), *sys.meta_path])
    with pytest.raises(DeliveryError, match="needs the system library Pango") as caught:
        pdf.render(audits["calm"])
    assert "apt-get install libpango-1.0-0" in caught.value.hint


@pytest.mark.parametrize("address", ["https://evil.example/x.png", "file:///etc/passwd"])
def test_a_template_cannot_make_it_fetch(audits, tmp_path, address):
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "limits.html.j2").write_text(f'<img src="{address}" alt="x">')
    with pytest.raises(weasyprint.urls.FatalURLFetchingError, match="fetches nothing"):
        pdf.render(audits["calm"], Options(templates=tmp_path))


def test_a_template_s_own_files_may_be_fetched(audits, tmp_path):
    (tmp_path / "sections").mkdir()
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    page = f'<img src="{logo.as_uri()}" alt="x"><img src="data:image/svg+xml,x" alt="y">'
    (tmp_path / "sections" / "limits.html.j2").write_text(page)
    assert Path(logo).is_file()
    assert pdf.render(audits["calm"], Options(templates=tmp_path)).startswith(b"%PDF-")

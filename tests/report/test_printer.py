"""The second process that makes the PDF: it changes when that is made, never how."""

import io
import json
import sys
from base64 import b64decode
from dataclasses import asdict

import pytest
import weasyprint

from evenhand.errors import DeliveryError
from evenhand.report import pdf, printer
from evenhand.report.options import Options

SHEETS = printer.Sheets(
    page="<html lang=en><title>Größe</title><h1>Größe</h1>", result="{}", as_of="", homes=()
)


@pytest.fixture
def elsewhere(monkeypatch):
    """See to it that this process prints nothing."""
    monkeypatch.setattr(printer, "_printed", lambda _: pytest.fail("printed here"))


def test_the_printer_prints_what_this_process_would(audits, request):
    here = pdf.render(audits["calm"])
    request.getfixturevalue("elsewhere")
    with printer.printing(wanted=True):
        pdf.begin(audits["calm"])
        assert pdf.render(audits["calm"]) == here


def test_what_was_begun_is_made_once_for_each_audit_and_each_choice(audits, monkeypatch):
    made = []
    monkeypatch.setattr(pdf, "page", lambda audit, *chosen: made.append((audit.id, *chosen)) or "p")
    for paper in ("A4", "A4", "Letter"):
        pdf._sheets(audits["undefined"], Options(paper=paper))  # noqa: SLF001 - what is kept
    pdf._sheets(audits["hostile"], Options(paper="Letter"))  # noqa: SLF001 - what is kept
    assert [(chosen.paper, medium) for _, chosen, medium in made] == [
        ("A4", "paper"),
        ("Letter", "paper"),
        ("Letter", "paper"),
    ]


def test_nothing_is_begun_where_there_is_nobody_to_do_it(audits, monkeypatch):
    monkeypatch.setattr(pdf, "page", lambda *_: pytest.fail("made a page"))
    with printer.printing(wanted=False):
        pdf.begin(audits["calm"])
    printer.begin(SHEETS)


@pytest.mark.parametrize("python", ["/nowhere/python", "false"])
def test_without_a_second_process_the_pdf_is_made_all_the_same(monkeypatch, python):
    monkeypatch.setattr(sys, "executable", python)
    with printer.printing(wanted=True):
        printer.begin(SHEETS)
        assert printer.pdf_of(SHEETS).startswith(b"%PDF-")


def test_what_the_printer_refuses_is_told_as_it_would_be_here():
    reaching = printer.Sheets(**asdict(SHEETS) | {"page": '<img src="https://evil.example/x">'})
    with (
        printer.printing(wanted=True),
        pytest.raises(weasyprint.urls.FatalURLFetchingError, match="fetches nothing"),
    ):
        printer.pdf_of(reaching)


def test_a_missing_system_library_is_told_as_it_would_be_here(monkeypatch):
    class Refuses:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.setattr(sys, "executable", "false")  # the process cannot load it either
    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(sys, "meta_path", [Refuses(), *sys.meta_path])
    with printer.printing(wanted=True), pytest.raises(DeliveryError, match="Pango") as caught:
        printer.pdf_of(SHEETS)
    assert "apt-get install libpango-1.0-0" in caught.value.hint


def test_the_printer_answers_with_the_pdf():
    answers = io.StringIO()
    printer.work(io.StringIO(json.dumps(asdict(SHEETS)) + "\n"), answers)
    assert b64decode(json.loads(answers.getvalue())) == printer.pdf_of(SHEETS)

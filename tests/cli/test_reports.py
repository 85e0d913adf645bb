"""Reports that take long are begun early, and told and written in the order that was asked for."""

import pytest

from evenhand.cli.outputs import outputs
from evenhand.cli.reports import deliver, prepared
from evenhand.report import FORMATS, Options, painter, pdf, printer


def test_the_pdf_is_begun_before_the_others_are_made_and_written_in_its_turn(
    tmp_path, monkeypatch, audit
):
    told = []
    monkeypatch.setattr(pdf, "begin", lambda *_: told.append("begun"))
    for name in ("json", "pdf"):
        made = type(FORMATS[name])(lambda *_, name=name: name.encode(), f"audit.{name}")
        monkeypatch.setitem(FORMATS, name, made)
    with outputs(tmp_path) as files:
        assert deliver(audit(), ["json", "pdf"], files, told.append, options=Options()) == []
        assert [path.name for path in files.move()] == ["audit.json", "audit.pdf"]
    assert told == ["begun", "writing audit.json", "writing audit.pdf"]


@pytest.mark.parametrize(
    ("wanted", "draws", "prints"),
    [(["json"], False, False), (["html"], True, False), (["json", "pdf"], True, True)],
)
def test_processes_are_started_for_what_is_wanted(monkeypatch, wanted, draws, prints):
    started = {}
    for module, name in ((painter, "painting"), (printer, "printing")):
        start = getattr(module, name)

        def noted(*, wanted, name=name, start=start):
            started[name] = wanted
            return start(wanted=False)

        monkeypatch.setattr(f"evenhand.cli.reports.{name}", noted)
    with prepared(wanted):
        assert started == {"painting": draws, "printing": prints}

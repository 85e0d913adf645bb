import pytest

from evenhand.cli.audit import exit_code
from evenhand.cli.outputs import outputs
from evenhand.cli.reports import chosen, deliver, report_options
from evenhand.errors import DeliveryError, PlanError
from evenhand.gates.gate import Verdict
from evenhand.report import FORMATS
from evenhand.report.options import Options


def verdict(code):
    return Verdict(
        state="pass", sentence="", passed=0, warned=0, failed=0, insufficient=0, exit_code=code
    )


@pytest.mark.parametrize(
    ("of_verdict", "delivered", "code"),
    [(0, True, 0), (1, True, 1), (3, True, 3), (0, False, 4), (1, False, 1), (3, False, 4)],
)
def test_a_failed_gate_comes_first_then_a_missing_report(of_verdict, delivered, code):
    assert exit_code(verdict(of_verdict), delivered=delivered) == code


def test_formats_are_named_once_each_in_the_order_given():
    assert chosen(["JSON,md", "json", "html"]) == ["json", "md", "html"]


def test_a_format_that_there_is_not_offers_the_nearest():
    with pytest.raises(PlanError, match="no report format 'htm'") as caught:
        chosen(["htm"])
    assert caught.value.hint == "did you mean 'html'?"


def test_paper_and_templates_are_checked_before_the_audit(tmp_path):
    assert report_options("letter", tmp_path) == Options(templates=tmp_path, paper="Letter")
    with pytest.raises(PlanError, match="no paper 'a5'"):
        report_options("a5", None)
    with pytest.raises(PlanError, match="no folder of templates"):
        report_options("A4", tmp_path / "nowhere")


def test_one_report_that_cannot_be_made_does_not_cost_the_others(tmp_path, monkeypatch, audit):
    def cannot(_audit, _options):
        raise DeliveryError("the PDF cannot be made")

    broken = type(FORMATS["pdf"])(cannot, "audit.pdf")
    monkeypatch.setitem(FORMATS, "pdf", broken)
    told = []
    with outputs(tmp_path) as files:
        missed = deliver(audit(), ["pdf", "json"], files, told.append, options=Options())
        written = files.move()
    assert [str(error) for error in missed] == ["the PDF cannot be made"]
    assert written == [tmp_path / "audit.json"]
    assert told == ["writing audit.pdf", "writing audit.json"]

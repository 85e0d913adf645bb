import re

import cmarkgfm
import pytest

from evenhand.gates.gate import Waived
from evenhand.report.brief import brief

ROOM = 60_000
WAIVED = Waived(id="W1", owner="Ada", reason="A new model comes.", expires="2026-12-31")


def test_the_verdict_comes_first_and_then_what_fails(judged, gate_of, part):
    text = brief(judged(gate_of(part("Black"), part("Asian", state="pass"))), ROOM)
    assert text.startswith("## \N{BLACK SQUARE} Fail: Retail lending")
    assert (
        "| Selection rate ratio by race | Black against White | 0.70 | 0.65 to 0.75 | "
        "at least 0.80 | 2,000 |" in text
    )
    assert text.index("One comparison fails") < text.index("<details>")
    assert "Gates: 1 failed." in text


def test_what_passes_is_folded_away(judged, gate_of, part):
    text = brief(judged(gate_of(part("Black"), part("Asian", state="pass"))), ROOM)
    html = cmarkgfm.github_flavored_markdown_to_html(text, cmarkgfm.Options.CMARK_OPT_UNSAFE)
    folded = re.search(r"<details>(.*)</details>", html, re.DOTALL)[1]
    assert "One comparison passes" in folded
    assert "Asian against White" in folded
    assert "<table>" in folded


def test_a_waiver_is_told_with_its_owner_and_end(judged, gate_of):
    text = brief(judged(gate_of(waived=WAIVED)), ROOM)
    assert "One comparison fails and is waived" in text
    assert "until 2026-12-31 by Ada: A new model comes." in text


def test_why_something_is_undecided_is_told_without_its_figures_again(judged, gate_of, part):
    gate = gate_of(part("Black", state="insufficient", testable=False, n=12), state="pass")
    text = brief(judged(gate), ROOM)
    assert "| 12 | Too few decisions to judge: 12 of 97 needed. |" in text


def test_many_failures_are_folded_after_the_first_twenty(judged, gate_of, part):
    gate = gate_of(*(part(f"g{i}") for i in range(25)))
    text = brief(judged(gate), ROOM)
    assert "25 comparisons fail" in text
    assert "<details><summary>\N{BLACK SQUARE} 5 more that fail</summary>" in text
    assert text.count("against White") == 25


@pytest.mark.parametrize("budget", [10_000, 30_000, 60_000])
def test_it_keeps_to_its_budget_and_counts_what_it_leaves_out(judged, gate_of, part, budget):
    many = [part(f"group \N{EURO SIGN} {i}", state="pass") for i in range(900)]
    audit = judged(gate_of(part("Black"), *many, part("small", state="insufficient")))
    text = brief(audit, budget)
    assert len(text.encode()) <= budget
    (left,) = re.findall(r"^([\d,]+) more left out here; audit.json has all.$", text, re.MULTILINE)
    shown = len(re.findall(r"^\| Selection rate ratio", text, re.MULTILINE))
    assert shown + int(left.replace(",", "")) == 902
    assert "Black against White" in text
    assert "small against White" in text
    assert text.count("<details>") == text.count("</details>")


def test_what_is_less_grave_is_left_out_first(judged, gate_of, part):
    kept = [part(f"kept {i}", state="pass") for i in range(10)]
    many = [part(f"small {i} " + "x" * 60, state="insufficient") for i in range(200)]
    text = brief(judged(gate_of(part("Black"), *many, *kept)), 20_000)
    assert "kept 0" not in text
    assert "10 more left out here" in text
    assert "Ten comparisons pass" in text


@pytest.mark.parametrize("shape", ["hostile", "hostile over time"])
def test_hostile_names_make_no_markup(audits, shape):
    text = brief(audits[shape], ROOM)
    html = cmarkgfm.github_flavored_markdown_to_html(text, cmarkgfm.Options.CMARK_OPT_UNSAFE)
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    ours = {"h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "ol", "li"}
    assert tags <= ours | {"details", "summary"}
    assert not re.search(r"<[^>]*(href|src|onerror)", html)


def test_an_audit_without_gates_says_so(judged):
    text = brief(judged(), ROOM)
    assert "No gate was judged" in text
    assert "Gates:" not in text


@pytest.mark.parametrize("shape", ["full", "over time", "undefined", "many groups"])
def test_every_shape_of_audit_has_its_closing_line(audits, shape):
    assert brief(audits[shape], ROOM).endswith("Evidence, not legal advice.\n")

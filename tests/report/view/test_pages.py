"""What each section of time places on the page, on a screen and on paper."""

import re
from dataclasses import replace

import pytest

from evenhand.report.options import Options
from evenhand.report.page import page

SECTIONS = (
    "found", "performance", "happened", "over_time", "drift", "oversight", "labels", "estimated",
    "readiness", "data",
)  # fmt: skip


@pytest.fixture(scope="module")
def drawn(audits):
    """Return the sections of an audit on a medium, by their keys."""
    kept = {}

    def sections(shape, medium):
        if (shape, medium) not in kept:
            text = page(audits[shape], Options(), medium)
            found = re.findall(r'<section id="([^"]+)".*?</section>', text, re.DOTALL)
            parts = re.findall(r"<section id=.*?</section>", text, re.DOTALL)
            kept[shape, medium] = dict(zip(found, parts, strict=True))
        return kept[shape, medium]

    return sections


@pytest.mark.parametrize("medium", ["screen", "paper"])
@pytest.mark.parametrize("section", SECTIONS)
def test_hostile_names_are_text_in_every_section(drawn, section, medium):
    text = drawn("hostile over time", medium)[section]
    assert not re.search(r"<(script|img)\b", text)
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("section", ["happened", "drift", "oversight", "labels", "readiness"])
def test_every_table_has_heads_for_its_columns_and_rows(drawn, section):
    for table in re.findall(r"<table.*?</table>", drawn("over time", "screen")[section], re.DOTALL):
        assert 'scope="col"' in table
        assert 'scope="row"' in table


@pytest.mark.parametrize("section", ["happened", "drift", "oversight", "labels", "readiness"])
def test_a_table_that_scrolls_can_be_reached_by_the_keyboard_and_has_a_name(drawn, section):
    boxes = re.findall(r'<div class="wide"[^>]*>(?=<table)', drawn("over time", "screen")[section])
    assert boxes
    assert all('tabindex="0"' in box and "aria-label=" in box for box in boxes)


def test_paper_shows_what_is_not_ready_and_names_the_rest(drawn):
    screen, paper = (drawn("over time", medium)["readiness"] for medium in ("screen", "paper"))
    assert screen.count("<tr><td") == 5
    assert paper.count("<tr><td") == 2
    assert "Every decision has its id." in paper


def test_paper_tells_an_attribute_without_a_flag_shortly(audits):
    calm = audits["calm"]
    assert {gate.state for gate in calm.gates} == {"pass"}
    screen, paper = (page(calm, Options(), medium) for medium in ("screen", "paper"))
    assert "Errors, where the outcome is known" in screen
    assert "Errors, where the outcome is known" not in paper
    assert "stand under" in paper


def test_paper_lists_the_first_findings_of_a_severity_and_counts_the_rest(full):
    many = tuple(replace(full.findings[0], id=f"f{i}", title=f"Finding {i}.") for i in range(13))
    audit = replace(full, findings=many)
    paper, screen = (page(audit, Options(), medium) for medium in ("paper", "screen"))
    assert "Finding 9." in paper
    assert "Finding 10." not in paper
    assert "Three further findings of this severity are in audit.json" in paper
    assert "Finding 12." in screen
    assert "further findings" not in screen


def test_paper_shows_the_effects_of_review_that_are_shown(drawn):
    paper, screen = (drawn("over time", medium)["oversight"] for medium in ("paper", "screen"))
    assert "no change shown" in screen
    assert "no change shown" not in paper
    assert "One further gap is in audit.json." in paper


def test_an_intersection_without_a_flag_has_no_heat_map_on_paper(full):
    gates = tuple(
        replace(g, state="pass", groups=tuple(replace(one, state="pass") for one in g.groups))
        for g in full.gates
    )
    unflagged = replace(full, gates=gates)
    assert "Heat map: Race and sex" in page(unflagged, Options(), "screen")
    paper = page(unflagged, Options(), "paper")
    assert "Heat map" not in paper
    assert "No intersection was flagged." in paper
    assert "Heat map: Race and sex" in page(full, Options(), "paper")


def test_without_time_its_sections_are_left_out_with_one_sentence(drawn):
    found = drawn("no time", "screen")
    assert not {"happened", "over_time", "drift"} & set(found)
    assert found["data"].count("Decisions have no time here") == 1


@pytest.mark.parametrize("medium", ["screen", "paper"])
def test_the_same_audit_gives_the_same_page(audits, medium):
    audit = audits["over time"]
    assert page(audit, Options(), medium) == page(audit, Options(), medium)

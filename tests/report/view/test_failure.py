"""A page for each failed gate: what, where, since when, why, and what would mend it."""

import re
from dataclasses import replace

import pytest

from evenhand.analyses.decomposition import Decomposition, Part, Reversal
from evenhand.analyses.proxy import Proxy
from evenhand.gates.gate import Waived
from evenhand.gates.triage.rows import Evidence, Ranked, Triage
from evenhand.report.options import Options
from evenhand.report.page import page
from evenhand.report.view.accounted import accounted
from evenhand.report.view.failure import failures
from evenhand.report.view.gates import gate_rows

MINUS = "\N{MINUS SIGN}"
GAP = {
    "metric": "selection_rate", "attributes": ("race",), "group": ("Black",),
    "reference": ("White",),
}  # fmt: skip
PARTS = Decomposition(
    id="k1", of=("g1",), kind="gap", before=None, after=None, method="scores", over=(),
    total=-0.156, parts=(
        Part(name="scores", subject="", value=-0.15, low=-0.17, high=-0.13),
        Part(name="override", subject="", value=-0.006, low=-0.01, high=0.0),
    ), support=None, level=0.95, n=100, **GAP,
)  # fmt: skip
TRIAGE = Triage(
    id="t1", of=("g1",), kind="gap", leading="scores",
    ranked=(Ranked(domain="model", weight=0.83, examined=True),),
    evidence=(
        Evidence(domain="model", cause="scores", side="for", weight=0.83, text="Scores differ.",
                 rows=("k1",)),
        Evidence(domain="data", cause="mix", side="against", weight=0.02, text="Mix is alike.",
                 rows=()),
    ),
    not_examined=("No entity.",), **GAP,
)  # fmt: skip


def of(text):
    """Return a text with plain blanks."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def said(points, name):
    return [of(point.text) for point in points if point.name == name]


@pytest.fixture
def told(timed):
    """Return an audit whose failing gate by race was looked into."""
    gates = tuple(gate for gate in timed.gates if gate.id in {"g1", "g2"})
    return replace(timed, gates=gates, decompositions=(PARTS,), triages=(TRIAGE,))


def test_without_a_failed_gate_there_is_no_page(audits, look):
    assert look(failures, audits["calm"]) is None


def test_a_page_says_what_fails_and_for_whom_by_how_much(told, look):
    (found,) = look(failures, told).pages
    assert found.title == told.gates[0].title
    assert of(found.sentence).startswith(
        "Black got the favourable decision (approve) at 0.75 times the rate of White"
    )
    assert said(found.what, "Black")[0].startswith("46.2 % (44.2")
    assert said(found.what, "Black")[0].endswith("of 2,451 decisions")
    assert said(found.what, "White")[0].startswith("61.8 %")
    assert said(found.what, "Shortfall") == [
        "382 favourable decisions that the rate of the reference would have added."
    ]
    (states,) = said(found.what, "All groups")
    assert states == "fail: Black; warn: Native American; pass: Asian and Hispanic."


def test_what_accounts_for_it_stands_on_the_page_and_nowhere_else(told, look):
    (found,) = look(failures, told).pages
    assert found.account.chart.spec == "waterfall"
    assert found.account.lead.startswith("About 83")
    assert found.chart is None
    assert look(accounted, told) is None


def test_the_same_gap_of_two_gates_is_taken_apart_once(told, look):
    twin = replace(told.gates[0], id="g1b", title="The difference", p_adjusted=1.0)
    audit = replace(told, gates=(*told.gates, twin), triages=(replace(TRIAGE, of=("g1", "g1b")),))
    first, second = look(failures, audit).pages
    assert first.account is not None
    assert second.account is None
    assert second.account_on == (first.anchor, first.title)
    assert second.chart.spec == "trend"


def test_where_nothing_takes_it_apart_the_rates_are_drawn_over_time(told, look):
    (found,) = look(failures, replace(told, triages=(), decompositions=())).pages
    assert (found.account, found.account_on) == (None, None)
    assert found.chart.spec == "trend"


def test_a_missed_target_is_drawn_beside_what_was_asked(timed, look):
    gates = tuple(gate for gate in timed.gates if gate.target and gate.state == "fail")
    (found,) = look(failures, replace(timed, gates=gates)).pages
    assert found.chart.spec == "measures"
    assert next(point.name for point in found.what) == "Everybody"


def test_a_figure_that_is_no_rate_is_compared_in_no_chart(judged, gate_of, look):
    gate = gate_of(metric="latency_mean", comparison="difference", unit="ms")
    (found,) = look(failures, judged(gate)).pages
    assert found.chart is None


def test_a_change_and_a_gap_within_a_condition_bring_no_figures_of_the_period(
    judged, gate_of, look
):
    for changes in ({"basis": "baseline", "tolerance": 0.05}, {"condition": "purpose"}):
        (found,) = look(failures, judged(gate_of(p_adjusted=None, **changes))).pages
        assert [point.name for point in found.what] == []


def test_a_waived_failure_keeps_its_page_and_says_who_answers_for_it(told, look):
    waiver = Waived(id="W1", owner="Ada", reason="Known.", expires="2026-03-31")
    audit = replace(told, gates=(replace(told.gates[0], waived=waiver),))
    (found,) = look(failures, audit).pages
    assert (found.state, found.word) == ("warn", "waived")
    assert said(found.what, "Note") == ["Waived until 2026-03-31 by Ada (W1): Known."]


def test_gaps_that_turn_around_and_stand_ins_are_said_beside(told, look):
    turned = Reversal(
        id="w1", condition="loan", crude=-0.142, within=0.018, strength="weak", support=1.0,
        evidence=("d1", "d2"), **GAP,
    )  # fmt: skip
    other = replace(turned, group=("Asian",))
    stands = Proxy(
        id="y1", attribute="race", feature="postcode", group="Black", people=900,
        area_under_roc=0.8, low=0.7, high=0.9, by_chance=0.53, p_value=0.001, importance=0.05,
        importance_low=0.04, importance_high=0.06, effect=None, level=0.95,
    )  # fmt: skip
    weak = replace(stands, feature="income", area_under_roc=0.52)
    audit = replace(told, reversals=(turned, other), proxies=(stands, weak))
    (found,) = look(failures, audit).pages
    reversal, proxy = found.beside
    assert "alike in loan" in reversal
    assert proxy == "postcode stands in for race: decisions go by what tells the group."
    both = replace(audit, proxies=(stands, replace(stands, feature="school")))
    assert "postcode and school stand in for race" in look(failures, both).pages[0].beside[1]
    # What the evidence says already is not said again.
    evidence = (*TRIAGE.evidence, replace(TRIAGE.evidence[0], cause="proxy"))
    again = replace(audit, triages=(replace(TRIAGE, evidence=evidence),))
    assert len(look(failures, again).pages[0].beside) == 1


def many(judged, gate_of, number):
    return judged(
        *(gate_of(id=f"g{i:02}", title=f"Gate {i:02}", p_adjusted=i / 1000) for i in range(number))
    )


def test_of_twelve_failures_eight_have_a_page_and_four_are_listed(judged, gate_of, look):
    audit = many(judged, gate_of, 12)
    found = look(failures, audit)
    assert [one.title for one in found.pages] == [f"Gate {i:02}" for i in range(8)]
    assert [one.title for one in found.others] == [f"Gate {i:02}" for i in range(8, 12)]
    table = {row.anchor: row.title for row in look(gate_rows, audit)}
    assert [table[one.row] for one in found.others] == [one.title for one in found.others]
    for medium in ("screen", "paper"):
        text = page(audit, Options(), medium)
        assert text.count('<article class="failure') == 8
        assert "Four further gates failed" in text
    assert [row.page for row in look(gate_rows, audit)][7:] == ["failure-8", "", "", "", ""]


def test_a_failed_gate_has_one_page_or_is_listed_whatever_the_audit(audits, look):
    for audit in audits.values():
        failing = [gate.title for gate in audit.gates if gate.state == "fail"]
        found = look(failures, audit)
        pages = [one.title for one in found.pages] if found else []
        assert len(pages) == min(8, len(failing))
        assert set(pages) <= set(failing)
        assert len(pages) + (len(found.others) if found else 0) == len(failing)


def section(audit, medium):
    text = page(audit, Options(), medium)
    return re.search(r'<section id="failures".*?</section>', text, re.DOTALL).group()


@pytest.mark.parametrize("medium", ["screen", "paper"])
def test_hostile_names_are_text(audits, medium):
    text = section(audits["hostile over time"], medium)
    assert not re.search(r"<(script|img)\b", text)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_page_is_linked_from_the_table_of_gates_and_has_what_it_links_to(told):
    text = page(told, Options(), "screen")
    assert 'href="#failure-1"' in text
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert ids.count("failure-1") == 1
    assert set(re.findall(r'href="#([^"]+)"', section(told, "screen"))) <= set(ids)


def test_every_page_has_its_four_parts_in_order(told):
    for medium in ("screen", "paper"):
        heads = re.findall(r"<h4>(.*?)</h4>", section(told, medium))
        mine = [head for head in heads if head not in {"For", "Against", "Not examined"}]
        assert mine[:2] == ["What", "Where, and since when"]
        assert [h for h in mine if h != "Other ways to take it apart"][2:] == [
            "Accounted for by", "What would mend it, and at what price",
        ]  # fmt: skip


def test_on_paper_the_evidence_for_and_against_runs_on(told):
    text = section(told, "paper")
    assert "<b>For.</b> Model (83" in text
    assert "<b>Against.</b> Data: Mix is alike." in text
    assert "Not examined. No entity." in text

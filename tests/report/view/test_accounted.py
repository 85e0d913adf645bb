"""Words that are true for the figures: what accounts for a gap, and where the evidence points."""

from dataclasses import replace
from itertools import pairwise

import pytest

from evenhand.analyses.decomposition import Decomposition, Part, Reversal
from evenhand.gates.triage.rows import Evidence, Ranked, Triage
from evenhand.report.view.accounted import MOST, REVERSALS, accounted, accounted_for, lead
from evenhand.report.view.waterfall import waterfall

MINUS = "\N{MINUS SIGN}"


def decomposition(method="scores", over=(), metric="selection_rate", **more):
    values = more.pop("values", {"scores": -0.12, "threshold": 0.0, "override": 0.02})
    plain = {
        "id": f"k-{method}-{over}", "of": ("g1",), "kind": "gap", "attributes": ("race",),
        "group": ("Black",), "reference": ("White",), "before": None, "after": None,
        "support": None, "level": 0.95, "n": 100,
    }  # fmt: skip
    return Decomposition(
        method=method, over=over, metric=metric, total=sum(values.values()),
        parts=tuple(
            Part(name=name, subject="", value=value, low=value - abs(value) / 2,
                 high=value + abs(value) / 2 if value else None)
            for name, value in values.items()
        ),
        **{**plain, **more},
    )  # fmt: skip


def triage(*ranked, **more):
    plain = {
        "id": "t1", "of": ("g1",), "metric": "selection_rate", "attributes": ("race",),
        "group": ("Black",), "reference": ("White",), "kind": "gap", "leading": "scores",
        "evidence": (
            Evidence(domain="model", cause="scores", side="for", weight=0.83, text="Scores.",
                     rows=("k-scores-()", "e1")),
            Evidence(domain="data", cause="mix", side="against", weight=0.02, text="Mix.",
                     rows=("k-strata-('loan',)",)),
        ),
        "not_examined": ("No time.",),
    }  # fmt: skip
    shares = ranked or (("model", 0.83), ("data", 0.12), ("workflow", 0.0))
    return Triage(
        ranked=tuple(Ranked(domain=name, weight=weight, examined=True) for name, weight in shares),
        **{**plain, **more},
    )


REVERSAL = Reversal(
    id="w1", metric="selection_rate", attributes=("race",), group=("Black",), reference=("White",),
    condition="loan", crude=-0.142, within=0.018, strength="weak", support=1.0,
    evidence=("d1", "d2"),
)  # fmt: skip


@pytest.fixture
def told(timed):
    """Return an audit with one gap that was looked into."""
    strata = decomposition(
        "strata", ("loan",), values={"composition": -0.02, "rate": -0.08}, support=0.9
    )
    # What a failing gate is about stands on its page.
    return replace(
        timed,
        gates=tuple(replace(gate, state="warn") for gate in timed.gates),
        decompositions=(strata, decomposition()),
        triages=(triage(),),
        reversals=(REVERSAL,),
    )


def test_the_lead_says_which_shares_are_whose(plain):
    assert plain(lead(triage())) == (
        "About 83 % of it is accounted for by the model and 12 % by the data."
    )
    assert plain(lead(triage(("data", 0.99), ("model", 0.0)))) == (
        "About 99 % of it is accounted for by the data."
    )
    assert lead(triage(("data", 0.05))) == (
        "Nothing that could be examined accounts for a tenth of it."
    )


def test_an_account_draws_what_the_leading_evidence_rests_on(told, look, plain):
    found = look(accounted, told).accounts[0]
    assert plain(found.title) == f"Selection rate of Black against White: {MINUS}10.0 points"
    assert found.chart.data["rows"][0]["part"] == "Scores"
    assert [ledger.title for ledger in found.ledgers] == ["By loan"]
    assert plain(found.ledgers[0].support) == "90.0 %"
    assert found.speaks_for[0].rows[1].row == "e1"
    assert [one.text for one in found.speaks_against] == ["Mix."]
    assert found.not_examined == ("No time.",)


def test_a_hint_is_shown_as_one(told, look):
    hint = replace(triage().evidence[0], cause="drift", weight=0.1)
    audit = replace(told, triages=(triage(evidence=(hint,)),))
    assert look(accounted, audit).accounts[0].speaks_for[0].share == "a hint"


def test_a_gate_says_what_its_worst_group_is_accounted_for_by(told, look, plain):
    gate = replace(told.gates[0], id="g1", group=("Black",))
    assert plain(look(accounted_for, told, gate)).startswith("About 83 % of it")
    assert look(accounted_for, told, replace(gate, id="other")) == ""


def test_bars_begin_where_the_one_before_ended_and_end_at_the_whole(told, look):
    chart = look(waterfall, told, decomposition(), "A gap")
    rows = chart.data["rows"]
    for before, after in pairwise(rows[:-1]):
        assert after["start"] == before["end"]
    assert rows[-1]["end"] == rows[-2]["end"] == pytest.approx(-10)
    assert (rows[0]["tone"], rows[2]["tone"]) != (rows[2]["tone"], rows[0]["tone"])
    assert rows[0]["text"] == f"{MINUS}12.0"
    assert rows[2]["text"] == "+2.0"
    low, high = chart.settings["domain"]
    assert low < -18
    assert high > 0
    assert f"together they are {MINUS}10.0" in chart.caption


@pytest.mark.parametrize(
    ("method", "over", "values", "names"),
    [
        ("strata", ("loan",), {"composition": 1, "rate": 2, "unsupported": 1},
         ["Mix of loan", "Alike in loan", "Without a counterpart"]),
        ("strata", ("model_version",), {"composition": 1, "rate": 2},
         ["Mix of model version", "Alike in model version"]),
        ("strata", ("loan", "region"), {"composition": 1}, ["Mix of loan and region"]),
        ("on_the_way", ("sla_breach",), {"composition": 1, "rate": 2},
         ["Mix of late answers", "Alike in late answers"]),
    ],
)  # fmt: skip
def test_parts_are_named_by_what_they_speak_of(told, look, *, method, over, values, names):
    found = decomposition(method, over, values=values)
    assert [row["part"] for row in look(waterfall, told, found, "x").data["rows"][:-1]] == names


def test_a_figure_in_its_own_unit_keeps_to_it(told, look, plain):
    slow = decomposition("strata", ("loan",), "latency_mean",
                         values={"composition": 0.01, "rate": 71.7}, kind="change")  # fmt: skip
    told = replace(told, log=replace(told.log, columns={"kpi latency": "latency_ms"}))
    chart = look(waterfall, told, slow, "x")
    assert chart.settings["unit"] == "ms"
    assert [plain(row[1]) for row in chart.grid.rows] == ["0 ms", "+71.7 ms", "+71.7 ms"]
    assert chart.grid.rows[-1][0] == "The change"
    odd = replace(slow, metric="satisfaction_mean")
    assert look(waterfall, told, odd, "x").settings["unit"] == "in its own unit"


def test_a_difference_of_nothing_can_be_drawn(told, look):
    nothing = decomposition(values={"scores": 0.0})
    low, high = look(waterfall, told, nothing, "x").settings["domain"]
    assert low < 0 < high


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"kind": "change", "group": (), "reference": ()}, "Selection rate, change"),
        ({"kind": "level", "group": (), "reference": ()}, "Selection rate"),
        ({"kind": "change", "of": ("c1",)},
         "Selection rate of Black against White, change of the gap"),
    ],
)  # fmt: skip
def test_changes_and_levels_are_called_what_they_are(told, look, given, title):
    audit = replace(told, decompositions=(), triages=(triage(**given),))
    found = look(accounted, audit).accounts[0]
    assert (found.title, found.chart) == (title, None)


def test_parts_by_outcome_say_of_whom_they_speak(told, look):
    outcomes = decomposition("outcomes", ("loan",), values={"base_rate": -0.1})
    audit = replace(told, decompositions=(decomposition(), outcomes))
    (ledger,) = look(accounted, audit).accounts[0].ledgers
    assert ledger.title.startswith("By outcomes, of matured decisions with a label (")


@pytest.mark.parametrize(
    ("strength", "words"), [("weak", "the other may be chance"), ("strong", "Both are certain")]
)
def test_a_reversal_is_told_in_words(told, look, plain, strength, words):
    audit = replace(told, reversals=(replace(REVERSAL, strength=strength),))
    (text,) = look(accounted, audit).reversals
    assert plain(text).startswith(
        f"Selection rate: the gap of Black to White is {MINUS}14.2 points overall and "
        "+1.8 points among decisions that are alike in loan."
    )
    assert words in text


def test_what_is_left_out_is_counted(told, look):
    audit = replace(told, triages=(triage(),) * (MOST + 3), reversals=(REVERSAL,) * (REVERSALS + 2))
    found = look(accounted, audit)
    assert (found.left_out, found.reversals_left_out) == (3, 2)


def test_where_nothing_is_flagged_there_is_no_section(timed, look):
    assert look(accounted, replace(timed, triages=(), reversals=())) is None


@pytest.mark.parametrize("medium", ["html", "pdf"])
def test_the_section_is_on_the_page_and_escapes_the_log(told, medium):
    from evenhand.report import html, pdf  # noqa: PLC0415 - slow to import

    evil = "<b>x</b>"
    mix = decomposition("strata", (evil,), group=(evil,), values={"composition": 0.1})
    audit = replace(
        told,
        triages=(triage(group=(evil,)), triage(of=("other",))),
        decompositions=(decomposition(group=(evil,)), mix),
    )
    content = (html if medium == "html" else pdf).render(audit)
    if medium == "pdf":
        assert content.startswith(b"%PDF")
        return
    page = content.decode()
    assert "What accounts for it" in page
    assert evil not in page
    assert "waterfall" not in page

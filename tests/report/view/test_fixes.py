"""What would mend a failed gate, and at what price."""

from dataclasses import replace

import pytest

from evenhand.analyses.decomposition import Decomposition
from evenhand.analyses.remedy import Outcome, RemediedGap, Remedy, Trial
from evenhand.gates.triage.rows import Triage
from evenhand.recommendations.recommendation import Effect
from evenhand.report.view.fixes import MOST, TRIED, fixes

TRIAL = Trial(
    seed=1, rows=900, fitted=500, tuned=200, tested=200, by_time=True, features=("income",),
    left_out=(), aim="race", unmeasured=(), model="trees", draws=400, level=0.95,
)  # fmt: skip
RATE = Outcome(
    deployed=0.5, value=0.53, low=0.5, high=0.56, change=0.03, change_low=0.01, change_high=0.05
)


def outcome(value, low, high):
    return Outcome(
        deployed=0.7, value=value, low=low, high=high, change=None, change_low=None,
        change_high=None,
    )  # fmt: skip


def remedy(ident, *ends, gate="race", **changes):
    facts = {
        "id": ident, "key": ident, "title": f"Remedy {ident}", "done": "So.", "caution": "",
        "refused": "", "unlike": "", "selection_rate": RATE, "accuracy": None,
        "area_under_roc": None,
    }  # fmt: skip
    gap = RemediedGap(
        gate=gate, metric="selection_rate", comparison="ratio", attributes=("race",),
        group=("Black",), reference=("White",), tolerance=0.8, outcome=outcome(*ends),
    )  # fmt: skip
    return Remedy(gaps=(gap,), **{**facts, **changes})


@pytest.fixture
def advice(full):
    """Return a function that makes advice."""

    def make(ident, *evidence, **changes):
        facts = {"id": ident, "priority": int(ident[1:]), "title": f"Do {ident}.",
                 "evidence": evidence}  # fmt: skip
        return replace(full.recommendations[0], **{**facts, **changes})

    return make


def test_advice_that_rests_on_the_gate_is_told_in_order(judged, look, gate_of, part, advice):
    gate = gate_of(part("Black", disparity="d5"))
    mine = [advice("r3", "race"), advice("r1", "d5"), advice("r2", "other")]
    found = look(fixes, judged(gate, recommendations=tuple(mine)), gate)
    assert [one.title for one in found.todo] == ["Do r1.", "Do r3."]
    assert [one.anchor for one in found.todo] == ["todo-1", "todo-3"]


def test_more_decisions_mend_nothing(judged, look, gate_of, advice):
    gate = gate_of()
    more = advice("r1", "race", action="collect_decisions")
    assert look(fixes, judged(gate, recommendations=(more,)), gate).todo == ()


def test_advice_on_what_accounts_for_it_or_on_a_remedy_of_it_counts(judged, look, gate_of, advice):
    gate, gap = gate_of(), {"metric": "selection_rate", "attributes": ("race",),
                            "group": ("Black",), "reference": ("White",)}  # fmt: skip
    triage = Triage(id="t1", of=("race",), kind="gap", leading=None, ranked=(), evidence=(),
                    not_examined=(), **gap)  # fmt: skip
    parts = Decomposition(id="k1", of=("race",), kind="gap", before=None, after=None,
                          method="scores", over=(), total=-0.1, parts=(), support=None,
                          level=0.95, n=9, **gap)  # fmt: skip
    effect = Effect(text="It closes.", comparison="ratio", before=0.7, after=0.9, low=0.85,
                    high=0.95, tolerance=0.8, by="tried", row="m1")  # fmt: skip
    audit = judged(
        gate,
        triages=(triage,),
        decompositions=(parts, replace(parts, id="k2", of=("else",))),
        remedies=(remedy("m1", 0.9, 0.85, 0.95),),
        trial=TRIAL,
        recommendations=(
            advice("r1", "t1"), advice("r2", "k1"), advice("r3", "k2"),
            advice("r4", effect=effect), advice("r5", effect=replace(effect, row="m9")),
        ),
    )  # fmt: skip
    assert [one.anchor for one in look(fixes, audit, gate).todo] == ["todo-1", "todo-2", "todo-4"]


def test_an_effect_is_told_or_why_there_is_none_and_the_price_beside(judged, look, gate_of, advice):
    gate = gate_of()
    one = advice("r1", "race", no_effect="Not tried.", cost="2 fewer in 100", caution="Ask first",
                 deadline="2026-02-01", owner="model owner")  # fmt: skip
    bare = advice("r2", "race", when="next audit")
    found = look(fixes, judged(gate, recommendations=(one, bare)), gate).todo
    assert (found[0].effect, found[0].cost, found[0].caution) == (
        "Not tried.", "2 fewer in 100.", "Ask first.",
    )  # fmt: skip
    assert found[0].who.startswith("Model owner, by 1 Feb")
    assert found[0].who.endswith("2026, small effort.")
    assert (found[1].effect, found[1].cost, found[1].caution) == (
        "What it would change is not known.", "", "",
    )  # fmt: skip
    assert "next audit" in found[1].who


def test_the_effect_on_another_gate_is_not_told_as_one_on_this(judged, look, gate_of, advice):
    gate = gate_of()
    effect = Effect(
        text="From 0.5 to 0.9.", comparison="ratio", before=0.5, after=0.9, low=None, high=None,
        tolerance=0.8, by="versions", row="t1", gate="race",
    )  # fmt: skip
    given = (
        advice("r1", "race", effect=effect),
        advice("r2", "race", effect=replace(effect, gate="another")),
    )
    own, other = look(fixes, judged(gate, recommendations=given), gate).todo
    assert own.effect == "From 0.5 to 0.9."
    assert other.effect == "Not known of this figure. From 0.5 to 0.9."


def test_of_much_advice_the_first_is_told_and_the_rest_counted(judged, look, gate_of, advice):
    gate = gate_of()
    many = tuple(advice(f"r{i}", "race") for i in range(1, MOST + 3))
    found = look(fixes, judged(gate, recommendations=many), gate)
    assert (len(found.todo), found.todo_left_out) == (MOST, 2)


def test_an_intersection_without_advice_has_that_on_what_it_is_part_of(
    judged, look, gate_of, part, advice
):
    race, sex = gate_of(id="race"), gate_of(part("F"), id="sex", attributes=("sex",))
    calm = gate_of(part("Black", state="pass"), id="calm", metric="accuracy")
    slow = gate_of(part(), id="slow", comparison="at_most", attributes=())
    pair = gate_of(part("Black", "M"), id="pair", attributes=("race", "sex"))
    about = [advice(f"r{i}", one) for i, one in enumerate(("race", "sex", "calm", "slow"), 1)]
    audit = judged(race, sex, calm, slow, pair, recommendations=tuple(about))
    assert [one.title for one in look(fixes, audit, pair).todo] == ["Do r1."]
    own = replace(audit, recommendations=(*about, advice("r5", "pair")))
    assert [one.title for one in look(fixes, own, pair).todo] == ["Do r5."]
    assert look(fixes, replace(audit, recommendations=()), slow).todo == ()


def test_remedies_stand_by_what_they_leave_of_the_gap(judged, look, gate_of, plain):
    gate = gate_of()
    audit = judged(
        gate,
        trial=TRIAL,
        remedies=(
            remedy("m1", 0.72, 0.66, 0.78),
            remedy("m2", 0.9, 0.85, 0.95, accuracy=replace(RATE, change=-0.01, change_low=None,
                                                            change_high=None)),
            remedy("m3", 0.82, 0.76, 0.88, selection_rate=None),
            remedy("m4", None, None, None),
            remedy("m5", 0.99, 0.97, 1.0, refused="No."),
            remedy("m6", 0.99, 0.97, 1.0, gate="else"),
        ),
    )  # fmt: skip
    found = look(fixes, audit, gate)
    assert [one.title for one in found.tried] == ["Remedy m2", "Remedy m3", "Remedy m1"]
    assert [one.word for one in found.tried] == ["within", "may be within", "past it"]
    assert [one.state for one in found.tried] == ["pass", "insufficient", "fail"]
    assert found.deployed == "0.70"
    assert plain(found.tried[0].favourable) == "+3.0 points (1.0\N{EN DASH}5.0)"
    assert plain(found.tried[0].accuracy) == "\N{MINUS SIGN}1.0 points"
    assert found.tried[1].favourable == "\N{EM DASH}"
    assert found.note == "Three remedies were refused, or were of no account here."


def test_a_ratio_that_turned_over_is_a_gap_the_other_way(judged, look, gate_of):
    gate = gate_of()
    turned, near = remedy("m1", 1.5, 1.4, 1.6), remedy("m2", 0.9, 0.85, 0.95)
    found = look(fixes, judged(gate, trial=TRIAL, remedies=(turned, near)), gate).tried
    assert [one.title for one in found] == ["Remedy m2", "Remedy m1"]
    assert [one.word for one in found] == ["within", "past it"]


def test_a_difference_is_the_nearer_to_equality_the_smaller_it_is(judged, look, gate_of):
    gate = gate_of(comparison="difference", tolerance=0.05)
    audit = judged(
        gate,
        trial=TRIAL,
        remedies=(remedy("m1", -0.2, -0.3, -0.1), remedy("m2", 0.01, -0.02, 0.04)),
    )
    found = look(fixes, audit, gate)
    assert [one.title for one in found.tried] == ["Remedy m2", "Remedy m1"]
    assert [one.word for one in found.tried] == ["within", "past it"]
    assert found.note == ""


def test_many_remedies_are_counted(judged, look, gate_of):
    gate = gate_of()
    remedies = tuple(remedy(f"m{i}", 0.9, 0.85, 0.95) for i in range(TRIED + 1))
    found = look(fixes, judged(gate, trial=TRIAL, remedies=remedies), gate)
    assert (len(found.tried), found.tried_left_out) == (TRIED, 1)


def test_what_was_not_tried_is_said_with_its_reason(judged, look, gate_of, part):
    gate = gate_of()

    def note(audit, one=gate):
        return look(fixes, audit, one).note

    assert note(judged(gate)) == "What remedies would do to it was not tried."
    assert look(fixes, judged(gate), gate).command == "evenhand audit --simulate"
    assert look(fixes, judged(gate, untried="No."), gate).command == ""
    assert note(judged(gate, untried="No features are named.")) == (
        "Remedies were not tried: No features are named."
    )
    unmeasured = replace(TRIAL, unmeasured=("race",))
    assert "do not tell what they do to this gate" in note(judged(gate, trial=unmeasured))
    assert note(judged(gate, trial=TRIAL)).endswith("none of them has a figure for this gate.")
    one = (remedy("m1", 0.9, 0.85, 0.95), remedy("m2", 0.9, 0.85, 0.95, unlike="Worse."))
    assert note(judged(gate, trial=TRIAL, remedies=one)) == (
        "One remedy was refused, or was of no account here."
    )
    target = gate_of(part(reference=()), comparison="at_most", attributes=())
    assert note(judged(target), target) == ""

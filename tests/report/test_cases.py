import pytest

from evenhand.gates.gate import Waived
from evenhand.log.log import LogFile
from evenhand.report.cases import cases, flagged, place, ranked, unlike

WAIVED = Waived(id="W1", owner="Ada", reason="A new model comes.", expires="2026-12-31")


def test_each_group_of_a_gate_is_a_case_with_its_own_figures(judged, gate_of, part):
    found = cases(judged(gate_of(part("Black"), part("Asian", value=0.98, state="pass", n=900))))
    assert [(c.group, c.outcome, c.value, c.gate.n) for c in found] == [
        ("Black", "fail", "0.70", 2000),
        ("Asian", "pass", "0.98", 900),
    ]
    assert found[0].who == "Black against White"
    assert found[0].name == "Selection rate ratio by race: Black against White"
    assert found[0].interval == "0.65 to 0.75"
    assert found[0].tolerance == "at least 0.80"


def test_the_figures_of_a_case_name_group_reference_interval_tolerance_and_n(judged, gate_of, part):
    black, asian = part("Black"), part("Asian", value=0.76, low=0.73, high=0.79)
    reason = cases(judged(gate_of(black, asian)))[1].reason
    assert reason == (
        "The selection rate of Asian is 0.76 times that of White (0.73 to 0.79); the tolerance "
        "is 0.80. The evidence shows that it is not kept. n = 2,000."
    )


def test_the_gates_own_reason_is_told_of_its_worst_group(judged, gate_of, part):
    figures = (
        "The selection rate of Black is 0.70 times that of White (0.65 to 0.75); the tolerance "
        "is 0.80."
    )
    (case,) = cases(judged(gate_of(part("Black"), reason=f"{figures} So it is shown.")))
    assert case.figures == figures
    assert case.why == "So it is shown."


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "warn"}, "That is past the limit or its warning level"),
        ({"state": "insufficient", "testable": False, "n": 12}, "decide: 12 of 97 needed"),
        ({"state": "insufficient", "needed": (320, None)}, "more decisions to judge: at least 320"),
        ({"state": "insufficient"}, "It takes more decisions to judge."),
    ],
)
def test_other_groups_say_what_their_figures_show(judged, gate_of, part, changes, why):
    other = cases(judged(gate_of(part("Black"), part("Asian", **changes))))[1]
    assert why.replace("decide:", "judge:") in other.why


def test_a_group_that_fails_by_its_figure_alone_claims_no_evidence(judged, gate_of, part):
    gate = gate_of(part("Black"), part("Asian"), decide_by="point")
    assert cases(judged(gate))[1].why == ""


def test_a_gate_whose_state_is_that_of_no_group_is_a_case_as_a_whole(judged, gate_of, part):
    gate = gate_of(
        part("Black", state="pass"), state="insufficient", reason="The group Asian is missing."
    )
    group, whole = cases(judged(gate))
    assert (group.outcome, whole.outcome) == ("pass", "insufficient")
    assert whole.name == "Selection rate ratio by race"
    assert whole.reason == "The group Asian is missing. n = 2,000."


def test_a_waived_failure_is_no_failure_and_says_who_answers_for_it(judged, gate_of, part):
    gate = gate_of(part("Black"), part("Asian", state="warn"), waived=WAIVED)
    first, second = cases(judged(gate))
    assert (first.outcome, second.outcome) == ("waived", "warn")
    assert "Waived until 2026-12-31 by Ada (W1): A new model comes." in first.reason
    assert "Waived" not in second.reason


def test_a_target_is_told_in_its_own_unit(judged, gate_of, part):
    everybody = part(reference=(), value=550.2, low=534.1, high=566.9, n=20_000)
    gate = gate_of(
        everybody,
        id="latency",
        metric="latency_p95",
        comparison="at_most",
        tolerance=500.0,
        unit="ms",
        subject="95th percentile of latency",
        attributes=(),
    )
    (case,) = cases(judged(gate))
    assert (case.kind, case.group, case.who) == ("targets", "everybody", "everybody")
    assert (case.value, case.interval, case.tolerance) == ("550 ms", "534 to 567", "at most 500 ms")


@pytest.mark.parametrize(
    ("bounds", "told"),
    [((None, None), ""), ((0.65, None), "0.65 or more"), ((None, 0.75), "up to 0.75")],
)
def test_an_interval_may_lack_an_end(judged, gate_of, part, bounds, told):
    low, high = bounds
    (case,) = cases(judged(gate_of(part("Black", low=low, high=high))))
    assert case.interval == told


@pytest.mark.parametrize(("basis", "kind"), [("baseline", "changes"), ("stream", "streams")])
def test_what_is_judged_besides_the_period_is_its_own_kind(judged, gate_of, basis, kind):
    assert cases(judged(gate_of(basis=basis)))[0].kind == kind


def test_the_gravest_cases_come_first(judged, gate_of, part):
    states = ("pass", "insufficient", "warn", "fail")
    gate = gate_of(*(part(state, state=state) for state in states), state="fail")
    assert [c.outcome for c in ranked(judged(gate))] == list(reversed(states))


def test_a_small_group_is_flagged_only_where_its_gate_is_undecided(judged, gate_of, part):
    small = part("Asian", state="insufficient")
    kept = gate_of(part("Black", state="pass"), small, id="kept", state="pass")
    undecided = gate_of(small, id="open", state="insufficient")
    assert [(c.check, c.group) for c in flagged(judged(kept, undecided))] == [("open", "Asian")]


def test_a_case_keeps_its_key_whatever_its_figures_and_shares_it_with_no_other(
    judged, gate_of, part
):
    before = cases(judged(gate_of(part("Black"), part("Asian", value=0.9))))
    after = cases(judged(gate_of(part("Black", value=0.6, state="pass"), part("Asian"), n=1)))
    keys = [case.key for case in before]
    assert keys == [case.key for case in after][:2]
    others = cases(
        judged(gate_of(id="other"), gate_of(basis="stream"), gate_of(window="2025-01-01"))
    )
    assert len({*keys, *(case.key for case in others)}) == 5


def test_a_gate_lies_at_its_line_of_the_plan_else_in_the_log(judged, gate_of, audits):
    gate = gate_of(line=41)
    assert place(judged(gate, plan_file="plans\\evenhand.toml"), gate) == (
        "plans/evenhand.toml",
        41,
    )
    assert place(judged(gate, plan_file="e.toml"), gate_of()) == ("e.toml", 1)
    assert place(judged(gate), gate) == ("loans-2025.csv", 1)
    log = audits["calm"].log.__class__
    facts = {name: getattr(audits["calm"].log, name) for name in log.__slots__}
    for files in ((), (LogFile(name="", bytes=0, sha256=""),)):
        nowhere = judged(gate, log=log(**{**facts, "files": files}))
        assert place(nowhere, gate) == ("evenhand.toml", 1)


def test_names_that_look_alike_are_told_apart():
    assert unlike(["a", "a", "b"]) == ["a", "a (2)", "b"]


@pytest.mark.parametrize("shape", ["hostile", "hostile over time"])
def test_texts_are_of_one_line_without_what_steers_a_terminal(audits, shape):
    for case in cases(audits[shape]):
        for text in (case.name, case.check, case.reason, case.value, case.interval):
            assert text.isprintable()

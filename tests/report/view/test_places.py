"""Where a failed gate is broken."""

from dataclasses import replace

from evenhand.analyses.slice import Slice
from evenhand.gates.gate import Finding
from evenhand.report.view.places import places


def told(look, audit, gate):
    return [
        (point.name, point.text) for point in look(lambda rows: tuple(places(rows, gate)), audit)
    ]


def test_who_is_meant_stands_first_with_the_time(timed, look, gate_of, part):
    (name, text), *_ = told(look, timed, gate_of())
    assert (name, text.partition(",")[0]) == ("Who", "Black (by race) against White")
    assert "2025" in text
    rest = gate_of(part("Black", reference=()))
    assert told(look, timed, rest)[0][1].startswith("Black (by race) against all others, ")
    window = told(look, timed, gate_of(window="2025-07-01", condition="purpose"))[0][1]
    assert window == "Black (by race) against White, alike in purpose, Jul 2025."
    target = gate_of(part(reference=()), comparison="at_most", attributes=())
    assert told(look, timed, target)[0][1].startswith("Everybody, ")
    timeless = replace(timed, log=replace(timed.log, first=None, last=None))
    assert told(look, timeless, target)[0][1] == "Everybody."


def test_other_gates_that_flag_the_same_group_are_named(judged, look, gate_of, part):
    gate = gate_of(id="a")
    others = [gate_of(id=f"o{i}", title=f"Other {i}") for i in range(3)]
    calm = gate_of(part("Black", state="pass"), id="c", title="Calm")
    found = dict(told(look, judged(gate, *others, calm), gate))
    assert found["Flagged for them too"] == "Other 0, Other 1 and Other 2."
    many = [gate_of(id=f"o{i}", title=f"Other {i}") for i in range(8)]
    found = dict(told(look, judged(gate, *many), gate))
    assert found["Flagged for them too"].endswith("Other 5 and two more gates.")
    assert "Flagged for them too" not in dict(told(look, judged(gate), gate))


def test_intersections_within_the_group_that_are_past_the_same_gate_are_named(
    judged, look, gate_of, part
):
    gate = gate_of(id="a")
    groups = [part("Black", f"sex {i}", disparity=f"d{i}" if i else None) for i in range(6)]
    pair = gate_of(
        *groups, part("White", "M"), part("Black", "M", state="pass"), attributes=("race", "sex")
    )
    other = replace(pair, id="o", metric="true_positive_rate")
    found = dict(told(look, judged(gate, pair, other), gate))
    assert found["By race and sex"].startswith("past the tolerance for Black")
    assert found["By race and sex"].endswith("and two more groups.")
    assert "White" not in found["By race and sex"]
    fine = replace(pair, groups=(part("Black", "M", state="pass"),))
    assert "By race and sex" not in dict(told(look, judged(gate, fine), gate))
    few = replace(pair, groups=groups[:2])
    assert "more" not in dict(told(look, judged(gate, few), gate))["By race and sex"]


def test_what_is_left_among_like_cases_is_told(timed, look, gate_of):
    held = Finding(
        id="f9", kind="condition", severity="medium", title="Alike in purpose the gap is gone.",
        detail="", attributes=("race",), group=("Black",), evidence=("d7",),
    )  # fmt: skip
    audit = replace(timed, findings=(held, replace(held, group=("Asian",), title="Not this.")))
    found = [text for name, text in told(look, audit, gate_of()) if name == "Like with like"]
    assert found == ["Alike in purpose the gap is gone."]


def test_the_worst_subgroups_of_the_group_are_told(timed, look, gate_of, part, plain):
    one = Slice(
        id="s1", metric="selection_rate", items=(("race", "Black"), ("purpose", "car")),
        value=0.2, rest=0.6, n=300, difference=-0.4, low=-0.5, high=-0.3, level=0.95,
        p_value=0.001, parts=(-0.2, -0.2),
    )  # fmt: skip
    other = replace(one, id="s2", items=(("race", "Asian"),))
    audit = replace(timed, slices=(other, one, replace(one, metric="accuracy")))
    found = [text for name, text in told(look, audit, gate_of()) if name == "Worst in"]
    assert [plain(text) for text in found] == [
        "race: Black and purpose: car (20.0 % of 300, everybody else 60.0 %)."
    ]
    everybody = gate_of(part(reference=()), comparison="at_least", attributes=())
    assert dict(told(look, audit, everybody))["Worst in"].count("everybody else") == 2

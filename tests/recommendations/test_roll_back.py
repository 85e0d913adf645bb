"""A version to blame is taken back, with the gap under the others as what that would change."""

import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.gates.triage.rows import Evidence
from evenhand.recommendations.roll_back import roll_back


def rate(name, version, group, numerator, denominator, **more):
    plain = {
        "metric": "selection_rate", "attributes": ("g",), "window": None, "condition": None,
        "low": None, "high": None, "level": 0.95, "method": "wilson", "design_effect": None,
        "undefined": None,
    }  # fmt: skip
    return Estimate(
        id=name, model_version=version, group=(group,), numerator=numerator,
        denominator=denominator, n=int(denominator),
        value=None if numerator is None else numerator / denominator, **{**plain, **more},
    )  # fmt: skip


# Under v2 half as often as the reference; under v1 and v0 together alike.
ROWS = (
    rate("e1", "v2", "B", 200, 1000),
    rate("e2", "v2", "A", 400, 1000),
    rate("e3", "v1", "B", 420, 1000),
    rate("e4", "v1", "A", 400, 1000),
    rate("e5", "v0", "B", 380, 1000),
    rate("e6", "v0", "A", 400, 1000),
)


@pytest.fixture
def blamed(triage):
    def build(rows=("e1", "e2", "e3", "e4", "e5", "e6"), **more):
        spoken = Evidence(
            domain="model", cause="version", side="for", weight=0.9,
            text="The gap is larger under version v2.", rows=tuple(rows),
        )  # fmt: skip
        return triage("version", evidence=(spoken,), **more)

    return build


def test_what_taking_it_back_would_change_is_the_gap_under_the_other_versions(
    case, gate_result, blamed
):
    (advice,) = roll_back(case(gates=[gate_result()], triages=[blamed()], estimates=ROWS))
    assert advice.title == "Take back model version v2: a gate fails with it."
    assert advice.because == "Selection rate, B against A: the gap is larger under version v2."
    assert (advice.effect.before, advice.effect.after) == (0.5, 1.0)
    assert advice.effect.low == pytest.approx(0.927, abs=0.002)
    assert advice.effect.high == pytest.approx(1.079, abs=0.002)
    assert (advice.effect.by, advice.effect.row, advice.effect.gate) == (
        "versions", "t1", "selection_rate:g",
    )  # fmt: skip
    assert advice.effect.text.startswith(
        "The ratio in selection rate, B against A: 0.50 under version v2, 1.00 (0.93 to 1.08) under"
    )
    assert advice.evidence[:2] == ("selection_rate:g", "t1")
    assert (advice.severity, advice.no_effect) == ("high", "")
    assert "[[gates]]" in advice.gate


def test_a_difference_is_told_as_one(case, gate_result, blamed):
    gate = gate_result(comparison="difference", tolerance=0.1)
    (advice,) = roll_back(case(gates=[gate], triages=[blamed()], estimates=ROWS))
    assert (advice.effect.before, advice.effect.after) == (pytest.approx(-0.2), 0.0)
    assert advice.effect.low < 0 < advice.effect.high
    assert "\N{MINUS SIGN}0.20 under version v2" in advice.effect.text


def test_a_difference_to_a_reference_of_whom_nobody_is_let_in_is_known(case, gate_result, blamed):
    rows = (*ROWS[:3], rate("e4", "v1", "A", 0, 1000))
    gate = gate_result(comparison="difference", tolerance=0.1)
    (advice,) = roll_back(case(gates=[gate], triages=[blamed()], estimates=rows))
    assert advice.effect.after == pytest.approx(0.42)


def test_people_who_come_back_make_the_interval_wider(case, gate_result, blamed):
    twice = [rate(row.id, row.model_version, row.group[0], row.numerator, row.denominator,
                  design_effect=2.0) for row in ROWS]  # fmt: skip
    (plain,) = roll_back(case(gates=[gate_result()], triages=[blamed()], estimates=ROWS))
    (wider,) = roll_back(case(gates=[gate_result()], triages=[blamed()], estimates=twice))
    assert wider.effect.after == plain.effect.after
    assert wider.effect.low < plain.effect.low


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ROWS[:2],
        (*ROWS[:3], rate("e4", "v1", "A", 0, 1000)),
        (*ROWS[:3], rate("e4", "v1", "A", None, 1000)),
        (ROWS[0], *ROWS[2:4]),
    ],
    ids=["no rows", "no other version", "nobody of the reference", "no rate", "half of the pair"],
)
def test_what_cannot_be_counted_is_said_not_to_be_known(case, gate_result, blamed, rows):
    (advice,) = roll_back(case(gates=[gate_result()], triages=[blamed()], estimates=rows))
    assert advice.effect is None
    assert "is not in the log" in advice.no_effect


def test_many_figures_that_point_there_are_counted(case, gate_result, blamed):
    gates = [gate_result(), gate_result(id="two"), gate_result(id="three")]
    each = [blamed(id=f"t{i}", of=(gate.id,)) for i, gate in enumerate(gates)]
    (advice,) = roll_back(case(gates=gates, triages=each, estimates=ROWS))
    assert advice.because.count("Selection rate, B against A") == 2
    assert advice.because.endswith("One more figure points there.")
    (advice,) = roll_back(case(gates=gates, triages=[*each, blamed(id="t9", of=("c1",))]))
    assert advice.title == "Take back the model version: 3 gates fail with it."
    assert advice.because.endswith("2 more figures point there.")


def test_a_version_with_which_figures_of_everybody_moved_is_taken_back_without_a_gate(
    case, blamed, triage
):
    moved = blamed(group=(), reference=(), of=("c1",), kind="change")
    (advice,) = roll_back(case(triages=[moved]))
    assert advice.title == "Take back the model version with which the figures changed."
    assert advice.because == "The gap is larger under version v2."
    assert (advice.severity, advice.gate) == ("medium", "")
    assert roll_back(case(triages=[triage("scores")])) == []

"""A target is missed: by how much, since when, and where to begin."""

import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.recommendations import advise
from evenhand.recommendations.collect_decisions import collect_decisions
from evenhand.recommendations.investigate import investigate
from evenhand.recommendations.move_threshold import move_threshold
from evenhand.recommendations.restore_service import restore_service

LATENCY = {
    "id": "slo", "metric": "latency_p95", "comparison": "at_most", "tolerance": 2000.0,
    "attributes": (), "unit": "ms", "subject": "95th percentile of latency",
}  # fmt: skip


@pytest.fixture
def target(gate_result, group_state):
    def build(state="fail", groups=(((), 2340.0),), **more):
        parts = [
            group_state(name, state if len(one) == 1 else one[1], reference=(), value=one[0])
            for name, *one in groups
        ]
        return gate_result(state, parts, **{**LATENCY, **more})

    return build


def window(start, value, **more):
    plain = {
        "id": f"e-{start}", "metric": "latency_p95", "attributes": (), "group": (),
        "model_version": None, "condition": None, "low": None, "high": None, "level": 0.95,
        "method": "none", "n": 100, "numerator": None, "denominator": None, "design_effect": None,
        "undefined": None,
    }  # fmt: skip
    return Estimate(window=start, value=value, **{**plain, **more})


def test_a_missed_target_says_how_far_the_figure_has_to_move(case, target):
    (advice,) = restore_service(case(gates=[target()]))
    assert advice.title == "Bring the 95th percentile of latency back to at most 2,000 ms."
    assert advice.because == "The reason. It has to fall by 340 ms (17 % of the target)."
    assert advice.verify == "The target slo on the decisions after the change."
    assert advice.evidence == ("slo", "d1")
    assert len(advice.steps) == 2


@pytest.mark.parametrize("state", ["warn", "insufficient", "pass"])
def test_only_a_miss_calls_for_it(case, target, gate_result, state):
    assert restore_service(case(gates=[target(state), gate_result("fail")])) == []


def test_it_begins_with_the_window_that_was_furthest_past(case, target):
    rows = [
        window("2025-03-01", 2100.0), window("2025-01-01", 1500.0), window("2025-02-01", 2600.0),
        window("2025-04-01", None), window("2025-05-01", 9000.0, group=("es",)),
        window(None, 2340.0), window("2025-01-01", 9000.0, metric="latency_p50"),
        window("2025-02-01", 9000.0, attributes=("language",)),
    ]  # fmt: skip
    (advice,) = restore_service(case(gates=[target()], estimates=rows))
    assert advice.steps[0] == (
        "Start with 2025-02-01, where it was 2,600 ms: it was past the target in "
        "2 of 3 windows, first in 2025-02-01."
    )
    quiet = [window("2025-01-01", 1500.0)]
    (advice,) = restore_service(case(gates=[target()], estimates=quiet))
    assert len(advice.steps) == 2


def test_a_figure_that_fell_short_has_its_own_furthest_window(case, target):
    least = {"comparison": "at_least", "tolerance": 4.0, "unit": "", "subject": "satisfaction",
             "groups": [((), 3.5)]}  # fmt: skip
    rows = [window("2025-01-01", 3.9), window("2025-02-01", 3.1)]
    (advice,) = restore_service(case(gates=[target(**least)], estimates=rows))
    assert "2025-02-01, where it was 3.10" in advice.steps[0]
    assert advice.because.endswith("It has to rise by 0.500 (12 % of the target).")
    (advice,) = restore_service(case(gates=[target(**{**least, "tolerance": 0.0})]))
    assert "%" not in advice.because


@pytest.mark.parametrize(
    ("comparison", "limit", "value", "told"),
    [
        ("at_most", 0.02, 0.06, "36 of these 900 decisions would have had to go otherwise."),
        ("at_least", 0.95, 0.949, "1 of these 900 decisions would have had to go otherwise."),
    ],
)
def test_of_a_rate_it_says_how_many_decisions(  # noqa: PLR0917
    case, target, comparison, limit, value, told
):
    gate = target(
        comparison=comparison, tolerance=limit, unit="rate", groups=[((), value)], value=value
    )
    (advice,) = restore_service(case(gates=[gate]))
    assert advice.because.endswith(told)


def test_groups_are_named_and_compared_with_those_that_keep_to_it(case, target):
    groups = [(("es",), 2340.0, "fail"), (("de",), 1500.0, "pass"), (("tr",), 2200.0, "fail")]
    gate = target(groups=groups, attributes=("language",), group=("es",))
    (advice,) = restore_service(case(gates=[gate]))
    title = "Bring the 95th percentile of latency for es and tr back to at most 2,000 ms."
    assert advice.title == title
    assert "The target is kept for de: find what" in advice.steps[-2]
    many = [((f"g{i}",), 2340.0, "fail") for i in range(6)]
    gate = target(groups=many, attributes=("language",), group=("g0",))
    (advice,) = restore_service(case(gates=[gate]))
    assert "for g0, g1, g2, g3 and 2 more groups back" in advice.title
    assert len(advice.steps) == 2


def test_rules_about_unequal_groups_leave_targets_alone(case, target, gate_result):
    rate = {"metric": "selection_rate", "comparison": "at_least", "tolerance": 0.3,
            "attributes": ("g",), "group": ("B",), "unit": "rate"}  # fmt: skip
    missed = target(groups=[(("B",), 0.2, "fail")], **rate)
    equal = gate_result("pass", metric="true_positive_rate", comparison="difference")
    found = case(gates=[missed, equal])
    assert investigate(found) == []
    assert move_threshold(found) == []
    open_ = target("insufficient", groups=[(("B",), 0.31)], **rate)
    assert collect_decisions(case(gates=[open_])) == []
    assert [advice.rule for advice in advise(found)] == ["restore_service"]


def test_a_target_on_errors_does_not_speak_for_their_equality(case, target, gate_result):
    selection = gate_result("fail")
    kept = target("pass", groups=[(("B",), 0.9)], metric="true_positive_rate",
                  comparison="at_least", tolerance=0.8, attributes=("g",))  # fmt: skip
    assert move_threshold(case(gates=[selection, kept])) == []

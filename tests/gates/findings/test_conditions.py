"""Gaps that look different when a condition is held fixed."""

import pytest

from evenhand.gates.findings.conditions import conditions


@pytest.fixture
def found(facts, disparity):
    def run(crude, held, *, support=1.0, metric="selection_rate", comparison="difference"):
        rows = [
            disparity(metric, comparison, "B", *held, condition="job", support=support, id="d2")
        ]
        if crude is not None:
            rows.append(disparity("selection_rate", "difference", "B", *crude, id="d1"))
        return conditions(facts((), rows))

    return run


CRUDE = (-0.08, -0.11, -0.05)


def test_a_gap_that_a_condition_accounts_for_is_told(found):
    (one,) = found(CRUDE, (-0.009, -0.04, 0.02))
    assert one.title == "The gap of B shrinks when job is held fixed."
    assert one.detail.startswith("\u22128.0 points overall, \u22120.9 points within job")
    assert (one.severity, one.evidence) == ("low", ("d1", "d2"))


def test_a_gap_that_turns_around_for_certain_weighs_more(found):
    (one,) = found(CRUDE, (0.06, 0.02, 0.1))
    assert one.title == "The gap of B turns around when job is held fixed."
    assert one.severity == "medium"
    (unsure,) = found(CRUDE, (0.02, -0.02, 0.06))
    assert "shrinks" in unsure.title


@pytest.mark.parametrize(("held", "raised"), [(-0.04, True), (-0.041, False)])
def test_half_of_the_gap_is_the_threshold(found, held, raised):
    assert bool(found(CRUDE, (held, held - 0.03, held + 0.03))) == raised


@pytest.mark.parametrize(
    ("crude", "raised"),
    [((-0.05, -0.08, -0.02), True), ((-0.049, -0.08, -0.02), False), ((-0.08, -0.2, 0.04), False),
     ((0.08, 0.05, 0.11), True), ((-0.08, None, None), False), ((None, None, None), False),
     (None, False)],
)  # fmt: skip
def test_a_gap_that_is_small_or_may_be_chance_needs_no_explanation(found, crude, raised):
    assert bool(found(crude, (0.0, -0.03, 0.03))) == raised


def test_few_comparable_decisions_tell_nothing(found):
    assert found(CRUDE, (0.0, -0.1, 0.1), support=0.79) == []
    assert found(CRUDE, (0.0, -0.1, 0.1), support=None) == []
    assert found(CRUDE, (0.0, -0.1, 0.1), support=0.8)


def test_only_differences_of_selection_are_looked_at(found):
    assert found(CRUDE, (0.0, -0.1, 0.1), metric="accuracy") == []
    assert found(CRUDE, (0.0, -0.1, 0.1), comparison="ratio") == []
    assert found(CRUDE, (None, None, None)) == []

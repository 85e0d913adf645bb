from dataclasses import replace

import pytest

from evenhand.gates.gate import GateResult, GroupState
from evenhand.report import words
from evenhand.report.view.power import MOST, could_have_shown, power


def group(name="B", **more):
    plain = {
        "reference": ("A",), "value": 0.9, "low": 0.8, "high": 1.0, "p_value": 0.9, "n": 1200,
        "testable": True, "state": "pass", "needed": None, "disparity": None, "detectable": 0.7,
    }  # fmt: skip
    return GroupState(group=(name,), **{**plain, **more})


def gate(*groups, **more):
    plain = {
        "id": "g", "title": "Selection rate ratio by race", "metric": "selection_rate",
        "comparison": "ratio", "attributes": ("race",), "tolerance": 0.8, "warn": None,
        "decide_by": "evidence", "on_insufficient": "pass", "source": "plan", "alpha": 0.05,
        "minimum_n": 97, "state": "pass", "reason": "", "value": 0.9, "low": 0.8, "high": 1.0,
        "group": ("B",), "reference": ("A",), "p_value": 0.9, "p_adjusted": 0.9, "n": 3000,
    }  # fmt: skip
    return GateResult(groups=groups or (group(),), **{**plain, **more})


@pytest.fixture
def shown(audits, look):
    """Return a function from gates to what the section shows of them."""

    def made(*gates):
        return look(power, replace(audits["full"], gates=gates))

    return made


def test_each_group_is_told_with_what_would_have_been_flagged(shown):
    (found,) = shown(gate(group(), group("C", detectable=None, n=20)))
    assert (found.title, found.tolerance) == ("Selection rate ratio by race", "at least 0.80")
    # The group that could show least comes first.
    assert [(one.who, one.n, one.smallest) for one in found.groups] == [
        ("C against A", "20", "none"),
        ("B against A", "1,200", "0.70 or less"),
    ]


def test_differences_are_told_in_points(shown, plain):
    (found,) = shown(
        gate(group(value=0.01, detectable=0.152), comparison="difference", tolerance=0.1)
    )
    assert plain(found.groups[0].smallest) == "15.2 points or more"


def test_targets_are_told_in_their_own_unit(shown, plain):
    everybody = group(reference=(), detectable=520.4, value=480.0)
    target = gate(
        replace(everybody, group=()), comparison="at_most", tolerance=500.0, unit="ms",
        metric="latency_p95", attributes=(), group=(), reference=(), subject="latency", value=480.0,
    )  # fmt: skip
    (found,) = shown(target)
    assert (found.groups[0].who, plain(found.groups[0].smallest)) == ("Everyone", "520 ms or more")
    assert plain(could_have_shown(target)) == (
        "A true figure of 520 ms or more would have been flagged four times in five."
    )
    least = replace(target, comparison="at_least", groups=(replace(everybody, detectable=460.0),))
    assert "460 ms or less would" in plain(could_have_shown(least))


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        ((38, 112), ("38", "112")),
        ((38, None), ("38", "no reasonable number")),
        (None, ("not known", "not known")),
    ],
)
def test_what_would_decide_is_told_where_nothing_is_decided(shown, needed, told):
    (found,) = shown(gate(group(state="insufficient", needed=needed), state="insufficient"))
    assert (found.groups[0].best, found.groups[0].likely) == told
    (found,) = shown(gate())
    assert (found.groups[0].best, found.groups[0].likely) == (words.NOTHING, words.NOTHING)


def test_groups_beyond_the_most_are_counted(shown):
    (found,) = shown(gate(*(group(f"g{i}", detectable=0.5 + i / 100) for i in range(MOST + 3))))
    assert (len(found.groups), found.left_out) == (MOST, 3)
    assert found.groups[0].who == "g0 against A"


def test_gates_of_bare_figures_and_of_other_bases_are_left_out(shown):
    nothing = group(detectable=None)
    assert not shown(
        gate(nothing, decide_by="point"),
        gate(nothing),
        gate(basis="baseline"),
        gate(basis="stream"),
    )


def test_a_gate_that_does_not_fail_says_what_it_would_have_flagged(plain):
    two = gate(group(), group("C", detectable=0.6), group("D", detectable=None, testable=False))
    assert could_have_shown(two) == (
        "A true ratio of 0.60 or less would have been flagged four times in five."
    )
    gap = gate(group(detectable=0.15), comparison="difference", tolerance=0.1, value=0.05)
    assert "A true gap of 15.0 points or more" in plain(could_have_shown(gap))
    none = gate(group(), group("C", detectable=None))
    assert could_have_shown(none).startswith("No gap of C, however wide, would have been flagged")


def test_a_gate_that_fails_or_judges_nobody_says_nothing():
    assert not could_have_shown(gate(state="fail"))
    assert not could_have_shown(gate(group(testable=False)))
    assert not could_have_shown(gate(group(value=None)))
    assert not could_have_shown(gate(decide_by="point"))

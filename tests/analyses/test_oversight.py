"""What review does to gaps: against rows counted one by one, and how often the interval holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from evenhand.analyses.grouping import groupings
from evenhand.analyses.oversight import _change_of_size, review_effects
from evenhand.plan import Plan

PLAN = {
    "decision": {"column": "d", "favourable": "yes"},
    "protected": [{"column": "g", "reference": "A"}],
    "kpis": {"review": "r", "override": "o"},
}


def plan_of(stage="final", **more):
    return Plan.model_validate({**PLAN, **more, "decision": {**PLAN["decision"], "stage": stage}})


@pytest.fixture(scope="session")
def effects(tallies, settings):
    """Return a function from rows (group, decision, overridden or None) to effects."""

    def run(rows, plan=None, kpis=("override n", "override total")):
        plan = plan or plan_of()
        cells = [
            {
                "g": group,
                "decision": decision,
                "n": 1,
                "override n": float(overridden is not None),
                "override total": float(bool(overridden)),
            }
            for group, decision, overridden in rows
        ]
        taken = tallies(cells, "g", kpis=kpis)
        return review_effects(taken, groupings(taken, plan, minimum_n=1), plan, settings)

    return run


GOOD, BAD, NONE = "favourable", "unfavourable", "undecided"
OTHER = {GOOD: BAD, BAD: GOOD}
row = st.tuples(
    st.sampled_from("AB"), st.sampled_from([GOOD, BAD, NONE]), st.sampled_from([None, False, True])
)


def turned(decision, overridden):
    return OTHER[decision] if overridden else decision


@examples(max_examples=60, deadline=None)
@given(st.lists(row, max_size=40), st.sampled_from(["final", "proposed"]))
def test_the_gap_before_and_after_is_what_the_rows_say(effects, rows, stage):
    rows = [*rows, ("A", GOOD, None), ("B", BAD, True)]
    (found,) = effects(rows, plan_of(stage))
    decided = [one for one in rows if one[1] != NONE]

    def gap(of):
        rates = [np.mean([of(d, o) == GOOD for g, d, o in decided if g == group]) for group in "BA"]
        return rates[0] - rates[1]

    plain, other = gap(lambda d, _: d), gap(turned)
    before, after = (other, plain) if stage == "final" else (plain, other)
    assert (found.before, found.after) == (pytest.approx(before), pytest.approx(after))
    assert found.change == pytest.approx(abs(after) - abs(before))
    assert found.low - 1e-12 <= found.change <= found.high + 1e-12
    mine = [one for one in rows if one[0] == "B"]
    overridden = [d for _, d, o in mine if o and d != NONE]
    assert found.n == sum(d != NONE for _, d, _ in mine)
    assert found.reviewed == sum(o is not None for _, _, o in mine)
    assert found.overridden == len(overridden)
    assert found.upward == sum((d == GOOD) == (stage == "final") for d in overridden)
    assert (found.group, found.reference, found.attributes) == (("B",), ("A",), ("g",))


def test_a_change_is_told_with_its_evidence(effects):
    rows = [("A", GOOD, False)] * 60 + [("A", BAD, False)] * 40
    rows += [("B", GOOD, False)] * 45 + [("B", BAD, False)] * 40 + [("B", BAD, True)] * 15
    (found,) = effects(rows)
    # As proposed 60 of 100 were favourable; 15 were turned down.
    assert (found.before, found.after) == (pytest.approx(0), pytest.approx(-0.15))
    assert found.change == pytest.approx(0.15)
    assert found.high > 0.2
    assert found.p_value < 1e-3
    # The gap was nobody's before: on which side it lay is not known.
    assert found.low < 0.15


def test_where_nobody_was_overridden_nothing_moved_and_little_is_shown(effects):
    rows = [(group, side, False) for group in "AB" for side in (GOOD, BAD) for _ in range(50)]
    (found,) = effects(rows)
    assert (found.change, found.overridden, found.reviewed) == (0, 0, 100)
    assert found.low < 0 < found.high
    assert found.p_value == pytest.approx(1)


def test_a_group_without_decisions_is_undefined_not_zero(effects):
    rows = [("A", GOOD, True), ("A", BAD, False), ("B", GOOD, False), ("C", NONE, True)]
    known, unknown = effects(rows)
    assert (known.group, known.change is None) == (("B",), False)
    assert unknown.group == ("C",)
    told = (unknown.before, unknown.after, unknown.change, unknown.low, unknown.high)
    assert told == (None,) * 5
    assert (unknown.p_value, unknown.n) == (None, 0)


ROWS = [("A", GOOD, True), ("B", BAD, False)]


def test_nothing_is_told_where_no_override_or_no_decision_is_recorded(effects):
    assert effects(ROWS, kpis=("review n", "review total")) == ()
    assert effects(ROWS, kpis=None) == ()
    scored = {"decision": None, "score": {"column": "s"}}
    plan = Plan.model_validate({**PLAN, **scored})
    assert effects(ROWS, plan) == ()
    assert effects([("A", GOOD, True)], plan_of(protected=[{"column": "g"}])) == ()


def test_what_a_threshold_decides_is_what_was_proposed(effects):
    plan = Plan.model_validate({**PLAN, "decision": None, "score": {"column": "s", "threshold": 1}})
    (found,) = effects(ROWS, plan)
    assert (found.before, found.after) == (-1, 0)


def test_effects_are_numbered_over_all_attributes(effects):
    rows = [("A", GOOD, True), ("B", BAD, False), ("C", BAD, True)]
    assert [one.id for one in effects(rows)] == ["v1", "v2"]


sides = st.floats(-1, 1)


ends = st.tuples(sides, sides).map(sorted)
places = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(ends, ends, places)
def test_the_change_of_a_size_lies_in_its_range(gaps, moves, at):
    gap, move = (
        low + place * (high - low) for (low, high), place in zip((gaps, moves), at, strict=True)
    )
    low, high = _change_of_size(gaps, moves)
    assert low - 1e-9 <= abs(gap + move) - abs(gap) <= high + 1e-9
    # And no range is wider than it has to be.
    grid = np.linspace(*gaps, 60)[:, None], np.linspace(*moves, 60)
    seen = np.abs(grid[0] + grid[1]) - np.abs(grid[0])
    assert low == pytest.approx(seen.min(), abs=0.08)
    assert high == pytest.approx(seen.max(), abs=0.08)


@pytest.mark.parametrize(
    ("rates", "up", "down"),
    [
        ((0.6, 0.5), (0.05, 0.05), (0.05, 0.10)),  # wider
        ((0.6, 0.6), (0.1, 0.3), (0.1, 0.1)),  # from nothing
        ((0.6, 0.55), (0.1, 0.5), (0.1, 0.05)),  # to the other side
    ],
)
def test_the_interval_holds_the_true_change_as_often_as_it_says(tallies, settings, rates, up, down):
    draw = np.random.default_rng(7)
    rates, up, down = (np.array(part) for part in (rates, up, down))
    final = rates + (1 - rates) * up - rates * down
    truth = abs(final[1] - final[0]) - abs(rates[1] - rates[0])
    held, runs = 0, 150
    for _ in range(runs):
        cells = []
        for group, n in enumerate((1000, 500)):
            good = draw.binomial(n, rates[group])
            bad = n - good
            lifted, lowered = draw.binomial(bad, up[group]), draw.binomial(good, down[group])
            decided = {
                GOOD: (good - lowered + lifted, lifted),
                BAD: (bad - lifted + lowered, lowered),
            }
            cells += [
                {"g": "AB"[group], "decision": side, "n": n, "override n": n, "override total": o}
                for side, (n, o) in decided.items()
            ]
        taken = tallies(cells, "g", kpis=("override n", "override total"))
        plan = plan_of()
        (found,) = review_effects(taken, groupings(taken, plan, minimum_n=1), plan, settings)
        held += found.low <= truth <= found.high
    assert held >= 0.95 * runs - 3 * np.sqrt(runs * 0.95 * 0.05)

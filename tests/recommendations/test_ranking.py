"""What is done first, and by when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.recommendations._ranking import dated, ranked, worth
from evenhand.recommendations.recommendation import Effect, Recommendation

TODAY = date(2026, 1, 15)


def advice(rule="a", severity="high", effort="small", after=None, when=""):
    effect = None if after is None else Effect(
        text="", comparison="difference", before=-0.2, after=after, low=None, high=None,
        tolerance=0.1, by="tried", row="m1",
    )  # fmt: skip
    return Recommendation(
        id="", rule=rule, action="retrain", priority=0, title="Do it.", because="", steps=(),
        owner="", when=when, verify="", evidence=(), severity=severity, effort=effort,
        effect=effect,
    )  # fmt: skip


def test_a_day_of_work_is_worth_the_excess_it_takes_away():
    # From one tolerance past to a half: half a tolerance in 2 days, or in 10.
    assert worth(advice(after=-0.15)) == pytest.approx(0.25)
    assert worth(advice(after=-0.15, effort="medium")) == pytest.approx(0.05)
    assert worth(advice()) == 0.0


def test_the_gravest_comes_first_then_what_a_day_buys_then_the_order_of_the_rules():
    given_ = [
        advice("low", "low", after=0.0),
        advice("unknown"),
        advice("dear", after=0.0, effort="large"),
        advice("cheap", after=-0.15),
        advice("other"),
    ]
    order = [one.rule for one in ranked(given_)]
    assert order == ["cheap", "dear", "unknown", "other", "low"]


_ADVICE = st.builds(
    advice,
    st.text("abcdef", min_size=1, max_size=3),
    st.sampled_from(["high", "medium", "low", "info"]),
    st.sampled_from(["small", "medium", "large"]),
    st.none() | st.floats(-0.3, 0.3),
)


@given(st.lists(_ADVICE, max_size=8), _ADVICE, st.integers(0, 8))
def test_one_thing_more_does_not_change_the_order_of_the_others(given_, more, place):
    before = ranked(given_)
    after = ranked([*given_[:place], more, *given_[place:]])
    assert [one for one in after if one is not more] == before


@pytest.mark.parametrize(
    ("severity", "effort", "day", "words"),
    [
        ("high", "small", "2026-01-22", "within 7 days"),
        ("high", "large", "2026-02-14", "within 30 days"),
        ("medium", "medium", "2026-02-14", "within 30 days"),
        ("low", "small", "2026-04-15", "within 90 days"),
    ],
)
def test_what_is_at_stake_says_by_when(severity, effort, day, words):
    found = dated(advice(severity=severity, effort=effort), TODAY)
    assert (found.deadline, found.when) == (day, words)
    assert dated(advice(severity=severity, effort=effort), None).deadline is None


def test_what_waits_for_the_next_audit_has_no_day():
    assert dated(advice(when="next audit"), TODAY) == advice(when="next audit")

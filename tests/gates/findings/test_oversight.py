"""Oversight: reviews that move gaps, that take no time, or that change nothing."""

from dataclasses import replace

import pytest

from evenhand.analyses.review_effect import ReviewEffect
from evenhand.gates.findings import find
from evenhand.gates.findings.oversight import oversight

EFFECT = ReviewEffect(
    id="v1", attributes=("g",), group=("B",), reference=("A",), before=-0.10, after=-0.13,
    change=0.03, low=0.02, high=0.04, level=0.95, p_value=1e-6, reviewed=300, overridden=40,
    upward=5, n=900,
)  # fmt: skip


@pytest.fixture
def found(facts):
    """Return a function from effects and estimates to findings."""

    def run(*effects, estimates=()):
        return oversight(replace(facts(estimates), review_effects=effects))

    return run


@pytest.fixture
def everybody(estimate):
    """Return a builder of an estimate of everybody."""

    def build(metric, value, low, high, **more):
        plain = {"attributes": (), "id": "e1", "numerator": 90.0, "denominator": 300.0, "n": 300}
        row = estimate(metric, value=value, low=low, high=high, **{**plain, **more})
        return replace(row, group=())

    return build


def test_a_gap_that_review_widens_is_a_finding(found):
    (one,) = found(EFFECT)
    assert (one.kind, one.severity, one.evidence) == ("oversight", "high", ("v1",))
    assert (one.attributes, one.group) == (("g",), ("B",))
    assert one.title == "Human review makes the gap of B to A wider."
    assert one.detail == (
        "From 10.0 to 13.0 points of favourable decisions; 40 of 300 reviewed decisions about B "
        "were overridden, 5 of them upward."
    )


@pytest.mark.parametrize(
    ("change", "severity"), [(0.03, "high"), (0.015, "medium"), (-0.03, "info")]
)
def test_how_much_it_moves_tells_how_much_it_matters(found, change, severity):
    (one,) = found(replace(EFFECT, change=change, low=change - 0.005, high=change + 0.005))
    assert one.severity == severity
    assert ("narrower" in one.title) == (change < 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"change": 0.009, "low": 0.008, "high": 0.010},
        {"low": -0.001},
        {"change": None, "low": None, "high": None, "p_value": None},
        {"p_value": 0.06},
    ],
)
def test_what_is_little_or_uncertain_or_unknown_is_none(found, changes):
    assert found(replace(EFFECT, **changes)) == []


def test_the_more_groups_are_looked_at_the_more_it_takes(found):
    unsure = replace(EFFECT, p_value=0.03)
    assert len(found(unsure)) == 1
    assert found(unsure, replace(EFFECT, id="v2", p_value=0.9, low=-0.01)) == []


@pytest.mark.parametrize(
    ("low", "severity"), [(0.60, "high"), (0.50, "medium"), (0.26, "medium"), (0.25, None)]
)
def test_reviews_that_take_no_time_are_a_finding(found, everybody, low, severity):
    found = found(estimates=[everybody("hasty_review_rate", 0.62, low, 0.7)])
    assert [one.severity for one in found] == ([severity] if severity else [])
    if severity:
        assert found[0].title == "62% of reviews were hasty."
        assert found[0].detail.startswith("90 of 300 reviews with a time took less")
        assert found[0].evidence == ("e1",)


def test_a_group_that_alone_is_reviewed_in_haste_is_named(found, everybody, estimate):
    groups = [estimate("hasty_review_rate", "B", 0.6, 0.4, 0.8),
              estimate("hasty_review_rate", "A", 0.1, 0.0, 0.2)]  # fmt: skip
    fine = everybody("hasty_review_rate", 0.2, 0.1, 0.3)
    (one,) = found(estimates=[fine, *groups])
    assert one.title == "60% of reviews of decisions about B were hasty."
    assert one.group == ("B",)
    # Where all are, it is said once.
    (one,) = found(estimates=[everybody("hasty_review_rate", 0.6, 0.5, 0.7), *groups])
    assert one.group == ()


def test_a_rate_of_hasty_reviews_that_is_not_known_is_none(found, everybody):
    unknown = everybody("hasty_review_rate", None, None, None, undefined="not_recorded")
    assert found(estimates=[unknown]) == []


@pytest.mark.parametrize(
    ("value", "n", "told"),
    [
        (0.0, 200, True),
        (0.005, 400, True),
        (0.006, 400, False),
        (0.0, 199, False),
        (None, 0, False),
    ],
)
def test_reviewers_who_change_nothing_are_a_finding(found, everybody, value, n, told):
    row = everybody("override_rate", value, None, 0.014 if n else None, n=n, numerator=0.0)
    found = found(estimates=[row])
    assert [one.severity for one in found] == ["medium"] * told
    if told:
        assert found[0].title == "Reviewers change next to nothing."
        assert "0 of 300 reviewed decisions were changed, at most 1.4%" in found[0].detail


def test_findings_are_among_all_findings(facts):
    assert find(replace(facts(), review_effects=(EFFECT,)))[0].title.startswith("Human review")

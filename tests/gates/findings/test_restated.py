"""Figures of an earlier audit that labels since have changed."""

from dataclasses import replace

import pytest

from evenhand.analyses.restatement import Restatement
from evenhand.gates.findings.restated import restated

ROW = Restatement(
    metric="true_positive_rate", attributes=("g",), group=("B",), window="2025-03-01",
    earlier=0.8, earlier_n=400, earlier_as_of="2025-05-01T00:00:00+00:00", now=0.7, n=900,
)  # fmt: skip


@pytest.fixture
def found(facts):
    def run(*rows):
        return restated(replace(facts(), restatements=rows, window="month"))

    return run


def test_both_figures_are_told_with_what_they_rest_on(found):
    (one,) = found(ROW)
    assert one.title == "True positive rate of B in March 2025 was 0.80, and is 0.70."
    assert one.detail == (
        "It was 0.80 on 400 decisions in the audit of 1 May 2025, and is 0.70 on 900 of the same "
        "time, by the labels that are known now."
    )
    assert (one.severity, one.attributes, one.group) == ("info", ("g",), ("B",))


def test_of_one_rate_the_figure_that_moved_most_is_told(found):
    others = [replace(ROW, group=(name,), now=0.72) for name in "CD"]
    (one,) = found(others[0], ROW, others[1])
    assert "of B in March" in one.title
    assert one.detail.endswith("2 more figures of this rate moved as clearly.")
    (one,) = found(ROW, others[0])
    assert one.detail.endswith("One more figure of this rate moved as clearly.")


def test_each_rate_is_told_by_itself_but_not_one_less_another(found):
    kinds = [replace(ROW, metric=key) for key in ("accuracy", "error_rate", "false_positive_rate")]
    assert [one.title.split(" of ")[0] for one in found(*kinds)] == [
        "Accuracy", "False positive rate",
    ]  # fmt: skip


def test_everybody_and_the_whole_period_are_not_named(found):
    (one,) = found(replace(ROW, attributes=(), group=(), window=None))
    assert one.title == "True positive rate was 0.80, and is 0.70."


@pytest.mark.parametrize(
    "change",
    [
        {"now": 0.781},  # less than two points
        {"earlier_n": 40},  # on 40 labels chance does that
        {"earlier": None, "earlier_n": 0},
        {"now": None},
        {"earlier_n": 0},
        {"metric": "brier_score"},  # no rate
    ],
)
def test_what_is_small_or_chance_or_was_not_known_is_no_finding(found, change):
    assert found(replace(ROW, **change)) == []


def test_a_rate_that_came_to_an_end_moved_beyond_chance(found):
    assert found(replace(ROW, now=1.0))

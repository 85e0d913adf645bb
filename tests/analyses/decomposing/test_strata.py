"""Gaps by strata, worked by hand on logs of a few dozen decisions."""

import numpy as np
import pytest

from evenhand.analyses.decomposing.sides import Resampling
from evenhand.analyses.decomposing.strata import by_flag, by_strata
from evenhand.metrics import METRICS

SELECTION, LATENCY = METRICS["selection_rate"], METRICS["latency_mean"]


@pytest.fixture
def loans(tallies, row):
    """Return a log in which a asks for what few get, and both are decided alike."""
    return tallies(
        [
            row("a", 4, good=True, loan="car"),
            row("a", 4, good=False, loan="car"),
            row("a", 3, good=True, loan="home"),
            row("a", 29, good=False, loan="home"),
            row("b", 16, good=True, loan="car"),
            row("b", 16, good=False, loan="car"),
            row("b", 1, good=True, loan="home"),
            row("b", 7, good=False, loan="home"),
        ],
        "g",
        conditions=["loan"],
    )


def test_the_mix_is_told_from_what_happens_within_it(loans, sides, resampling):
    told = by_strata(*sides(loans), SELECTION, ["condition:loan"], resampling)
    assert told.names == ("composition", "rate")
    # 1 in 5 against 4 in 5 ask for cars, of whom half get one; of homes 3/32 against 1/8.
    composition = (0.2 - 0.8) * (0.5 + 0.5) / 2 + (0.8 - 0.2) * (3 / 32 + 1 / 8) / 2
    assert told.values.tolist() == pytest.approx([composition, (3 / 32 - 1 / 8) * 0.5])
    assert told.total == pytest.approx(7 / 40 - 17 / 40)
    assert told.values.sum() == pytest.approx(told.total, abs=1e-12)
    assert (told.support, told.n) == (1.0, 80)


def test_every_draw_adds_up_as_well(loans, sides, resampling):
    told = by_strata(*sides(loans), SELECTION, ["condition:loan"], resampling)
    assert told.draws.shape == (50, 2)
    assert np.ptp(told.draws[:, 0]) > 0


def test_repeated_people_make_draws_wider(loans, sides):
    narrow, wide = (
        by_strata(
            *sides(loans), SELECTION, ["condition:loan"], Resampling(400, 1, effect)
        ).draws[:, 1].std()
        for effect in (1.0, 4.0)
    )  # fmt: skip
    assert wide > 1.5 * narrow


def test_what_one_group_alone_asks_for_has_no_counterpart(tallies, row, sides, resampling):
    log = tallies(
        [
            row("a", 5, good=True, loan="car"),
            row("a", 5, good=False, loan="boat"),
            row("b", 10, good=True, loan="car"),
        ],
        "g",
        conditions=["loan"],
    )
    told = by_strata(*sides(log), SELECTION, ["condition:loan"], resampling)
    assert told.names == ("composition", "rate", "unsupported")
    assert told.values.tolist() == pytest.approx([0, 0, -0.5])
    assert told.support == 0.5


def test_a_mean_is_decomposed_with_the_spread_within_its_strata(tallies, row, sides, resampling):
    sums = {"latency n": 10, "latency squares": 5000}
    log = tallies(
        [
            row("a", 10, good=True, loan="car", **sums, **{"latency total": 200}),
            row("b", 10, good=True, loan="car", **sums, **{"latency total": 100}),
        ],
        "g",
        conditions=["loan"],
        kpis=["latency n", "latency total", "latency squares"],
    )
    told = by_strata(*sides(log), LATENCY, ["condition:loan"], resampling)
    assert told.values.tolist() == pytest.approx([0, 10])
    # One stratum: all of the spread is within it. sd of a: sqrt(500 - 400), of b: sqrt(400).
    assert 4 < told.draws[:, 1].std() < 12


def test_without_the_figure_there_is_nothing(loans, sides, resampling):
    assert by_strata(*sides(loans), LATENCY, ["condition:loan"], resampling) is None


@pytest.mark.parametrize("key", ["true_positive_rate", "matthews_correlation"])
def test_what_is_undefined_or_no_share_is_not_decomposed(loans, sides, resampling, key):
    assert by_strata(*sides(loans), METRICS[key], ["condition:loan"], resampling) is None


def test_failures_part_decisions_into_those_that_failed_and_the_others(
    tallies, row, sides, resampling
):
    names = ("failure n", "failure total", "failure squares")
    failed, fine, once, never = (
        dict(zip(names, values, strict=True))
        for values in ((4, 4, 4), (4, 0, 0), (1, 1, 1), (0,) * 3)
    )
    log = tallies(
        [
            row("a", 4, good=False, **failed),
            row("a", 4, good=True, **fine),
            row("b", 4, good=True, **fine),
            row("b", 2, good=True, **never),
            row("b", 1, good=False, **once),
        ],
        "g",
        kpis=names,
    )
    told = by_flag(*sides(log), SELECTION, "failure", resampling)
    assert told.names == ("composition", "rate", "unsupported")
    assert told.values[1] == pytest.approx(0)
    assert told.values.sum() == pytest.approx(4 / 8 - 6 / 7, abs=1e-12)
    share = by_strata(*sides(log), METRICS["failure_rate"], ["decision"], resampling)
    assert share.total == pytest.approx(4 / 8 - 1 / 5)
    assert by_flag(*sides(log), SELECTION, "handoff", resampling) is None
    assert by_flag(*sides(log), LATENCY, "failure", resampling) is None

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom, nchypergeom_fisher

from evenhand.inference.increments import (
    LOG_ODDS_RATIOS,
    comparable,
    exact_increments,
    normal_increments,
    prior,
    rare,
    score,
)

tables = st.tuples(
    st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30)
).map(lambda t: tuple(np.array([float(v)]) for v in (min(t[:2]), t[1], min(t[2:]), t[3])))


@pytest.mark.parametrize(
    "table",
    [(3, 9, 1, 7), (0, 5, 2, 40), (5, 5, 1, 3), (2, 200, 1, 5), (60, 90, 3, 4), (1, 1, 0, 1)],
)
def test_exact_increments_are_likelihood_ratios_of_fishers_distribution(table):
    x1, n1, x2, n2 = table
    gain = exact_increments(*(np.array([float(count)]) for count in table))[0]
    total, favourable = n1 + n2, x1 + x2
    null = hypergeom.logpmf(x1, total, n1, favourable)
    for ratio, ours in zip(LOG_ODDS_RATIOS[::7], gain[::7], strict=True):
        theirs = nchypergeom_fisher.logpmf(x1, total, n1, favourable, np.exp(ratio)) - null
        assert ours == pytest.approx(theirs, abs=1e-8)


def test_cells_of_different_sizes_are_worked_out_together(monkeypatch):
    random = np.random.default_rng(3)
    n1, n2 = random.integers(1, 60, (2, 50)).astype(float)
    x1, x2 = random.binomial(n1.astype(int), 0.1), random.binomial(n2.astype(int), 0.1)
    together = exact_increments(x1, n1, x2, n2)
    monkeypatch.setattr("evenhand.inference.increments._AT_ONCE", 100)
    np.testing.assert_allclose(exact_increments(x1, n1, x2, n2), together)
    alone = [
        exact_increments(*(part[i : i + 1] for part in (x1, n1, x2, n2)))[0] for i in range(50)
    ]
    np.testing.assert_allclose(together, alone, atol=1e-12)


def test_a_fair_window_wins_nothing_on_average():
    n1, n2, favourable = 12, 7, 5
    x1 = np.arange(0.0, 6.0)
    size = np.ones(6)
    gain = exact_increments(x1, n1 * size, favourable - x1, n2 * size)
    chance = hypergeom.pmf(x1, n1 + n2, n1, favourable)
    np.testing.assert_allclose(chance @ np.exp(gain), 1.0)


@given(tables)
@settings(max_examples=60, deadline=None)
def test_swapping_groups_or_outcomes_turns_the_alternatives_round(table):
    x1, n1, x2, n2 = table
    gain = exact_increments(x1, n1, x2, n2)
    np.testing.assert_allclose(exact_increments(x2, n2, x1, n1), gain[:, ::-1], atol=1e-9)
    np.testing.assert_allclose(exact_increments(n1 - x1, n1, n2 - x2, n2), gain[:, ::-1], atol=1e-9)
    assert rare(*table) == rare(x2, n2, x1, n1) == rare(n1 - x1, n1, n2 - x2, n2)
    (deviation, exposure, variance), (other, same, spread) = score(*table), score(x2, n2, x1, n1)
    np.testing.assert_allclose([-other, same, spread], [deviation, exposure, variance], atol=1e-12)


def test_large_windows_have_nearly_normal_increments():
    cells = tuple(np.array([count]) for count in (95.0, 180.0, 90.0, 200.0))
    deviation, _, variance = (part[:, 0] for part in score(*cells))
    near = np.abs(LOG_ODDS_RATIOS) < 0.2
    exact, normal = (
        exact_increments(*cells)[:, near],
        normal_increments(deviation, variance)[:, near],
    )
    np.testing.assert_allclose(exact, normal, atol=0.01)


def test_scores_are_those_of_mantel_and_haenszel():
    x1, n1, x2, n2 = 12.0, 40.0, 30.0, 60.0
    deviation, exposure, variance = (part.item() for part in score([x1], [n1], [x2], [n2]))
    assert deviation == pytest.approx(x1 - n1 * 42 / 100)
    assert deviation == pytest.approx(exposure * (x1 / n1 - x2 / n2))
    assert variance == pytest.approx(hypergeom(100, 40, 42).var())


def test_cells_that_lack_a_group_add_nothing():
    cells = comparable([3, 0, np.nan], [5, 0, np.nan], [0, 2, 1], [0, 4, 2])
    assert all(part.shape == (3, 1) and not part.any() for part in cells)
    for part in score(*cells):
        assert not part.any()
    assert not rare(*cells).any()
    assert not exact_increments(*(part.ravel() for part in cells)).any()


def test_fractions_of_one_decision_carry_no_score():
    deviation, _, variance = score([0.3], [0.4], [0.1], [0.5])
    assert deviation.item() == variance.item() == 0


def test_the_prior_is_even_and_as_wide_as_asked():
    weights = prior(0.5)
    np.testing.assert_allclose(weights, weights[::-1])
    assert np.sqrt(weights @ LOG_ODDS_RATIOS**2) == pytest.approx(0.5, rel=0.03)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from evenhand.inference.increments import LOG_ODDS_RATIOS, exact_increments, prior
from evenhand.inference.sequential import EProcess, equality_e_process, margin_e_process


def stream(seed=1, windows=60, n1=200, n2=50, gap=0.0):
    random = np.random.default_rng(seed)
    rate = 0.5 + 0.1 * np.sin(np.arange(windows))
    sizes = np.full(windows, n1), np.full(windows, n2)
    return random.binomial(n1, rate), sizes[0], random.binomial(n2, rate - gap), sizes[1]


@given(st.lists(st.floats(-1000, 2000), min_size=1, max_size=30))
def test_p_values_are_above_zero_at_most_one_and_never_rise(logs):
    found = EProcess(np.array(logs))
    p = found.p_value
    assert ((p > 0) & (p <= 1)).all()
    assert (np.diff(p) <= 0).all()
    alarm = found.alarm(0.05)
    reached = np.flatnonzero(np.array(logs) >= np.log(20))
    assert alarm == (reached[0] if len(reached) else None)


def test_large_windows_follow_the_reference(reference):
    tables = stream(gap=0.05)
    found, margins = equality_e_process(*tables), margin_e_process(*tables, margin=0.02)
    ratios = margin_e_process(*tables, ratio=0.9)
    # In the reference the first group is the second of a pair where equality is at stake.
    equal = reference.Stream()
    margin, ratio = reference.Stream("margin", c=0.02), reference.Stream("margin", a=0.9)
    seen = [
        [one.update([window])["log_e"] for one in (equal, margin, ratio)]
        for window in zip(*tables, strict=True)
    ]
    expected = np.array(seen).T
    enough = np.arange(len(expected[0])) > 5
    np.testing.assert_allclose(found.log_e[enough], expected[0][enough], rtol=1e-9)
    np.testing.assert_allclose(margins.log_e, expected[1], rtol=1e-9)
    np.testing.assert_allclose(ratios.log_e, expected[2], rtol=1e-9)


def test_the_normal_mixture_is_an_integral_over_effects():
    x1, n1, x2, n2 = 60, 100, 40, 100
    deviation, variance = 10.0, 100 * 100 * 100 * 100 / (200**2 * 199)

    def bet(effect):
        return np.exp(effect * deviation - effect**2 * variance / 2) * norm.pdf(effect, scale=0.5)

    expected = quad(bet, -4, 4)[0]
    assert np.exp(equality_e_process([x1], [n1], [x2], [n2]).log_e[0]) == pytest.approx(expected)


def test_the_margin_bet_is_an_integral_over_excesses():
    variance = 2 * (61 / 102) * (41 / 102) / 100
    weight = 1 / (2 * 0.25 / 100)
    scores, information = weight * (0.2 - 0.05), weight**2 * variance

    def bet(excess):
        return (
            2 * np.exp(excess * scores - excess**2 * information / 2) * norm.pdf(excess, scale=0.05)
        )

    expected = quad(bet, 0, 1, points=[0.05, 0.1])[0]
    found = margin_e_process([60], [100], [40], [100], margin=0.05)
    assert np.exp(found.log_e[0]) == pytest.approx(expected)


def test_few_and_rare_decisions_are_taken_exactly():
    random = np.random.default_rng(4)
    n1, n2 = np.full(80, 200.0), np.full(80, 5.0)
    x1, x2 = random.binomial(200, 0.02, 80), random.binomial(5, 0.02, 80)
    paths = np.cumsum(exact_increments(x1, n1, x2, n2), axis=0)
    expected = np.log(np.exp(paths) @ prior(0.5))
    np.testing.assert_allclose(equality_e_process(x1, n1, x2, n2).log_e, expected, atol=1e-9)


def test_one_rare_window_does_not_make_a_large_stream_coarse():
    large = stream(windows=40)
    more = tuple(np.append(part, value) for part, value in zip(large, (3, 9, 0, 1), strict=True))
    apart = equality_e_process(*more).log_e[-1] - equality_e_process(*large).log_e[-1]
    assert abs(apart) < 0.1


def test_exact_and_normal_forms_meet_where_one_takes_over():
    tables = stream(windows=30, n1=40, n2=20)
    log_e = equality_e_process(*tables).log_e
    paths = np.cumsum(exact_increments(*(np.asarray(part, float) for part in tables)), axis=0)
    exact = np.log(np.exp(paths) @ prior(0.5))
    assert log_e[0] == pytest.approx(exact[0])
    assert log_e[-1] != exact[-1]
    np.testing.assert_allclose(log_e, exact, atol=0.3)
    assert len(LOG_ODDS_RATIOS) == paths.shape[1]


@pytest.mark.parametrize("n2", [3, 50])
def test_a_look_is_not_changed_by_later_windows(n2):
    tables = stream(n2=n2)
    for process in (equality_e_process, margin_e_process):
        early = process(*(part[:20] for part in tables)).log_e
        np.testing.assert_allclose(process(*tables).log_e[:20], early)


@given(st.integers(0, 10_000), st.sampled_from([2, 8, 60]))
@settings(max_examples=25, deadline=None)
def test_equality_does_not_ask_which_group_or_outcome_comes_first(seed, n2):
    x1, n1, x2, n2 = stream(seed, windows=15, n1=30, n2=n2)
    log_e = equality_e_process(x1, n1, x2, n2).log_e
    np.testing.assert_allclose(equality_e_process(x2, n2, x1, n1).log_e, log_e, atol=1e-8)
    np.testing.assert_allclose(equality_e_process(n1 - x1, n1, n2 - x2, n2).log_e, log_e, atol=1e-8)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_equality_ends_alike_whatever_the_order_of_windows_and_strata(seed):
    tables = stream(seed, windows=24)
    order = np.random.default_rng(seed).permutation(24)
    end = equality_e_process(*tables).log_e[-1]
    assert equality_e_process(*(part[order] for part in tables)).log_e[-1] == pytest.approx(end)
    strata = equality_e_process(*(part[order].reshape(8, 3) for part in tables)).log_e
    assert len(strata) == 8
    assert strata[-1] == pytest.approx(end)


def test_strata_hide_no_paradox():
    days = 60
    n1, n2 = np.tile([180, 20], (days, 1)), np.tile([20, 180], (days, 1))
    fair = n1 * [0.8, 0.2], n1, n2 * [0.8, 0.2], n2
    assert equality_e_process(*fair).alarm(0.05) is None
    pooled = (part.sum(axis=1) for part in fair)
    assert equality_e_process(*pooled).alarm(0.05) == 0


def test_empty_windows_change_nothing():
    tables = stream(windows=20)
    gaps = tuple(np.insert(part, [0, 10, 10], 0) for part in tables)
    kept = [*range(1, 11), *range(13, 23)]
    for process in (equality_e_process, margin_e_process):
        log_e = process(*gaps).log_e
        np.testing.assert_allclose(log_e[kept], process(*tables).log_e)
        assert log_e[11] == log_e[12] == log_e[10]
    assert equality_e_process(*gaps).log_e[0] == 0
    assert margin_e_process(*gaps).log_e[0] == pytest.approx(0)


def test_the_margin_bet_is_on_one_side_only():
    tables = stream(windows=200, gap=0.2)
    x1, n1, x2, n2 = tables
    assert margin_e_process(*tables, margin=0.05).alarm(0.05) is not None
    assert margin_e_process(x2, n2, x1, n1, margin=0.05).alarm(0.05) is None
    assert margin_e_process(*tables, ratio=0.8).alarm(0.05) is not None
    assert margin_e_process(*tables, ratio=0.5).alarm(0.05) is None
    assert np.isfinite(margin_e_process(x2, n2, x1, n1, margin=0.5).log_e).all()


def test_weights_come_from_earlier_windows():
    day = np.array([50, 60, 70.0]), np.full(3, 100.0), np.array([50, 50, 40.0]), np.full(3, 100.0)
    log_e = margin_e_process(*day).log_e
    past1, past2 = 111 / 202, 101 / 202
    third = 100 / (past1 * (1 - past1) + past2 * (1 - past2))
    weights = np.array([200, 200, third])
    a, b = (day[0] + 1) / 102, (day[2] + 1) / 102
    scores = (weights * np.array([0, 0.1, 0.3])).sum()
    information = (weights**2 * (a * (1 - a) + b * (1 - b)) / 100).sum()
    gained = 1 + 0.05**2 * information
    tail = norm.logcdf(0.05 * scores / np.sqrt(gained))
    expected = 0.05**2 * scores**2 / (2 * gained) - np.log(gained) / 2 + np.log(2) + tail
    assert log_e[-1] == pytest.approx(expected)


@pytest.mark.parametrize("n2", [2, 50])
def test_people_who_come_again_are_worth_that_much_less(n2):
    random = np.random.default_rng(5)
    tables = random.binomial(200, 0.5, 60), np.full(60, 200), random.binomial(n2, 0.2, 60), n2
    tables = tuple(np.broadcast_to(part, 60) for part in tables)
    plain, repeated = (equality_e_process(*tables, effect=effect) for effect in (1.0, 3.0))
    assert repeated.log_e[-1] < plain.log_e[-1]
    # Large windows: as if there were a third of the people.
    if n2 == 50:
        third = equality_e_process(*(np.concatenate([part] * 1) / 3 for part in tables))
        np.testing.assert_allclose(repeated.log_e[20:], third.log_e[20:], rtol=0.03, atol=0.03)


def test_the_same_people_all_year_raise_no_false_alarms_with_their_design_effect():
    # 400 people, decided about 40 times each, alike for both groups; correlated at 0.3.
    random = np.random.default_rng(6)
    days, each, people = 80, 200, 400
    effect = 1 + (days * each / people - 1) * 0.3
    alarms = np.zeros(2)
    for _ in range(60):
        person = random.beta(7 / 6, 7 / 6, people)
        of_day = np.array([random.permutation(people)[:each] for _ in range(days)])
        second = of_day >= 300
        favourable = random.random((days, each)) < person[of_day]
        tables = (
            (favourable & ~second).sum(1), (~second).sum(1),
            (favourable & second).sum(1), second.sum(1),
        )  # fmt: skip
        for place, of in enumerate((1.0, effect)):
            alarms[place] += equality_e_process(*tables, effect=of).alarm(0.05) is not None
    assert alarms[0] > 0.15 * 60
    assert alarms[1] <= 0.05 * 60

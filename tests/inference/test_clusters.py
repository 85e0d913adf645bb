import numpy as np
import pytest
from scipy.special import stdtrit

from evenhand.inference.clusters import design_effect, jackknife


def share(tables):
    return tables[:, 0] / tables.sum(axis=1)


def people(random, persons, correlation, rate=0.3):
    """Return buckets (64, 2) of favourable and other decisions of persons who come back."""
    visits = 1 + random.poisson(4, persons)
    scale = 1 / correlation - 1
    own = random.beta(rate * scale, (1 - rate) * scale, persons)
    favourable = random.binomial(visits, own)
    bucket = random.integers(0, 64, persons)
    return np.column_stack(
        [np.bincount(bucket, counts, minlength=64) for counts in (favourable, visits - favourable)]
    )


def test_the_interval_covers_the_rate_of_people_who_come_back():
    random = np.random.default_rng(4)
    robust = naive = 0
    for _ in range(400):
        buckets = people(random, 400, 0.3)
        value, se, df = jackknife(buckets, share)
        robust += abs(value - 0.3) <= stdtrit(df, 0.975) * se
        naive += abs(value - 0.3) <= 1.96 * np.sqrt(value * (1 - value) / buckets.sum())
    assert robust / 400 == pytest.approx(0.95, abs=3.5 * 0.011)
    assert naive / 400 < 0.85


def test_the_jackknife_of_a_mean_is_its_textbook_error():
    buckets = np.random.default_rng(1).normal(5, 1, (64, 1))
    value, se, df = jackknife(buckets, lambda tables: tables[:, 0] / 64)
    # Without a bucket, the statistic divides by 64 still: each contributes its own share.
    assert value == pytest.approx(buckets.mean())
    assert se == pytest.approx(np.sqrt(63 / 64 * 63 * (buckets.std(ddof=1) / 64) ** 2))
    assert df == 63


def test_a_statistic_may_be_an_array():
    buckets = np.random.default_rng(1).poisson(9, (64, 3, 2)).astype(float)
    value, se, _ = jackknife(buckets, lambda tables: tables[..., 0] / tables.sum(axis=-1))
    assert value.shape == se.shape == (3,)
    first, error, _ = jackknife(buckets[:, 0], share)
    assert (value[0], se[0]) == (first, error)


def test_too_few_filled_buckets_leave_the_error_unknown():
    buckets = np.zeros((64, 2))
    buckets[:31] = 1
    value, se, df = jackknife(buckets, share)
    assert (value, df) == (0.5, 30)
    assert np.isnan(se)
    buckets[31] = 1
    assert jackknife(buckets, share)[1:] == (0, 31)


def test_no_decisions_leave_no_degrees_of_freedom():
    _, se, df = jackknife(np.zeros((64, 2)), lambda tables: tables[:, 0])
    assert np.isnan(se)
    assert df == 0


def test_independent_decisions_have_no_design_effect():
    random = np.random.default_rng(3)
    n = random.poisson(40, (64, 200)).astype(float)
    effect = design_effect(random.binomial(n.astype(int), 0.4), n)
    assert (effect >= 1).all()
    assert (effect == 1).mean() > 0.75


def test_people_who_come_back_have_one():
    random = np.random.default_rng(3)
    found = []
    for _ in range(60):
        buckets = people(random, 1500, 0.3)
        found.append(design_effect(buckets[:, :1], buckets.sum(axis=1, keepdims=True))[0])
    # 1 + correlation * (E visits^2 / E visits - 1), visits = 1 + Poisson(4)
    assert np.mean(found) == pytest.approx(1 + 0.3 * (29 / 5 - 1), rel=0.08)


def test_few_buckets_or_decisions_that_are_all_alike_are_not_known():
    n = np.ones((64, 4))
    n[31:, 0] = 0
    x = np.zeros((64, 4))
    x[::2, 0] = n[::2, 0]
    x[:, 2] = 1
    x[::2, 3] = 1
    effect = design_effect(x, n)
    assert np.isnan(effect[:3]).all()
    assert effect[3] == 1


def test_a_group_without_decisions_is_not_known():
    assert np.isnan(design_effect(np.zeros((64, 1)), np.zeros((64, 1)))).all()

"""Parts add up exactly, are what brute force says, and vanish where a factor is alike."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evenhand.inference.decomposition import kitagawa, shapley

COUNTS = st.integers(0, 60)


def tables(*shape):
    return arrays(np.int64, shape, elements=COUNTS).map(lambda table: table.astype(float))


def rates(x, n):
    return x.sum() / n.sum()


@given(tables(4, 2), tables(4, 2))
def test_composition_rate_and_what_lacks_a_counterpart_add_up_to_the_difference(one, two):
    (x1, n1), (x2, n2) = ((t[:, 1], t.sum(axis=1)) for t in (one, two))
    parts = kitagawa(x1, n1, x2, n2)
    if n1.sum() == 0 or n2.sum() == 0:
        assert np.isnan(parts.composition + parts.rate + parts.unsupported)
        return
    assert sum(parts[:3]) == pytest.approx(rates(x1, n1) - rates(x2, n2), abs=1e-12)


@given(tables(3, 2), tables(3, 2))
def test_what_lacks_a_counterpart_is_what_nopo_says(one, two):
    (x1, n1), (x2, n2) = ((t[:, 1], t.sum(axis=1)) for t in (one, two))
    common = (n1 > 0) & (n2 > 0)
    if not common.any():
        return

    def outside(x, n):
        alone = (n > 0) & ~common
        if not alone.any():
            return 0.0
        share = n[alone].sum() / n.sum()
        return share * (rates(x[alone], n[alone]) - rates(x[common], n[common]))

    expected = outside(x1, n1) - outside(x2, n2)
    assert kitagawa(x1, n1, x2, n2).unsupported == pytest.approx(expected, abs=1e-12)


def test_without_any_stratum_in_common_all_is_without_a_counterpart():
    parts = kitagawa([5, 0], [10, 0], [0, 2], [0, 10])
    assert [float(part) for part in parts] == pytest.approx([0, 0, 0.3, 0])


def test_alike_within_every_stratum_leaves_nothing_to_rates():
    parts = kitagawa([8, 1], [10, 10], [80, 9], [100, 90])
    assert float(parts.rate) == pytest.approx(0, abs=1e-15)
    assert float(parts.unsupported) == 0


def test_many_draws_are_decomposed_at_once():
    x, n = np.array([[1.0, 2.0], [3.0, 1.0]]), np.array([[4.0, 5.0], [6.0, 7.0]])
    together = kitagawa(x, n, 2 * x[::-1], 3 * n[::-1])
    apart = [
        kitagawa(a, b, 2 * c, 3 * d) for a, b, c, d in zip(x, n, x[::-1], n[::-1], strict=True)
    ]
    for name in together._fields:
        assert getattr(together, name).tolist() == [float(getattr(one, name)) for one in apart]


def by_orders(value, first, second):
    """Return the average change of a value over every order of exchanging its factors."""
    count, total = len(first), np.zeros(len(first))
    orders = list(permutations(range(count)))
    for order in orders:
        now = list(second)
        for factor in order:
            before = value(*now)
            now[factor] = first[factor]
            total[factor] += value(*now) - before
    return total / len(orders)


@given(arrays(float, (2, 3), elements=st.floats(-5, 5)))
def test_shapley_is_the_average_over_all_orders(factors):
    def value(a, b, c):
        return a * b + np.sin(c) * a

    parts = shapley(value, list(factors[0]), list(factors[1]))
    assert parts == pytest.approx(by_orders(value, *factors), abs=1e-9)
    assert sum(parts) == pytest.approx(value(*factors[0]) - value(*factors[1]), abs=1e-9)

"""Distances of a family of comparisons, held to formulas written out row by row."""

import numpy as np
import pytest
import scipy.stats as ss
from hypothesis import given
from hypothesis import strategies as st

from evenhand.analyses.over_time.distances import distances
from evenhand.inference.multiplicity import benjamini_hochberg


def brute_psi(p, q):
    """Return the debiased index of two samples, as a spreadsheet would."""
    used = (p + q) > 0
    p, q = p[used], q[used]
    a, b = (p + 0.5) / (p + 0.5).sum(), (q + 0.5) / (q + 0.5).sum()
    scale = 1 / p.sum() + 1 / q.sum()
    raw = float(((a - b) * np.log(a / b)).sum())
    return raw, raw - (len(p) - 1) * scale, scale, len(p) - 1


def test_distances_are_those_of_the_samples_themselves():
    random = np.random.default_rng(2)
    at = np.arange(8.0) * 3
    first, second = random.integers(0, 8, 500), np.minimum(random.integers(0, 9, 400), 7)
    q, p = (np.bincount(part, minlength=8)[None, None].astype(float) for part in (first, second))
    found = distances(p, q, None, at=at, margin=0.05)
    raw, debiased, scale, freedom = brute_psi(p[0, 0], q[0, 0])
    assert found.psi[0, 0] == pytest.approx(debiased)
    assert found.p_value[0, 0] == pytest.approx(ss.ncx2.sf(raw / scale, freedom, 0.05 / scale))
    assert found.p_none[0, 0] == pytest.approx(ss.chi2.sf(raw / scale, freedom))
    assert found.ks[0, 0] == pytest.approx(ss.ks_2samp(first, second).statistic)
    moved = ss.wasserstein_distance(at[first], at[second])
    assert found.wasserstein[0, 0] == pytest.approx(moved)
    a, b = np.bincount(first, minlength=8) / 500, np.bincount(second, minlength=8) / 400
    middle = (a + b) / 2
    entropy = (ss.entropy(a, middle) + ss.entropy(b, middle)) / 2
    assert found.jensen_shannon[0, 0] == pytest.approx(entropy)
    assert np.isnan(found.unknown).all()


def test_p_values_are_adjusted_over_all_groups_and_windows():
    random = np.random.default_rng(3)
    now, before = random.multinomial(300, np.ones(5) / 5, (2, 4, 3)).astype(float)
    now[0, 0, 0] += 200
    found = distances(now, before, None, at=None, margin=0.1)
    raw = []
    for p, q in zip(now.reshape(-1, 5), before.reshape(-1, 5), strict=True):
        index, _, scale, freedom = brute_psi(p, q)
        raw.append(ss.chi2.sf(index / scale, freedom))
    np.testing.assert_allclose(found.p_none.ravel(), benjamini_hochberg(raw), rtol=1e-9)
    assert np.isnan(found.ks).all()
    assert np.isnan(found.wasserstein).all()
    assert found.drifted.sum() == 1
    assert found.state(0, 0) == "drift"
    assert found.state(1, 0) == "steady"


def test_a_side_of_fewer_than_a_hundred_is_undefined_and_no_test():
    now = np.array([[[60.0, 39.0], [900.0, 100.0]]])
    before = np.array([[[500.0, 500.0], [500.0, 500.0]]])
    gone = np.array([[30.0, 0.0]])
    found = distances(now, before, (gone, gone * 0), at=np.arange(2.0), margin=0.1)
    assert [found.state(0, 0), found.state(0, 1)] == ["undefined", "drift"]
    for part in (found.psi, found.p_value, found.p_none, found.ks, found.wasserstein,
                 found.jensen_shannon):  # fmt: skip
        assert np.isnan(part[0, 0])
        assert np.isfinite(part[0, 1])
    alone = distances(now[:, 1:], before[:, 1:], None, at=None, margin=0.1)
    assert found.p_none[0, 1] == alone.p_none[0, 0]
    # With those whose value is missing they are more than a hundred.
    assert found.unknown[0, 0] == pytest.approx(30 / 129)
    assert found.jumped.tolist() == [[True, False]]


def test_an_index_past_the_margin_that_is_not_shown_has_moved():
    now, before = np.array([[[84.0, 36.0]]]), np.array([[[60.0, 60.0]]])
    found = distances(now, before, None, at=None, margin=0.1)
    assert found.psi[0, 0] > 0.1
    assert found.state(0, 0) == "moved"


def test_sparse_bins_are_taken_together():
    # A hundred values that come once each, on either side others: no drift can be told.
    now = np.concatenate([np.full(4, 100.0), np.ones(100), np.zeros(100)])[None, None]
    before = np.concatenate([np.full(4, 100.0), np.zeros(100), np.ones(100)])[None, None]
    found = distances(now, before, None, at=None, margin=0.1)
    assert found.psi[0, 0] == pytest.approx(-4 * 2 / 500)
    assert found.state(0, 0) == "steady"


def test_a_share_missing_that_changed_little_is_no_jump_however_certain():
    known = np.array([[[9600.0]]])
    gone, before = np.array([[400.0]]), np.array([[10.0]])
    found = distances(known, known, (gone, before), at=None, margin=0.1)
    assert found.p_unknown[0, 0] < 1e-9
    assert not found.jumped[0, 0]
    found = distances(known, known, (gone * 2, before), at=None, margin=0.1)
    assert found.jumped[0, 0]


counts = st.lists(st.integers(0, 400), min_size=4, max_size=4)


@given(counts, counts)
def test_numbers_are_defined_or_nan_and_never_infinite(p, q):
    now, before = (np.array(part, dtype=float)[None, None] for part in (p, q))
    found = distances(now, before, (now[..., 0], before[..., 1]), at=np.arange(4.0), margin=0.1)
    back = distances(before, now, (before[..., 1], now[..., 0]), at=np.arange(4.0), margin=0.1)
    for name in ("psi", "p_value", "p_none", "jensen_shannon", "ks", "wasserstein", "p_unknown"):
        one, other = getattr(found, name)[0, 0], getattr(back, name)[0, 0]
        assert not np.isinf(one)
        assert one == pytest.approx(other, nan_ok=True)
    if sum(p) >= 100 and sum(q) >= 100:
        assert np.isfinite(found.psi[0, 0])
        assert found.psi[0, 0] <= brute_psi(np.array(p), np.array(q))[0] + 1e-9

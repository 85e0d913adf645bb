"""The largest group against the smallest: what can be claimed about it, in both directions.

The raw range of observed rates is large even when all true rates are equal, because the largest
and the smallest are picked after looking. So the two claims are made apart. To accuse, one pair
must stand out after allowing for all pairs (union-intersection, max-T). To certify, every pair
must pass, and then no allowance is due (intersection-union; Berger 1982). What is displayed is
shrunk: the range to expect of the true rates given what was seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import counts
from evenhand.inference.normal import z
from evenhand.inference.score import difference_interval, difference_z, ratio_interval
from evenhand.inference.simultaneous import (
    adjusted_p,
    critical_value,
    smoothed_log_rate_se,
    smoothed_rate_se,
)

_FEW = 5  # expected decisions below which the normal distribution is not trusted
_MOST_SHUFFLED = 10**9  # what the generator can shuffle
_AT_ONCE = 500_000  # numbers held at a time
_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeInference:
    """The largest rate against the smallest, over all groups that have decisions.

    Attributes
    ----------
    raw : float
        As observed: too far apart, the more so the more small groups there are.
    shrunk : float
        Mean of what it is for the true rates, given the data (empirical Bayes, beta-binomial).
    tau : float
        Standard deviation of the true rates between groups; 0 when noise explains them all.
    lower, upper : float
        Each holds at the level by itself.
    pair : tuple of int, or None
        The group shown higher and the group shown lower, of the pair with the strongest claim.
    critical : float
        Max-T critical value behind that claim; where few decisions are expected, at least what
        permutations reach.
    p_value : float
        That any two groups differ at all: max-T; by permutation where few are expected.
    """

    raw: float
    shrunk: float
    tau: float
    lower: float
    upper: float
    pair: tuple[int, int] | None
    critical: float
    p_value: float


_UNDEFINED = RangeInference(
    raw=_NAN, shrunk=_NAN, tau=_NAN, lower=_NAN, upper=_NAN, pair=None, critical=_NAN, p_value=_NAN
)


def range_inference(
    x: ArrayLike, n: ArrayLike, *, level: float, seed: int, draws: int = 4000
) -> RangeInference:
    """Return what is known of the largest rate minus the smallest.

    Parameters
    ----------
    x, n : array_like, shape (groups,)
        Favourable and all decisions. Groups without decisions are left out.
    level : float
        Confidence of either bound by itself.
    seed, draws : int
        Of the simulations.

    Undefined when
    --------------
    Fewer than two groups have decisions: every number is NaN, and there is no pair.

    References
    ----------
    Berger (1982), intersection-union tests; Westfall and Young (1993), max-T; DerSimonian and
    Laird (1986), the variance between groups.

    Examples
    --------
    >>> found = range_inference([30, 28, 90], [100, 100, 150], level=0.95, seed=1)
    >>> found.pair, round(found.raw, 2), found.lower > 0.15, found.upper < 0.42
    ((2, 1), 0.32, True, True)
    """
    successes, total, where = _observed(x, n)
    if len(where) < 2:  # noqa: PLR2004 - two groups make a range
        return _UNDEFINED
    first, second = np.triu_indices(len(where), k=1)
    pairs = np.column_stack([first, second])
    se = smoothed_rate_se(successes, total)
    critical, p = _evidence(successes, total, se, level=level, seed=seed, draws=draws)
    table = (successes[first], total[first], successes[second], total[second])
    low, high = difference_interval(*table, critical=critical)
    lower = np.concatenate([low, -high])
    low, high = difference_interval(*table, critical=z(level))
    upper = np.concatenate([high, -low])
    rates = successes / total
    posterior, tau = _posterior(successes, total, seed, draws)
    return RangeInference(
        raw=float(np.ptp(rates)),
        shrunk=float(np.ptp(posterior, axis=1).mean()),
        tau=tau,
        lower=max(0.0, float(lower.max())),
        upper=float(upper.max()),
        pair=_named(np.concatenate([pairs, pairs[:, ::-1]]), int(lower.argmax()), where),
        critical=critical,
        p_value=p,
    )


def ratio_range(
    x: ArrayLike, n: ArrayLike, *, level: float, seed: int, draws: int = 4000
) -> RangeInference:
    """Return what is known of the smallest rate over the largest, in [0, 1].

    Here `upper` is the bound that accuses (max-T) and `lower` the bound that certifies; `pair`
    still names the higher group first.

    Parameters
    ----------
    x, n : array_like, shape (groups,)
        Favourable and all decisions. Groups without decisions are left out.
    level : float
        Confidence of either bound by itself.
    seed, draws : int
        Of the simulations.

    Undefined when
    --------------
    Fewer than two groups have decisions: every number is NaN, and there is no pair. Nobody has
    a favourable decision: `raw` and `shrunk` are NaN, and the bounds are 0 and 1.

    References
    ----------
    As `range_inference`, with the intervals of Koopman (1984).

    Examples
    --------
    >>> found = ratio_range([30, 28, 90], [100, 100, 150], level=0.95, seed=1)
    >>> found.pair, round(found.raw, 2), found.upper < 0.8, found.lower > 0.3
    ((2, 1), 0.47, True, True)
    """
    successes, total, where = _observed(x, n)
    if len(where) < 2:  # noqa: PLR2004 - two groups make a range
        return _UNDEFINED
    first, second = np.triu_indices(len(where), k=1)
    pairs = np.column_stack([first, second])
    se = smoothed_log_rate_se(successes, total)
    critical, p = _evidence(successes, total, se, level=level, seed=seed, draws=draws)
    table = (successes[second], total[second], successes[first], total[first])
    low, high = ratio_interval(*table, critical=critical)
    # Turned round, a pair has the reciprocal bounds.
    upper = np.concatenate([high, np.divide(1, low, out=np.full(low.shape, np.inf), where=low > 0)])
    low, high = ratio_interval(*table, critical=z(level))
    lower = np.concatenate([low, 1 / high])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    rates = successes / total
    posterior, tau = _posterior(successes, total, seed, draws)
    some = bool(rates.max() > 0)
    return RangeInference(
        raw=float(rates.min() / rates.max()) if some else _NAN,
        shrunk=float((posterior.min(axis=1) / posterior.max(axis=1)).mean()) if some else _NAN,
        tau=tau,
        lower=min(1.0, float(lower.min())),
        upper=min(1.0, float(upper.min())),
        pair=_named(both, int(upper.argmin()), where),
        critical=critical,
        p_value=p,
    )


def _observed(x: ArrayLike, n: ArrayLike) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return the counts of the groups that have any, and where they stand."""
    successes, total = counts(x, n)
    where = np.flatnonzero(~np.isnan(successes + total))
    return successes[where], total[where], where


def _named(pairs: NDArray[np.intp], strongest: int, where: NDArray[np.intp]) -> tuple[int, int]:
    higher, lower = where[pairs[strongest]]
    return int(higher), int(lower)


def _posterior(x: Array, n: Array, seed: int, draws: int) -> tuple[Array, float]:
    """Return draws of the true rates given the data, and their spread between groups.

    The prior is a beta distribution with the pooled mean and the between-group variance by
    moments; without any such variance the true rates are taken to be one.
    """
    groups, together = len(n), n.sum()
    mean = x.sum() / together
    within = mean * (1 - mean)
    excess = (n * (x / n - mean) ** 2).sum() - (groups - 1) * within
    tau_squared = max(0.0, float(excess / (together - (n**2).sum() / together)))
    if tau_squared <= 1e-12:  # noqa: PLR2004 - rounding
        return np.full((1, groups), mean), 0.0
    prior = max(float(within / tau_squared - 1), 1e-3)
    random = np.random.default_rng(seed)
    alpha, beta = mean * prior + x, (1 - mean) * prior + n - x
    return random.beta(alpha, beta, (draws, groups)), float(np.sqrt(tau_squared))


def _evidence(
    x: Array, n: Array, se: Array, *, level: float, seed: int, draws: int
) -> tuple[float, float]:
    """Return the critical value for all pairs together, and the p-value that all rates are equal.

    Where a group expects fewer than five decisions of a kind, the normal law claims too much:
    there the favourable decisions are dealt out anew among all groups, which is exact, and the
    critical value is raised to what such deals reach. Beyond what can be dealt, the normal law.
    """
    pairs = np.column_stack(np.triu_indices(len(n), k=1))
    critical = critical_value(se, pairs, level=level, seed=seed, draws=draws)
    mean = x.sum() / n.sum()
    rarer = min(mean, 1 - mean)
    if rarer <= 0:
        return critical, 1.0
    if (n * rarer).min() < _FEW and n.sum() < _MOST_SHUFFLED:
        most = _dealt_anew(x, n, pairs, seed, draws)
        reached = float(np.quantile(most, level, method="higher"))
        # A table as extreme as the observed one must count, whatever the rounding.
        return max(critical, reached), float((most >= most[0] * (1 - 1e-9)).mean())
    first, second = pairs.T
    statistic = difference_z(x[first], n[first], x[second], n[second], 0.0)
    signed = np.concatenate([statistic, -statistic])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return critical, float(adjusted_p(signed, se, both, seed=seed, draws=draws).min())


def _dealt_anew(x: Array, n: Array, pairs: NDArray[np.intp], seed: int, draws: int) -> Array:
    """Return the largest pooled z over `pairs`: first as observed, then for each deal."""
    sizes = np.maximum(np.rint(n), 1).astype(np.int64)
    favourable = np.minimum(np.rint(x).astype(np.int64), sizes)
    random = np.random.default_rng(seed)
    total = int(favourable.sum())
    dealt = random.multivariate_hypergeometric(sizes, total, size=draws, method="marginals")
    tables = np.concatenate([favourable[None], dealt])
    first, second = pairs.T
    together, inverse = (sizes[first] + sizes[second]), 1 / sizes[first] + 1 / sizes[second]
    most = np.empty(len(tables))
    step = max(1, _AT_ONCE // len(pairs))
    for start in range(0, len(tables), step):
        some = tables[start : start + step]
        rates = some / sizes
        pooled = (some[:, first] + some[:, second]) / together
        variance = pooled * (1 - pooled) * inverse
        difference = rates[:, first] - rates[:, second]
        # Where both groups decide all alike, there is no variance and no difference either.
        squared = np.divide(difference**2, variance, out=variance * 0, where=variance > 0)
        most[start : start + step] = np.sqrt(squared.max(axis=1))
    return most

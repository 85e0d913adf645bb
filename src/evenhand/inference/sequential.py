"""Evidence that holds at every look: audits repeated daily for years, one error level for all.

An e-process is a bet against "no difference" that a fair game would not let grow: the chance that
it ever reaches ``1 / alpha`` is at most `alpha`, however often it is looked at and whenever one
stops. A confidence sequence is its counterpart among intervals: the chance that it ever misses is
at most one minus its level.

What the promises rest on: windows hold fresh people (the same 2,000 people decided anew all year
gave 42 % false alarms in place of 5 %; count the first decision of each), a window once used is
not opened again, and groups and strata were chosen before looking. Everything is conditioned on
the window, so general drift, season and a changing mix of windows or strata do no harm; pooled
over time they would (Simpson's paradox).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr, logsumexp

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import floats
from evenhand.inference.increments import (
    best_increments,
    comparable,
    normal_increments,
    prior,
    rare,
    score,
)

LITTLE = 10.0
"""The variance below which the normal distribution is not trusted."""

RARE_SHARE = 0.1
"""The share of the variance, from cells of rare events, above which it is not either."""

_LEAST_LOG = -700.0  # the logarithm of the smallest number there is, nearly


@dataclass(frozen=True, slots=True, eq=False)
class EProcess:
    """Evidence against a hypothesis as it stood at each look.

    Attributes
    ----------
    log_e : float array, shape (looks,)
        Natural logarithm of the e-value.
    """

    log_e: Array

    @property
    def p_value(self) -> Array:
        """Anytime p-value at each look: 1 over the largest e-value so far, at most 1.

        Examples
        --------
        >>> EProcess(np.log([0.5, 20.0, 4.0])).p_value
        array([1.  , 0.05, 0.05])
        """
        most = np.maximum.accumulate(np.maximum(self.log_e, 0.0))
        return np.exp(np.maximum(-most, _LEAST_LOG))

    def alarm(self, alpha: float) -> int | None:
        """Return the first look at which the e-value reached ``1 / alpha``, if any.

        Examples
        --------
        >>> EProcess(np.log([0.5, 40.0, 4.0])).alarm(0.05)
        1
        """
        reached = self.log_e >= -np.log(alpha)
        return int(reached.argmax()) if reached.any() else None


def equality_e_process(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    tau: float = 0.5,
    effect: float = 1.0,
) -> EProcess:
    """Return the evidence, look by look, that two groups are not treated alike.

    The Mantel-Haenszel score of each window and stratum, margins held, under a normal mixture of
    log odds ratios. Its normal approximation gives way to the exact noncentral hypergeometric
    mixture at looks where the variance gathered so far is below 10, or more than a tenth of it
    stems from cells in which less than one decision of either kind is expected in the smaller
    group. What a look said does not change when later windows come in.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, shape (windows,) or (windows, strata)
        Favourable and all decisions of either group, windows in order. A cell that lacks a group
        adds nothing; one look per window.
    tau : float
        Standard deviation of the log odds ratios that the bet is spread over. It decides which
        differences are found soonest, not whether the promise holds.
    effect : float
        Design effect of the whole log, at least 1, by whose share each look counts: evidence
        from people who come again is worth that much less.

    Notes
    -----
    Holds at every look if people are fresh and, within each cell, treated alike. The exact form
    holds for any sizes; the normal one to the extent that scores of variance 10 and more are
    normal, which simulations bear out. The same 2,000 people decided anew all year (decisions
    of one correlated at 0.3) raised 39 % false alarms in place of 5 %, and none with their design
    effect of 14.

    References
    ----------
    Robbins (1970), the normal mixture; Howard, Ramdas, McAuliffe and Sekhon (2021),
    "Time-Uniform, Nonparametric, Nonasymptotic Confidence Sequences"; Turner, Ly and Grunwald
    (2024), "Generic E-Variables for Exact Sequential k-Sample Tests that Allow for Optional
    Stopping"; Mantel and Haenszel (1959).

    Examples
    --------
    Sixty per cent against forty, 100 decisions of either group a day:

    >>> found = equality_e_process([60] * 5, [100] * 5, [40] * 5, [100] * 5)
    >>> found.p_value.round(4)
    array([0.0994, 0.0028, 0.0001, 0.    , 0.    ])
    >>> found.alarm(0.05)
    1
    """
    cells = comparable(x1, n1, x2, n2)
    raw, _, spread = score(*cells)
    deviation, variance = raw / effect, spread / effect
    scores, information = np.cumsum(deviation.sum(axis=1)), np.cumsum(variance.sum(axis=1))
    log_e = normal_mixture(scores, information, tau)
    lopsided = np.cumsum((variance * rare(*cells)).sum(axis=1))
    untrusted = (information < LITTLE) | (lopsided > RARE_SHARE * information)
    if untrusted.any():
        until = int(np.flatnonzero(untrusted)[-1]) + 1
        # A power of an e-value below 1 is an e-value too (Jensen).
        x1, n1, x2, n2, raw, spread = (part[:until] for part in (*cells, raw, spread))
        normal = normal_increments(raw, spread)
        gains = best_increments(x1, n1, x2, n2, spread, normal) / effect
        paths = gains.sum(axis=1).cumsum(axis=0)
        exact = np.asarray(logsumexp(paths, axis=1, b=prior(tau)))
        log_e[:until] = np.where(untrusted[:until], exact, log_e[:until])
    return EProcess(log_e)


def margin_e_process(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    margin: float = 0.0,
    ratio: float = 1.0,
    tau: float = 0.05,
    effect: float = 1.0,
) -> EProcess:
    """Return the evidence, look by look, that the second group falls too far behind the first.

    The hypothesis is ``ratio * p1 - p2 <= margin`` in every window and stratum: a difference of
    at most `margin`, or, with a `ratio` of 0.8 and no margin, a second rate of at least four
    fifths of the first. Both are linear, so that rates of 0 need no logarithm.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, shape (windows,) or (windows, strata)
        Favourable and all decisions of either group, windows in order. A cell that lacks a group
        adds nothing; one look per window.
    margin, ratio : float
        Of the hypothesis. For the other direction swap the groups.
    tau : float
        Standard deviation of the excesses that the one-sided bet is spread over.
    effect : float
        Design effect of the whole log, as `equality_e_process` takes it.

    Notes
    -----
    Weights come from earlier windows only. Holds at every look, if people are fresh, as far as
    weighted sums of rates are normal: windows of 10 and more decisions a group; merge smaller
    ones first, by their sizes, never by their outcomes.

    References
    ----------
    Howard, Ramdas, McAuliffe and Sekhon (2021), the one-sided normal mixture; Waudby-Smith,
    Arbour, Sinha, Kennedy and Ramdas (2024), "Time-Uniform Central Limit Theory and Asymptotic
    Confidence Sequences".

    Examples
    --------
    >>> day = [60], [100], [40], [100]
    >>> year = [part * 40 for part in day]
    >>> margin_e_process(*year, margin=0.05).alarm(0.05)
    2
    >>> margin_e_process(*year, ratio=0.6).alarm(0.05) is None
    True
    """
    cells = comparable(x1, n1, x2, n2)
    first, total_first, second, total_second = cells
    both = total_first > 0
    size_first, size_second = np.where(both, total_first, 1.0), np.where(both, total_second, 1.0)
    expected_first, expected_second = (
        _past_rate(first, total_first),
        _past_rate(second, total_second),
    )
    expected = (
        ratio**2 * expected_first * (1 - expected_first) / size_first
        + expected_second * (1 - expected_second) / size_second
    )
    weight = np.where(both, 1 / expected, 0.0)
    smooth_first, smooth_second = smoothed(first, total_first), smoothed(second, total_second)
    variance = (
        ratio**2 * smooth_first * (1 - smooth_first) / size_first
        + smooth_second * (1 - smooth_second) / size_second
    )
    excess = ratio * first / size_first - second / size_second - margin
    scores = np.cumsum((weight * excess).sum(axis=1)) / effect
    information = np.cumsum((weight**2 * variance).sum(axis=1)) / effect
    return EProcess(one_sided_mixture(scores, information, tau))


def one_sided_mixture(scores: ArrayLike, information: ArrayLike, tau: float) -> Array:
    """Return the same, mixed over effects above zero alone.

    Examples
    --------
    >>> one_sided_mixture([0.0, 20.0, -20.0], [0.0, 40.0, 40.0], 0.5).round(3)
    array([ 0.   ,  4.038, -2.618])
    """
    scores, information = floats(scores, information)
    above = log_ndtr(tau * scores / np.sqrt(1 + tau**2 * information))
    mixed: Array = normal_mixture(scores, information, tau) + np.log(2) + above
    return mixed


def normal_mixture(scores: ArrayLike, information: ArrayLike, tau: float) -> Array:
    """Return the log of the likelihood ratio, mixed over effects of standard deviation `tau`.

    Examples
    --------
    >>> normal_mixture([0.0, 20.0], [0.0, 40.0], 0.5).round(3)
    array([0.   , 3.347])
    """
    scores, information = floats(scores, information)
    gained = 1 + tau**2 * information
    mixed: Array = tau**2 * scores**2 / (2 * gained) - 0.5 * np.log(gained)
    return mixed


def smoothed(x: Array, n: Array) -> Array:
    """Return rates with one decision of either kind added, so that none counts as certain.

    Examples
    --------
    >>> smoothed(np.array([0.0, 8.0]), np.array([8.0, 8.0]))
    array([0.1, 0.9])
    """
    rate: Array = (x + 1) / (n + 2)
    return rate


def _past_rate(x: Array, n: Array) -> Array:
    """Return the smoothed rate of all earlier windows, shape (windows, 1)."""
    so_far = smoothed(np.cumsum(x.sum(axis=1)), np.cumsum(n.sum(axis=1)))
    return np.concatenate([[0.5], so_far])[:-1, None]

"""One rate: its interval, and the counts that it is worth when people repeat."""

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import counts, divide
from evenhand.inference.normal import two_sided


def effective(x: ArrayLike, n: ArrayLike, design_effect: ArrayLike) -> tuple[Array, Array]:
    """Return the counts of independent decisions that `x` of `n` are worth; the rate is kept.

    Parameters
    ----------
    x, n : array_like
        Favourable and all decisions, or sums of weights.
    design_effect : array_like
        Variance of the rate over its binomial variance (see ``clusters.design_effect``).

    Undefined when
    --------------
    The design effect is NaN: what is not known is not taken for 1. Nothing was counted.

    References
    ----------
    Rao and Scott (1981), "The Analysis of Categorical Data from Complex Sample Surveys".

    Examples
    --------
    >>> x, n = effective(30, 100, 2.0)
    >>> float(x), float(n)
    (15.0, 50.0)
    """
    return divide(x, design_effect), divide(n, design_effect)


def wilson(
    x: ArrayLike, n: ArrayLike, *, level: float = 0.95, design_effect: ArrayLike = 1.0
) -> tuple[Array, Array]:
    """Return Wilson's score interval of the rate ``x / n``: lower and upper bounds in [0, 1].

    Parameters
    ----------
    x, n : array_like
        Favourable and all decisions. They may be fractional.
    level : float
        Two-sided confidence level.
    design_effect : array_like
        Divides `n`, and `x` with it, so that the rate stays (Rao and Scott 1981).

    Undefined when
    --------------
    ``n`` is 0.

    References
    ----------
    Wilson (1927); Brown, Cai and DasGupta (2001), "Interval Estimation for a Binomial
    Proportion". Newcombe (1998) gives 81 of 263 as below.

    Examples
    --------
    >>> low, high = wilson(81, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    """
    successes, total = counts(*effective(x, n, design_effect))
    rate = successes / total
    squared = two_sided(level) ** 2
    centre = (successes + squared / 2) / (total + squared)
    spread = squared * (rate * (1 - rate) / total + squared / (4 * total**2))
    half = np.sqrt(spread) / (1 + squared / total)
    # At 0 of n and n of n the bound is the rate itself, up to a rounding error.
    low = np.clip(centre - half, 0, rate)
    high = np.clip(centre + half, rate, 1)
    return np.where(successes == 0, 0 * rate, low), np.where(successes == total, rate, high)

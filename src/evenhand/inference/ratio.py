"""The ratio of two sums over the same rows: cost per successful decision, failures per call."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats


def ratio_of_sums(  # noqa: PLR0917 - six sums in order, nothing else
    total: ArrayLike,
    squares: ArrayLike,
    base: ArrayLike,
    base_squares: ArrayLike,
    cross: ArrayLike,
    n: ArrayLike,
    *,
    level: float,
) -> tuple[Array, Array, Array]:
    """Return the ratio of two sums with Fieller's interval: value, lower and upper bounds.

    Where the base is well away from 0 it is the interval of the linearised ratio; where it is
    not, it is wider upwards, as a ratio to a small number is.

    Parameters
    ----------
    total, squares : array_like
        Sum of the values above the line, and of their squares.
    base, base_squares : array_like
        Sum of the values below the line, and of their squares: of successes, both how many.
    cross : array_like
        Sum of the products: of successes, the sum of the values above of those that succeeded.
    n : array_like
        How many rows all sums are over.
    level : float
        Two-sided confidence level.

    Undefined when
    --------------
    The base is 0: all three. There are fewer than two rows, or the base cannot be told from 0 at
    the level: the bounds, as then no bound holds.

    References
    ----------
    Fieller (1954), "Some Problems in Interval Estimation". Cochran (1977), "Sampling Techniques",
    chapter 6, for the linearised ratio.

    Examples
    --------
    Costs of 2, 4, 6 and 8; the second and the fourth succeed: 20 / 2.

    >>> value, low, high = ratio_of_sums(20, 120, 2, 2, 12, 4, level=0.5)
    >>> float(value), round(float(low), 2), round(float(high), 2)
    (10.0, 7.13, 16.75)
    """
    sums, bases, size = floats(total, base, n)
    ratio = divide(sums, bases)
    several = np.where(size >= 2, size, np.nan)  # noqa: PLR2004 - one row has no variance
    critical = stdtrit(several - 1, (1 + level) / 2) ** 2
    # Squared standard errors of the two means, and their covariance, times the critical value.
    scale = critical / (several - 1)
    mean, base_mean = sums / several, bases / several
    above = scale * np.maximum(np.asarray(squares) / several - mean**2, 0)
    below = scale * np.maximum(np.asarray(base_squares) / several - base_mean**2, 0)
    both = scale * (np.asarray(cross) / several - mean * base_mean)
    # The bounds solve (mean - bound * base_mean)^2 = above - 2 bound both + bound^2 below.
    leading = base_mean**2 - below
    leading = np.where((leading > 0) & (bases != 0), leading, np.nan)
    middle = mean * base_mean - both
    half = np.sqrt(np.maximum(middle**2 - leading * (mean**2 - above), 0))
    # Rounding must not part the bounds of a constant ratio from the ratio itself.
    low = np.minimum((middle - half) / leading, ratio)
    return ratio, low, np.maximum((middle + half) / leading, ratio)

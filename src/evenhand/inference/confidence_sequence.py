"""Bands for trend charts that hold at every look: all windows at once, today and next year.

An interval worked out anew each day misses sooner or later: 45 % of the years in simulations,
against at most 5 % here. The price is a band 1.5 to 2 times as wide.

Each band is for the running mean: of the windows so far, weighted. That mean may move; the band
is about where it is. Assumed are fresh people in each window, and windows large enough for sums
over a few of them to be normal (10 and more decisions each).
"""

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats

_TENTH = 0.1  # of a standard deviation: for rates about a half, their 0.05


def confidence_sequence(
    effect: ArrayLike,
    variance: ArrayLike,
    *,
    tau: float,
    level: float,
    size: ArrayLike = 1.0,
) -> tuple[Array, Array, Array]:
    """Return the running mean effect with a band that holds at every look.

    Parameters
    ----------
    effect, variance : array_like, shape (windows,)
        Estimate of each window, in order, and the square of its standard error. Smooth the
        variance of small windows: rates of 0 or 1 must not count as certain.
    tau : float
        In units of the effect. The band is narrowest, for its looks, where the standard error
        of the mean has come down to about a third of it.
    level : float
        Confidence that the band holds at all looks.
    size : array_like, shape (windows,)
        What makes one window more precise than another and is known before its outcomes: its
        decisions, or ``n1 n2 / (n1 + n2)`` of two groups. Weights are in proportion to it.

    Returns
    -------
    centre, low, high : float arrays, shape (windows,)
        A window without an effect or a variance repeats the last entry.

    Undefined when
    --------------
    No window so far has an effect and a positive variance: all three are NaN.

    Notes
    -----
    The weight of a window is its size over what variances were in earlier windows, so that a
    lucky outcome does not weigh itself up; only the first window is weighted by its own.

    References
    ----------
    Howard, Ramdas, McAuliffe and Sekhon (2021), the normal mixture boundary; Waudby-Smith,
    Arbour, Sinha, Kennedy and Ramdas (2024), "Time-Uniform Central Limit Theory and Asymptotic
    Confidence Sequences".

    Examples
    --------
    >>> centre, low, high = confidence_sequence([0.1, np.nan, 0.3], [0.01, np.nan, 0.01],
    ...                                         tau=0.1, level=0.95)
    >>> centre, (high - centre).round(3)
    (array([0.1, 0.1, 0.2]), array([0.366, 0.366, 0.231]))
    """
    value, spread, known_size = floats(effect, variance, size)
    known = np.isfinite(value) & np.isfinite(spread) & (spread > 0) & (known_size > 0)
    value, spread, known_size = value[known], spread[known], known_size[known]
    of_one = spread * known_size
    so_far = np.cumsum(of_one) / np.arange(1, len(of_one) + 1)
    weight = known_size / np.concatenate([of_one[:1], so_far[:-1]])
    total, information = np.cumsum(weight), np.cumsum(weight**2 * spread)
    centre = np.cumsum(weight * value) / total
    growth = np.log((1 + tau**2 * information) / (1 - level) ** 2)
    half = np.sqrt((information + 1 / tau**2) * growth) / total
    # Place 0 is that before the first known window.
    last = np.cumsum(known)
    nothing_yet = [np.nan]
    bands = (np.concatenate([nothing_yet, band]) for band in (centre, centre - half, centre + half))
    centres, lows, highs = (band[last] for band in bands)
    return centres, lows, highs


def rate_sequence(
    x: ArrayLike, n: ArrayLike, *, tau: float = 0.05, level: float
) -> tuple[Array, Array, Array]:
    """Return the running rate of one series with a band that holds at every look.

    Parameters
    ----------
    x, n : array_like, shape (windows,)
        Favourable and all decisions, windows in order.
    tau, level : float
        As in `confidence_sequence`.

    Returns
    -------
    centre, low, high : float arrays, shape (windows,)
        Within [0, 1]. An empty window repeats the last entry.

    Undefined when
    --------------
    There was no decision so far.

    Examples
    --------
    >>> centre, low, high = rate_sequence([30, 0, 50], [100, 0, 100], level=0.95)
    >>> centre.round(2), low.round(2), high.round(2)
    (array([0.3, 0.3, 0.4]), array([0.14, 0.14, 0.29]), array([0.46, 0.46, 0.51]))
    """
    successes, total = floats(x, n)
    smoothed = (successes + 1) / (total + 2)
    variance = divide(smoothed * (1 - smoothed), total)
    centre, low, high = confidence_sequence(
        divide(successes, total), variance, tau=tau, level=level, size=total
    )
    return centre, np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def mean_sequence(
    total: ArrayLike,
    squares: ArrayLike,
    n: ArrayLike,
    *,
    tau: float | None = None,
    level: float,
) -> tuple[Array, Array, Array]:
    """Return the running mean of one series with a band that holds at every look.

    Parameters
    ----------
    total, squares, n : array_like, shape (windows,)
        Sum of the values, sum of their squares, and how many they are, windows in order.
    tau : float, optional
        As in `confidence_sequence`; unless given, a tenth of the standard deviation of the
        values in the first window where they differ.
    level : float
        As in `confidence_sequence`.

    Returns
    -------
    centre, low, high : float arrays, shape (windows,)
        A window of fewer than two values repeats the last entry. In one whose values are all
        alike they are taken to vary as those before.

    Undefined when
    --------------
    No window so far had values that differ.

    Examples
    --------
    >>> centre, low, high = mean_sequence([100, 120], [10_900, 15_300], [10, 10], level=0.95)
    >>> centre, (high - centre).round(1)
    (array([10., 11.]), array([85.8, 46. ]))
    """
    mean, variance, spread = mean_by_window(total, squares, n)
    return confidence_sequence(
        mean,
        variance,
        tau=_TENTH * spread if tau is None else tau,
        level=level,
        size=np.where(np.isnan(mean), 0.0, floats(n)[0]),
    )


def mean_by_window(
    total: ArrayLike, squares: ArrayLike, n: ArrayLike
) -> tuple[Array, Array, float]:
    """Return the mean of each window and its variance, and how far values first differed.

    Parameters
    ----------
    total, squares, n : array_like, shape (windows,)
        Sum of the values, sum of their squares, and how many they are, windows in order.

    Returns
    -------
    mean, variance : float arrays, shape (windows,)
        NaN for fewer than two values. Those of a window that are all alike are taken to vary as
        those before: they are not certain, and must not be left out for what they are.
    spread : float
        Standard deviation of the values in the first window where they differ; 1 without one.

    Examples
    --------
    >>> mean, variance, spread = mean_by_window([100, 120], [10_900, 1_440], [10, 10])
    >>> mean, variance, round(spread, 1)
    (array([10., 12.]), array([110.,  55.]), 33.2)
    """
    sums, of_squares, size = floats(total, squares, n)
    usable = np.where(size >= 2, size, np.nan)  # noqa: PLR2004 - one value has no variance
    mean = sums / usable
    centred = of_squares - sums * mean
    # What is left of equal values is rounding, and must not pass for variance.
    differ = centred > 1e-14 * of_squares
    centred = np.where(differ, centred, 0.0)
    pooled = divide(np.cumsum(centred), np.cumsum(np.where(np.isnan(usable), 0.0, size - 1)))
    of_one = np.where(differ, centred / (usable - 1), pooled)
    first = of_one[differ][:1]
    return mean, of_one / usable, float(np.sqrt(first[0])) if first.size else 1.0

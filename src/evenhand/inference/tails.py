"""How far out a small count lies: by its exact chance, where a normal scale would flatter it."""

import numpy as np
from scipy.special import betainc, betaincc, gammainc, gammaincc, ndtri

from evenhand.cube.cube import Array


def binomial_distance(x: Array, n: Array, rate: Array) -> Array:
    """Return the standard normal number as unlikely as `x` events of `n`, or farther out.

    Examples
    --------
    >>> binomial_distance(np.array([0.0, 5.0]), np.array(10.0), np.array(0.3)).round(2)
    array([-1.91,  1.04])
    """
    below = np.where(x < n, betaincc(x + 1, np.maximum(n - x, 1), rate), 1.0)
    above = np.where(x > 0, betainc(np.maximum(x, 1), n - x + 1, rate), 1.0)
    return _distance(below, above)


def poisson_distance(x: Array, mean: Array) -> Array:
    """Return the standard normal number as unlikely as `x` events where `mean` are usual.

    Examples
    --------
    >>> poisson_distance(np.array([3.0, 30.0]), np.array([17.0, 17.0])).round(2)
    array([-3.94,  2.78])
    """
    above = np.where(x > 0, gammainc(np.maximum(x, 1), mean), 1.0)
    return _distance(gammaincc(x + 1, mean), above)


def nearer(distance: Array, exact: Array) -> Array:
    """Return the distance, or the exact one where that is smaller; 0 where they disagree on sides.

    Chances too small for a float are no help: there the distance stands as it is.

    Examples
    --------
    >>> nearer(np.array([-4.7, 2.0, 0.1, -40.0]), np.array([-3.9, 2.5, -0.1, -np.inf]))
    array([ -3.9,   2. ,   0. , -40. ])
    """
    side, known = np.sign(distance), np.isfinite(exact)
    toward = np.maximum(np.where(known, exact, 0) * side, 0)
    return np.asarray(np.where(known, side * np.minimum(np.abs(distance), toward), distance))


def _distance(below: Array, above: Array) -> Array:
    """Return the standard normal numbers of the chances to lie so low, or so high, or farther."""
    return np.asarray(np.where(below < above, ndtri(below), -ndtri(above)))

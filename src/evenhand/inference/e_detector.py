"""When did two groups begin to be treated differently? Watched window by window, and dated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from evenhand.cube.cube import Array
from evenhand.inference.increments import (
    comparable,
    exact_increments,
    normal_increments,
    prior,
    rare,
    score,
)


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """What a detector saw.

    Attributes
    ----------
    log_e : float array, shape (looks,)
        Natural logarithm of the detector at each look.
    alarm : int or None
        The first look at which it reached its threshold.
    start : int or None
        The window in which the change most likely began, as known at the alarm.
    """

    log_e: Array
    alarm: int | None
    start: int | None


def e_detector(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    run_length: float = 3650.0,
    tau: float = 0.5,
    effect: float = 1.0,
) -> Detection:
    """Watch for the window from which two groups are no longer treated alike.

    The e-process of `sequential.equality_e_process` is begun anew at each window, and the
    detector is the sum of them all. An e-process has to win back what it lost in years without
    a difference; this does not, so it is quicker when a difference begins late.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, shape (windows,) or (windows, strata)
        Favourable and all decisions of either group, windows in order. A cell that lacks a group
        adds nothing; one look per window.
    run_length : float
        The threshold: while the groups are treated alike, windows to a false alarm are at least
        so many on average. So the chance of a false alarm within t windows is at most
        ``t / run_length``: ten years of days make 10 % a year, where an e-process keeps its
        5 % forever.
    tau : float
        Standard deviation of the log odds ratios that the bets are spread over.
    effect : float
        Design effect of the whole log, as `sequential.equality_e_process` takes it.

    Notes
    -----
    "Alike" means within each cell, whatever the rate of the day. A gap that was there from the
    start is found too, and dated to the start. Cells in which less than one decision of either
    kind is expected in the smaller group are taken exactly. There is no such detector here for
    one rate against its own past: no margin can be held there, so a season would be an alarm;
    see `change_point.rate_change`.

    References
    ----------
    Shin, Ramdas and Rinaldo (2024), "E-Detectors: A Nonparametric Framework for Sequential
    Change Detection": the Shiryaev-Roberts e-detector, mixed over alternatives.

    Examples
    --------
    >>> first = np.array([50] * 30 + [60] * 10)
    >>> found = e_detector(first, np.full(40, 100), np.full(40, 50), np.full(40, 100))
    >>> found.alarm, found.start
    (39, 30)
    """
    ends, begins = _paths(x1, n1, x2, n2, effect)
    weights = prior(tau)
    begun = np.logaddexp.accumulate(-begins, axis=0)
    log_e = np.asarray(logsumexp(ends + begun, axis=1, b=weights))
    reached = log_e >= np.log(run_length)
    if not reached.any():
        return Detection(log_e, None, None)
    alarm = int(reached.argmax())
    return Detection(log_e, alarm, _start(ends[: alarm + 1], begins[: alarm + 1], weights))


def likeliest_start(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    tau: float = 0.5,
    effect: float = 1.0,
) -> int:
    """Return the window from which a difference most likely holds, as known after the last one.

    Parameters
    ----------
    x1, n1, x2, n2, tau, effect
        As `e_detector` takes them.

    Examples
    --------
    >>> first = np.array([50] * 30 + [60] * 10)
    >>> likeliest_start(first, np.full(40, 100), np.full(40, 50), np.full(40, 100))
    30
    """
    return _start(*_paths(x1, n1, x2, n2, effect), prior(tau))


def _paths(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, effect: float
) -> tuple[Array, Array]:
    """Return the log likelihood ratio of each alternative after each window, and before it."""
    cells = comparable(x1, n1, x2, n2)
    deviation, _, variance = score(*cells)
    gains = normal_increments(deviation, variance)
    lopsided = rare(*cells)
    gains[lopsided] = exact_increments(*(part[lopsided] for part in cells))
    gains /= effect
    ends = gains.sum(axis=1).cumsum(axis=0)
    return ends, np.concatenate([np.zeros((1, ends.shape[1])), ends[:-1]])


def _start(ends: Array, begins: Array, weights: Array) -> int:
    since = np.asarray(logsumexp(ends[-1] - begins, axis=1, b=weights))
    # Empty windows say nothing of when it began: of equals, the last.
    return len(since) - 1 - int(since[::-1].argmax())

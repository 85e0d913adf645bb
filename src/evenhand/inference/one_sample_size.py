"""How many decisions would show that a figure keeps to its target."""

import math

from scipy.special import betainc

from evenhand.inference.normal import two_sided, z

_TOO_CLOSE = 0.1  # of the allowed share: nearer, no reasonable number decides
_MOST_TIMES = 100.0  # as many decisions as there are; more is no reasonable number
_HALVINGS = 80


def fewest(allowed: float, *, alpha: float) -> int:
    """Return the smallest number that can show that less than a share is past a target.

    It does if none of them is past; 1 where nothing is allowed, which no number can show.

    Examples
    --------
    >>> fewest(0.05, alpha=0.05), fewest(0.01, alpha=0.05), fewest(0.0, alpha=0.05)
    (59, 299, 1)
    """
    if not 0 < allowed < 1:
        return 1
    return math.ceil(math.log(alpha) / math.log1p(-allowed) * (1 - 1e-12))


def enough_to_tell(share: float, *, within: float, level: float) -> int:
    """Return how many tell a share to within so much either way: the normal law's number.

    Examples
    --------
    >>> enough_to_tell(0.5, within=0.05, level=0.95), enough_to_tell(0.9, within=0.05, level=0.95)
    (385, 139)
    """
    return math.ceil((two_sided(level) / within) ** 2 * share * (1 - share))


def events_needed(
    past: float, n: float, allowed: float, *, alpha: float, power: float = 0.8
) -> tuple[float, float]:
    """Return how many there must be in all to show that less than a share is past a target.

    Parameters
    ----------
    past, n : float
        How many are past the target, and of how many.
    allowed : float
        The share that may be.
    alpha, power : float
        One-sided level, and chance of showing it.

    Returns
    -------
    best, likely : float
        If no more are past it; if the share stays as it is (not less than `best`).

    Undefined when
    --------------
    `allowed` is 0: both are NaN. The share is past 90 % of what is allowed: `likely` is.

    References
    ----------
    Fleiss, Levin and Paik (2003), "Statistical Methods for Rates and Proportions", section 2.5.

    Examples
    --------
    One failure in 50, where 5 % are allowed: 93 with one failure show it.

    >>> best, likely = events_needed(1, 50, 0.05, alpha=0.05)
    >>> math.ceil(best), math.ceil(likely)
    (93, 253)
    """
    if not 0 < allowed < 1:
        return math.nan, math.nan

    def shown(size: float) -> bool:
        return bool(betainc(size - past, past + 1, 1 - allowed) <= alpha)

    low, high = max(n, past + 1.0), 2 * max(n, past + 1.0)
    while not shown(high):
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if shown(middle) else (middle, high)
    share = past / n
    if share == 0:
        return high, high
    if share > (1 - _TOO_CLOSE) * allowed:
        return high, math.nan
    spread = z(1 - alpha) * math.sqrt(allowed * (1 - allowed))
    spread += z(power) * math.sqrt(share * (1 - share))
    return high, max(high, (spread / (allowed - share)) ** 2)


def times_needed(score: float, *, alpha: float, power: float = 0.8) -> tuple[float, float]:
    """Return how many times as many decisions would show that a figure keeps to its target.

    Parameters
    ----------
    score : float
        How many standard errors the figure lies within the target.
    alpha, power : float
        One-sided level, and chance of showing it.

    Returns
    -------
    best, likely : float
        If the figure stays where it is; so that chance has been allowed for.

    Undefined when
    --------------
    The figure is not within, or it would take more than 100 times as many: NaN.

    Examples
    --------
    >>> [round(times, 2) for times in times_needed(1.0, alpha=0.05)]
    [2.71, 6.18]
    """
    if not score > 0:
        return math.nan, math.nan
    best, likely = z(1 - alpha) / score, (z(1 - alpha) + z(power)) / score
    return _resolvable(best**2), _resolvable(likely**2)


def _resolvable(times: float) -> float:
    return times if times <= _MOST_TIMES else math.nan

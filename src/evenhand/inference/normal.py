"""Quantiles of the standard normal distribution."""

from scipy.special import ndtri


def z(level_one_sided: float) -> float:
    """Return the standard normal quantile at `level_one_sided`.

    Examples
    --------
    >>> round(z(0.975), 3), round(z(0.95), 3)
    (1.96, 1.645)
    """
    return float(ndtri(level_one_sided))


def two_sided(level: float) -> float:
    """Return the critical value of a two-sided interval at `level`.

    Examples
    --------
    >>> round(two_sided(0.95), 3)
    1.96
    """
    return z((1 + level) / 2)

"""Log-spaced bins: quantiles of any column from counts, within 1 % of the exact value."""

import math

import narwhals as nw

# Masson, Rim and Lee (2019): the centre of a bin is within 1 % of every value in it.
RELATIVE_ERROR = 0.01
_LOG_STEP = math.log((1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR))
# Codes of positive numbers lie within 40,000 of 0, whatever the number. Zero has a code below all
# of them, and negative numbers, mirrored, lie below that: codes are in the order of values.
_ZERO = -100_000
_MIRROR = -200_000


def centre(level: str) -> float:
    """Return the value that stands for a log-spaced bin: within 1 % of every value in it.

    Examples
    --------
    >>> round(centre("0"), 2), round(centre("-200000"), 2), centre("-100000")
    (1.01, -1.01, 0.0)
    """
    code = int(level)
    if code == _ZERO:
        return 0.0
    if code < _ZERO:
        return -centre(str(_MIRROR - code))
    return math.exp(code * _LOG_STEP) * (1 + RELATIVE_ERROR)


def log_bin(value: nw.Expr) -> nw.Expr:
    """Return the bin of a number, as an integer in order of size: negative, zero, positive."""
    size = nw.when(value != 0).then(value.abs()).otherwise(nw.lit(1.0))
    code = (size.log() * (1 / _LOG_STEP)).floor()
    return (
        nw.when(value > 0)
        .then(code)
        .when(value < 0)
        .then(_MIRROR - code)
        .otherwise(nw.lit(float(_ZERO)))
        .cast(nw.Int64)
    )

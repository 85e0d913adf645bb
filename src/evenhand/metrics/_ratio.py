"""What metrics that are one sum over another share."""

import numpy as np

from evenhand.metrics._metric import Kpi, Ratio


def ratio_of(kpi: Kpi) -> Ratio:
    """Return a figure's sum over its other sum; without another there is nothing to divide by.

    Examples
    --------
    >>> one, none = np.ones(1), np.zeros((1, 0))
    >>> ratio_of(Kpi(one, one, one, one, none, none[0], days=1.0)).base.tolist()
    [0.0]
    """
    nothing = np.zeros_like(kpi.total)
    base, base_squares, cross = (
        nothing if part is None else part for part in (kpi.base, kpi.base_squares, kpi.cross)
    )
    return Ratio(kpi.total, kpi.squares, base, base_squares, cross, kpi.n)

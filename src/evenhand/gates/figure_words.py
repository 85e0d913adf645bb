"""A metric's figure in words: rates as percent, differences as points, others with three digits."""

from evenhand.gates.units import affixes
from evenhand.gates.words import MINUS
from evenhand.metrics._metric import Metric


def figure(value: float, metric: Metric, unit: str = "", *, signed: bool = False) -> str:
    """Return a figure as a reader meets it; `signed` for a difference of two.

    Parameters
    ----------
    value : float
    metric : Metric
    unit : str
        As `units.unit_of` has it; "" where it is not known.
    signed : bool
        Whether it is a difference.

    Examples
    --------
    >>> from evenhand.metrics import METRICS
    >>> rate, time = METRICS["selection_rate"], METRICS["latency_mean"]
    >>> figure(0.7825, rate), figure(0.294, rate, signed=True), figure(1234.56, time, "ms")
    ('78.2 %', '+29.4 points', '1,235 ms')
    """
    if metric.unit == "rate":
        number = f"{abs(value) * 100:.1f}"
        points = "points" if signed else "%"
        return f"{_sign(value if float(number) else 0.0, signed=signed)}{number} {points}"
    size = abs(value)
    number = f"{size:,.0f}" if size >= 100 else f"{size:.3g}"  # noqa: PLR2004 - three digits
    before, after = affixes(unit)
    return f"{_sign(value, signed=signed)}{before}{number}{after}"


def between(low: float, high: float, metric: Metric, unit: str = "") -> str:
    """Return an interval of a difference, the unit said once.

    Examples
    --------
    >>> from evenhand.metrics import METRICS
    >>> between(0.05, 0.09, METRICS["accuracy"]), between(5, 9, METRICS["latency_mean"], "ms")
    ('between +5.0 and +9.0 points', 'between +5 and +9 ms')
    """
    first, last = (figure(side, metric, unit, signed=True) for side in (low, high))
    after = " points" if metric.unit == "rate" else affixes(unit)[1]
    return f"between {first.removesuffix(after) if after else first} and {last}"


def _sign(value: float, *, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""

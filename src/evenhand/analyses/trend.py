"""Trend: a gap followed over time, with a band that holds at every look at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The gap of a group to its reference, averaged from the first slot to the end of a window.

    The band (a confidence sequence) holds for all windows together, however often one looks.
    `p_value` is anytime-valid: that the group and its reference are treated alike throughout.
    Both allow for people who come again by the design effect. There is no test of means: None.
    """

    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    window: str
    value: float | None
    low: float | None
    high: float | None
    level: float
    p_value: float | None
    n: int

"""Estimate: a metric of one group, with its interval, or the reason why it has no value."""

from dataclasses import dataclass
from typing import Literal

Undefined = Literal[
    "zero_denominator",  # nobody in the group to take the share of
    "no_labels",  # the metric needs labels, and the group has none
    "labels_not_mature",  # the labels of these decisions have not had the time to arrive
    "selective_labels",  # labels may be missing for a reason: low and high bound what can be known
    "one_class",  # the labels of the group are all alike
    "not_probabilities",  # the scores lie outside [0, 1], so they promise no share of labels
    "single_group",  # there is nothing to compare with
    "sparse",  # too few cells to resample
    "too_few",  # a side of a comparison has too few decisions for its test to hold
    "not_recorded",  # the column is empty for the group
    "undefined_estimate",  # one of the two estimates compared is undefined
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A metric of one group: a value with its interval, or undefined with a reason.

    The whole population is ``attributes=()``, ``group=()``. A rate lies in [0, 1]. A bound that
    is None while the value is not has no finite limit, or (``method="none"``) is not known. Where
    labels may be missing for a reason there is no value, but bounds of it (``method="manski"``).
    """

    id: str
    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    window: str | None  # start of the calendar window; None: the whole period
    model_version: str | None  # None: all versions
    condition: tuple[str, str] | None  # (column, value); None: unconditional
    value: float | None
    low: float | None
    high: float | None
    level: float
    method: str  # wilson, t, delong, normal, bootstrap, order_statistics, manski, none
    n: int  # decisions that the value rests on
    numerator: float | None
    denominator: float | None
    design_effect: float | None  # None: rows taken as independent
    undefined: Undefined | None

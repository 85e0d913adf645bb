"""Aim: the gap that remedies are to close."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """The gap that remedies are to close, as its gate has it.

    Attributes
    ----------
    proxies : tuple of str
        The features that tell the attribute and matter for the decision, the strongest first.
    """

    metric: str
    comparison: str
    attribute: str
    group: str
    reference: str
    tolerance: float
    proxies: tuple[str, ...] = ()

"""Shift: how far a distribution lies from where it was: drift of one thing in one window."""

from dataclasses import dataclass
from typing import Literal

from evenhand.analyses.estimate import Undefined


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category that came or went, with how many decisions had it in either period."""

    name: str
    n: int
    n_against: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The distribution of one thing in a window, against the window before or the baseline.

    Distances are between known values; what is missing is followed beside them. `psi` is
    debiased: about 0 where nothing drifts. The effect size decides (`state`): "drift" where the
    population stability index is shown to be above the margin, "moved" where the debiased index
    is, not shown; "steady" otherwise. The p-values inform; each is adjusted (Benjamini and
    Hochberg 1995) over all groups and windows of the same thing and the same comparison.
    """

    id: str
    what: str  # score, decision, label, feature:<column>, mix:<attribute>
    kind: Literal["number", "category"]
    attributes: tuple[str, ...]
    group: tuple[str, ...]  # (): everybody
    window: str
    against: Literal["previous", "baseline"]
    reference: tuple[str, str]  # the first and the last window that it is compared with
    psi: float | None
    p_value: float | None  # that the index is within the margin
    p_none: float | None  # that nothing drifted at all
    jensen_shannon: float | None  # in nats
    ks: float | None  # numbers only
    wasserstein: float | None  # numbers only, in the column's unit
    n: int  # decisions whose value is known
    n_against: int
    state: Literal["drift", "moved", "steady", "undefined"]
    came: tuple[Category, ...]  # categories that were not there before
    went: tuple[Category, ...]  # categories that are no longer there
    unknown: float | None  # share missing or unknown, and what it was
    unknown_before: float | None
    p_unknown: float | None  # that the share missing did not change
    jumped: bool  # whether the share missing is shown to have changed, by five points or more
    undefined: Undefined | None

"""Proxy: how well a feature tells a protected attribute, and how much it matters to decisions."""

from dataclasses import dataclass

_FALSE_ALARMS = 0.05
# Of a pair, one of the group and one of the others, it names the right one in 55 of 100.
LEAST_AREA = 0.55
# So much of its area under the curve a model of the decisions loses at least.
LEAST_IMPORTANCE = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The share of favourable decisions that features alone let one expect of a group.

    `with_it` and `without_it` are what a model of the decisions expects that knows all features,
    and one that does not know this one. `error` is the standard error of their difference.
    """

    group: str
    n: int
    with_it: float
    without_it: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How much of the gap of a group to all others goes with a feature.

    Attributes
    ----------
    gap, gap_without : float
        How far the group lies from all others in what a model of the decisions expects, with all
        features and fitted anew without this one.
    change, low, high : float
        How much goes with the feature: `gap` less `gap_without`.
    expected : tuple of Expected
        The same for each group, from which the gap of any two follows.
    """

    gap: float
    gap_without: float
    change: float
    low: float
    high: float
    expected: tuple[Expected, ...]

    @property
    def is_sure(self) -> bool:
        """Return whether it is shown that the gap changes at all."""
        return self.low > 0 or self.high < 0

    @property
    def is_most(self) -> bool:
        """Return whether more than half of the gap goes with the feature."""
        return self.change * self.gap > 0 and abs(self.change) > abs(self.gap) / 2

    def between(self, group: str, reference: str) -> tuple[float, float] | None:
        """Return how much of the gap of two groups goes with the feature, and its error at most.

        None where either is too small to be told apart. The errors of two groups are not
        independent: they add up at the worst.
        """
        of = {one.group: one for one in self.expected}
        if group not in of or reference not in of:
            return None
        one, two = of[group], of[reference]
        change = (one.with_it - one.without_it) - (two.with_it - two.without_it)
        return change, one.error + two.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """One feature and one attribute.

    Attributes
    ----------
    id : str
    attribute, feature : str
    group : str
        The group that the feature tells best.
    people : int
        Who they are told among: everybody whose group is known, once.
    area_under_roc, low, high : float, and float or None
        How well the feature alone tells that group from all others, on people that had no part in
        learning how: 0.5 is not at all, 1 is without fail. No interval where it never fails.
    by_chance : float
        What it reaches in one case of twenty where groups are dealt out at random.
    p_value : float
        How often chance does as well for any feature and any attribute of the audit.
    importance, importance_low, importance_high : float
        How much a model of the decisions loses of its own area under the curve when the feature
        is shuffled, on decisions that it was not fitted on.
    effect : Effect or None
        What goes with the feature; asked only where it stands in for the attribute.
    level : float
        Of the intervals.
    """

    id: str
    attribute: str
    feature: str
    group: str
    people: int
    area_under_roc: float
    low: float | None
    high: float | None
    by_chance: float
    p_value: float
    importance: float
    importance_low: float
    importance_high: float
    effect: Effect | None
    level: float

    @property
    def tells(self) -> bool:
        """Return whether the feature is shown to tell the attribute, and not by a hair."""
        return self.p_value <= _FALSE_ALARMS and self.area_under_roc >= LEAST_AREA

    @property
    def matters(self) -> bool:
        """Return whether decisions are shown to go by the feature, and not by a hair."""
        return self.importance_low > 0 and self.importance >= LEAST_IMPORTANCE

    @property
    def stands_in(self) -> bool:
        """Return whether decisions go by a feature that tells the attribute."""
        return self.tells and self.matters

"""What a metric is: a pure function of a group's counts, and what the report must know of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How many decisions of each kind each group has.

    Attributes
    ----------
    cells : float array, shape (..., groups, 2, 3)
        Decision (unfavourable, favourable) by label (negative, positive, unknown).
        Counts, or sums of weights. Leading dimensions are resampling draws.
    """

    cells: Array

    @property
    def n(self) -> Array:
        """Return the decisions."""
        return np.asarray(self.cells.sum(axis=(-1, -2)))

    @property
    def selected(self) -> Array:
        """Return the favourable decisions."""
        return np.asarray(self.cells[..., 1, :].sum(axis=-1))

    @property
    def tp(self) -> Array:
        """Return the favourable decisions with a positive label."""
        return self.cells[..., 1, 1]

    @property
    def fp(self) -> Array:
        """Return the favourable decisions with a negative label."""
        return self.cells[..., 1, 0]

    @property
    def fn(self) -> Array:
        """Return the unfavourable decisions with a positive label."""
        return self.cells[..., 0, 1]

    @property
    def tn(self) -> Array:
        """Return the unfavourable decisions with a negative label."""
        return self.cells[..., 0, 0]

    @property
    def labelled(self) -> Array:
        """Return the decisions whose label is known."""
        return self.tp + self.fp + self.fn + self.tn


@dataclass(frozen=True)
class Scores:
    """The scores of each group as a histogram with exact sums.

    Attributes
    ----------
    edges : float array, shape (bins + 1,)
        Half-open bins [low, high); a deployed threshold is always an edge.
    n, total, squares : float arrays, shape (groups, 2, 3, bins)
        Count, sum and sum of squares of the scores, by decision and label as in `Counts`.
    above_median : float array, shape (groups,)
        How many scores lie strictly above the median of the whole sample.
    """

    edges: Array
    n: Array
    total: Array
    squares: Array
    above_median: Array


@dataclass(frozen=True)
class Kpi:
    """One performance figure of each group.

    Attributes
    ----------
    decisions : float array, shape (groups,)
        All decisions, whether or not the figure was recorded for them.
    n, total, squares : float arrays, shape (groups,)
        How many recorded a value; their sum; their sum of squares.
    histogram : float array, shape (groups, bins)
        Counts by log-spaced bin, for quantiles; zero bins where the KPI has none.
    centres : float array, shape (bins,)
        The value that stands for each bin: within 1 % of every value in it.
    days : float, or float array that goes with `decisions`
        The observed span, from the first to the last decision, in days; NaN without a time column.
    base, base_squares, cross : float arrays, shape (groups,), or None
        For a figure that is one sum over another: the other sum over the same rows, its sum of
        squares, and the sum of products of both.
    """

    decisions: Array
    n: Array
    total: Array
    squares: Array
    histogram: Array
    centres: Array
    days: float | Array
    base: Array | None = None
    base_squares: Array | None = None
    cross: Array | None = None


@dataclass(frozen=True)
class Proportion:
    """A share: `numerator` of `denominator`, one per group; undefined where nothing is below."""

    numerator: Array
    denominator: Array


@dataclass(frozen=True)
class Mean:
    """An average: `total` over `n` values whose squares add up to `squares`, one per group."""

    total: Array
    squares: Array
    n: Array


@dataclass(frozen=True)
class Ratio:
    """One sum over another, over the same `n` rows, one per group; undefined where `base` is 0.

    `squares`, `base_squares` and `cross` are sums of squares and of products.
    """

    total: Array
    squares: Array
    base: Array
    base_squares: Array
    cross: Array
    n: Array


@dataclass(frozen=True)
class Measured:
    """A value with a standard error from theory, one per group; NaN where undefined.

    `bounds` is the range that the value cannot leave; `n` the number of decisions it rests on.
    `se` is NaN where no standard error is known, and then there is no interval.
    """

    value: Array
    se: Array
    n: Array
    bounds: tuple[float, float] = (-np.inf, np.inf)


@dataclass(frozen=True)
class Quantile:
    """A quantile of a log-spaced histogram, one per group."""

    histogram: Array
    centres: Array
    q: float


@dataclass(frozen=True)
class Statistic:
    """A smooth function of counts; NaN where undefined; its interval comes by resampling cells."""

    value: Array


Result = Proportion | Mean | Ratio | Measured | Quantile | Statistic

# Words of titles that are people's names or abbreviations.
_NAMES = frozenset({"Brier", "Matthews", "F1"})

Unit = Literal["rate", "number", "count", "column"]


@dataclass(frozen=True)
class Metric:
    """A metric, as the registry and the report know it.

    Attributes
    ----------
    function : callable
        From `Counts`, `Scores` or `Kpi` to a `Result`. Its name is the metric's key, its
        docstring the metric's page.
    title, short : str
        The name in full, and as a column head.
    reads : str
        Which input the function takes: "counts", "scores" or the name of a KPI.
    needs : frozenset of str
        What the log must have besides decisions: "label", "score", "time".
    favours : str
        Which way is better for the person decided about: "high", "low", or "neither".
    unit : str
        "rate" (in [0, 1]), "number", "count", or "column" (the unit of the KPI's column).
    mature : bool
        Whether a metric that needs labels speaks of matured decisions only, as all but those
        do that count how many labels have arrived.
    """

    function: Callable[..., Result]
    title: str
    short: str
    reads: str = "counts"
    needs: frozenset[str] = field(default_factory=frozenset)
    favours: Literal["high", "low", "neither"] = "neither"
    unit: Unit = "rate"
    mature: bool = True

    @property
    def key(self) -> str:
        """Return the metric's key, as in plans and results."""
        return self.function.__name__

    @property
    def phrase(self) -> str:
        """Return the title as it stands inside a sentence: names and short forms keep capitals."""
        first = self.title.split()[0]
        keeps = first in _NAMES or any(letter.isdigit() or letter.isupper() for letter in first[1:])
        return self.title if keeps else self.title[0].lower() + self.title[1:]

    def section(self, name: str) -> str:
        """Return the text of one section of the metric's docstring; "" if it has none.

        The section "Summary" is the first line.
        """
        lines = cleandoc(self.function.__doc__ or "").splitlines()
        if name == "Summary":
            return lines[0] if lines else ""
        heads = [i for i in range(1, len(lines)) if lines[i] and set(lines[i]) == {"-"}]
        for place, head in enumerate(heads):
            if lines[head - 1] == name:
                end = heads[place + 1] - 1 if place + 1 < len(heads) else len(lines)
                return "\n".join(lines[head + 1 : end]).strip()
        return ""

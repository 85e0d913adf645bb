"""What is kept of a stream of windows, so that the next look costs no more than the first.

Fed window by window, each state says what the functions for whole series say: `Equality` is
`sequential.equality_e_process` and `e_detector.e_detector`, `Margin` is
`sequential.margin_e_process`, `Band` is `confidence_sequence.confidence_sequence`. A window is
given as ``x1, n1, x2, n2``, favourable and all decisions of either group in each stratum.
"""

import math
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.increments import (
    LOG_ODDS_RATIOS,
    best_increments,
    comparable,
    normal_increments,
    prior,
    rare,
    score,
)
from evenhand.inference.sequential import (
    LITTLE,
    RARE_SHARE,
    normal_mixture,
    one_sided_mixture,
    smoothed,
)

ODDS_TAU = 0.5
"""Standard deviation of the log odds ratios that bets against equality are spread over."""

RATE_TAU = 0.05
"""That of differences of rates, for bets against a margin, and of the band."""

Window = tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike]


def _packed(values: Array) -> str:
    """Return floats to the last bit, in as few characters as text can have them."""
    return b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()


def _unpacked(text: str) -> Array:
    return np.frombuffer(b64decode(text), dtype="<f8").astype(np.float64)


_SIZE = len(LOG_ODDS_RATIOS)
_PRIOR = prior(ODDS_TAU)


def _mixed(paths: Array) -> float:
    """Return the log of a mixture of likelihood ratios: as `logsumexp`, in a tenth of its time."""
    largest = float(paths.max())
    if largest == -np.inf:
        return largest
    return largest + math.log(float(np.exp(paths - largest) @ _PRIOR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Equality:
    """Evidence that two groups are not treated alike, and a watch for when that began.

    Attributes
    ----------
    deviation, variance : float
        Sums of the Mantel-Haenszel score and its variance.
    lopsided : float
        The part of the variance from cells of rare events.
    paths : str
        The log likelihood ratio of each alternative, packed.
    runs : str
        The log of the sum of those begun at each window so far, packed.
    """

    deviation: float = 0.0
    variance: float = 0.0
    lopsided: float = 0.0
    paths: str = _packed(np.zeros(_SIZE))
    runs: str = _packed(np.full(_SIZE, -np.inf))

    @property
    def log_e(self) -> float:
        """Return the log of the e-value against no difference."""
        if self.variance < LITTLE or self.lopsided > RARE_SHARE * self.variance:
            return _mixed(_unpacked(self.paths))
        return float(normal_mixture(self.deviation, self.variance, ODDS_TAU))

    @property
    def log_change(self) -> float:
        """Return the log of the detector; minus infinity before the first window."""
        return _mixed(_unpacked(self.runs))

    def after(self, window: Window, *, effect: float = 1.0) -> "Equality":
        """Return the state after one more window, which counts by the share of its effect.

        Examples
        --------
        >>> day = np.array([60]), np.array([100]), np.array([40]), np.array([100])
        >>> round(Equality().after(day).log_e, 3)
        2.308
        """
        cells = comparable(*(np.atleast_1d(part)[None] for part in floats(*window)))
        deviation, _, variance = score(*cells)
        lopsided = rare(*cells)
        normal = normal_increments(deviation, variance)
        exact = best_increments(*cells, variance, normal)
        paths = exact[0].sum(axis=0) / effect
        gains = np.where(lopsided[..., None], exact, normal)[0].sum(axis=0) / effect
        return Equality(
            deviation=self.deviation + float(deviation.sum()) / effect,
            variance=self.variance + float(variance.sum()) / effect,
            lopsided=self.lopsided + float((variance * lopsided).sum()) / effect,
            paths=_packed(_unpacked(self.paths) + paths),
            runs=_packed(np.logaddexp(_unpacked(self.runs), 0.0) + gains),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Evidence that the second group falls too far behind the first.

    Attributes
    ----------
    first, total_first, second, total_second : float
        Favourable and all decisions so far, which the weights of later windows come from.
    scores, information : float
        Weighted sums of how far the margin was passed, and their variance.
    """

    first: float = 0.0
    total_first: float = 0.0
    second: float = 0.0
    total_second: float = 0.0
    scores: float = 0.0
    information: float = 0.0

    @property
    def log_e(self) -> float:
        """Return the log of the e-value against the margin being kept."""
        return float(one_sided_mixture(self.scores, self.information, RATE_TAU))

    def after(
        self, window: Window, *, margin: float = 0.0, ratio: float = 1.0, effect: float = 1.0
    ) -> "Margin":
        """Return the state after one more window; `margin` and `ratio` must stay as they are.

        Examples
        --------
        >>> state = Margin()
        >>> for _ in range(3):
        ...     state = state.after(([60], [100], [40], [100]), margin=0.05)
        >>> bool(state.log_e > np.log(20))
        True
        """
        cells = comparable(*(np.atleast_1d(part)[None] for part in floats(*window)))
        x1, n1, x2, n2 = (part[0][cells[1][0] > 0] for part in cells)
        past = [
            float(smoothed(np.array(x), np.array(n)))
            for x, n in ((self.first, self.total_first), (self.second, self.total_second))
        ]
        weight = 1 / (ratio**2 * past[0] * (1 - past[0]) / n1 + past[1] * (1 - past[1]) / n2)
        now = smoothed(x1, n1), smoothed(x2, n2)
        variance = ratio**2 * now[0] * (1 - now[0]) / n1 + now[1] * (1 - now[1]) / n2
        excess = ratio * x1 / n1 - x2 / n2 - margin
        return Margin(
            first=self.first + float(x1.sum()),
            total_first=self.total_first + float(n1.sum()),
            second=self.second + float(x2.sum()),
            total_second=self.total_second + float(n2.sum()),
            scores=self.scores + float((weight * excess).sum()) / effect,
            information=self.information + float((weight**2 * variance).sum()) / effect,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The running mean of two groups' rates, and what is needed for a band of their gap.

    Attributes
    ----------
    windows : int
        Those with decisions of both groups.
    typical : float
        Sum of the variances of single decisions, which the weights of later windows come from.
    weight, first, second : float
        Sum of the weights, and weighted sums of the groups' rates.
    spread_first, spread_second : float
        Weighted sums of the variances of those rates.
    """

    windows: int = 0
    typical: float = 0.0
    weight: float = 0.0
    first: float = 0.0
    second: float = 0.0
    spread_first: float = 0.0
    spread_second: float = 0.0

    def after(self, window: Window, *, effect: float = 1.0) -> "Band":
        """Return the state after one more window; one without either group changes nothing."""
        cells = comparable(*(np.atleast_1d(part)[None] for part in floats(*window)))
        x1, n1, x2, n2 = (part[0][cells[1][0] > 0] for part in cells)
        exposure = n1 * n2 / (n1 + n2)
        size = float(exposure.sum())
        if size <= 0:
            return self
        share = exposure / size
        of_first, of_second = (
            float((share**2 * _variance(x, n)).sum()) * effect for x, n in ((x1, n1), (x2, n2))
        )
        of_one = (of_first + of_second) * size
        weight = size / (self.typical / self.windows if self.windows else of_one)
        return replace(
            self,
            windows=self.windows + 1,
            typical=self.typical + of_one,
            weight=self.weight + weight,
            first=self.first + weight * float((share * x1 / n1).sum()),
            second=self.second + weight * float((share * x2 / n2).sum()),
            spread_first=self.spread_first + weight**2 * of_first,
            spread_second=self.spread_second + weight**2 * of_second,
        )

    def difference(self, level: float) -> tuple[float, float, float]:
        """Return the first group's running rate less the second's, with its band; NaN at first.

        Examples
        --------
        >>> band = Band().after(([60], [100], [40], [100])).after(([50], [100], [40], [100]))
        >>> [round(side, 2) for side in band.difference(0.95)]
        [0.15, -0.03, 0.33]
        """
        if not self.windows:
            return np.nan, np.nan, np.nan
        half = self._half(1.0, level)
        value = (self.first - self.second) / self.weight
        return value, max(-1.0, value - half), min(1.0, value + half)

    def ratio(self, level: float) -> tuple[float, float, float]:
        """Return the first group's running rate over the second's, with its band; NaN at first.

        A ratio is in the band if the difference that it stands for is in the band of that.
        Infinite where no larger ratio can be told from it.

        Examples
        --------
        >>> band = Band().after(([600], [1000], [800], [1000]))
        >>> [round(side, 2) for side in band.ratio(0.95)]
        [0.75, 0.68, 0.82]
        """
        if not self.windows:
            return np.nan, np.nan, np.nan
        value = float(divide(self.first, self.second))
        start = value if math.isfinite(value) and value > 0 else 1.0

        def below(ratio: float) -> bool:
            return self.first - ratio * self.second > self._half(ratio, level) * self.weight

        def above(ratio: float) -> bool:
            return self.first - ratio * self.second < -self._half(ratio, level) * self.weight

        low = _edge(start, _FARTHEST, below)
        high = _edge(start, 1 / _FARTHEST, above)
        return value, 0.0 if low is None else low, np.inf if high is None else high

    def _half(self, ratio: float, level: float) -> float:
        """Return half the width of the band of the first rate less `ratio` times the second."""
        information = self.spread_first + ratio**2 * self.spread_second
        growth = math.log((1 + RATE_TAU**2 * information) / (1 - level) ** 2)
        return math.sqrt((information + 1 / RATE_TAU**2) * growth) / self.weight


_FARTHEST = 1e-6


def _edge(inside: float, farthest: float, outside: Callable[[float], bool]) -> float | None:
    """Return where a band ends between a point and a factor of it; None if it goes farther."""
    start, far = math.log(inside), math.log(inside * farthest)
    if not outside(math.exp(far)):
        return None
    if outside(inside):  # without a second group's decision the point is no ratio at all
        return None
    for _ in range(50):
        middle = (start + far) / 2
        start, far = (start, middle) if outside(math.exp(middle)) else (middle, far)
    return math.exp(far)


def _variance(x: Array, n: Array) -> Array:
    """Return the variance of rates, with half a decision of either kind added."""
    spread: Array = (x + 0.5) * (n - x + 0.5) / ((n + 1) ** 2 * n)
    return spread

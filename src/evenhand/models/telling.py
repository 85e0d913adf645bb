"""Telling: how well each feature alone tells the groups of an attribute, beside chance.

A feature is cut into bins; what a bin tells of a group is the share of the group in it, learnt
from four fifths of the people and looked at in the last fifth. Everybody counts once, so that
people are exchangeable: groups dealt out at random among them are what chance does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.cube.rows import Text
from evenhand.inference.auc import delong
from evenhand.inference.normal import two_sided

FEWEST = 100  # people of a group, for it to be told from the others
_DEALS = 400
_FOLDS = 5
_BINS = 10, 50  # of a number, at least and at most
_IN_BIN = 100  # people, where there are enough for more than the fewest bins
_FEWEST_OF_CATEGORY = 20  # people: what is rarer is one category
_PRIOR = 10.0  # people of an average bin that each bin begins with
_SHARE = 0.95

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How well a feature tells the group of an attribute that it tells best."""

    attribute: str
    feature: str
    group: str
    people: int
    area: float
    low: float
    high: float
    by_chance: float
    p_value: float


def telling(
    features: Mapping[str, Array | Text],
    groups: Mapping[str, Text],
    random: np.random.Generator,
    *,
    level: float,
) -> tuple[Told, ...]:
    """Return every pair of an attribute and a feature, in their order.

    P-values hold for all pairs together: each is how often the best that chance does for any pair
    is as good. Attributes of which less than two groups are large are left out.

    Parameters
    ----------
    features, groups : dict of str to array, shape (people,)
        Everybody once.
    random : Generator
    level : float
        Of the intervals.

    References
    ----------
    Westfall and Young (1993), "Resampling-Based Multiple Testing": single-step max-T.
    """
    bins = {name: binned(values) for name, values in features.items()}
    found: list[Told] = []
    standing: list[Array] = []
    for attribute, of in groups.items():
        names = large(of)
        if len(names) < 2:  # noqa: PLR2004 - nothing to tell apart
            continue
        known = of != UNKNOWN
        place = {name: i for i, name in enumerate(names)}
        # The small groups together come last: they are others, and are not told themselves.
        member = np.array([place.get(name, len(names)) for name in of[known]])
        fold = random.permutation(len(member)) % _FOLDS
        deals = np.array([member, *(random.permutation(member) for _ in range(_DEALS))])
        for feature, codes in bins.items():
            area, error = areas(_counted(codes[known], fold, deals, len(names) + 1))
            standing.append(_standing(area))
            # Bounds hold for all groups of the attribute, since the best of them is told.
            reach = two_sided(1 - (1 - level) / len(names)) * error[0]
            # Of two that are told about as well, the one that is told more surely.
            best = int(np.argmax(area[0] - np.nan_to_num(reach)))
            found.append(
                Told(
                    attribute=attribute,
                    feature=feature,
                    group=names[best],
                    people=len(member),
                    area=float(area[0, best]),
                    low=float(area[0, best] - reach[best]),
                    high=float(min(area[0, best] + reach[best], 1.0)),
                    by_chance=float(np.quantile(area[1:, best], _SHARE)),
                    p_value=np.nan,
                )
            )
    # The groups as they are count as one of the deals, so that p-values are exact.
    most = np.max(standing, axis=0) if standing else np.zeros(1)
    return tuple(
        replace(one, p_value=float((most >= own[0]).mean()))
        for one, own in zip(found, standing, strict=True)
    )


def large(groups: Text) -> tuple[str, ...]:
    """Return the groups that have enough people to be told apart, by name."""
    names, times = np.unique(groups.astype(str), return_counts=True)
    enough = names[times >= FEWEST].tolist()
    return tuple(name for name in enough if name != UNKNOWN)


def binned(values: Array | Text) -> Codes:
    """Return the bin of each value; 0 is for what is missing.

    A number of many different values has bins with about as many people each, one of few has a
    bin for each. Categories have a bin each, but rare ones share one.

    Examples
    --------
    >>> binned(np.array([7.0, np.nan, 7.0, 9.0])).tolist()
    [1, 0, 1, 2]
    """
    if values.dtype != np.float64:
        return _categories(values)
    known = np.isfinite(values.astype(np.float64))
    numbers = values[known].astype(np.float64)
    edges = np.unique(numbers)
    most = int(np.clip(len(numbers) // _IN_BIN, *_BINS))
    if len(edges) > most:
        edges = np.unique(np.quantile(numbers, np.arange(most) / most, method="higher"))
    codes = np.zeros(len(values), dtype=np.int64)
    codes[known] = np.searchsorted(edges, numbers, side="right")
    return codes


def _categories(values: Array | Text) -> Codes:
    missing = np.array([value is None for value in values])
    _, place, times = np.unique(values.astype(str), return_inverse=True, return_counts=True)
    codes: Codes = np.where(times[place] < _FEWEST_OF_CATEGORY, 1, place + 2)
    codes[missing] = 0
    return codes


def areas(counted: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return how well bins tell each group from all others, and its error, shape (deals, groups).

    Parameters
    ----------
    counted : int array, shape (deals, folds, bins, groups + 1)
        The last group is not told, and is of the others for all.
    """
    fold = counted.astype(np.float64)
    learnt = fold.sum(axis=1, keepdims=True) - fold
    everybody = learnt.sum(axis=-1, keepdims=True)
    share = learnt.sum(axis=-2, keepdims=True) / everybody.sum(axis=-2, keepdims=True)
    score = ((learnt + _PRIOR * share) / (everybody + _PRIOR))[..., :-1]
    order = np.argsort(score, axis=-2, kind="stable")
    own = fold[..., :-1]
    others = fold.sum(axis=-1, keepdims=True) - own
    positive, negative = (
        np.moveaxis(np.take_along_axis(part, order, axis=-2), -2, -1) for part in (own, others)
    )
    area, error, _ = delong(positive, negative)
    return area.mean(axis=1), np.sqrt((error**2).sum(axis=1)) / counted.shape[1]


def _counted(codes: Codes, fold: Codes, deals: Codes, groups: int) -> NDArray[np.int64]:
    """Return how many people are in each fold, bin and group, by deal."""
    shape = _FOLDS, int(codes.max()) + 1, groups
    cell = (fold * shape[1] + codes) * groups
    counts = [np.bincount(cell + deal, minlength=int(np.prod(shape))) for deal in deals]
    return np.array(counts).reshape(len(deals), *shape)


def _standing(area: Array) -> Array:
    """Return how far each deal lies above the others, in the group that stands out most."""
    spread = area.std(axis=0)
    away = area - area.mean(axis=0)
    z = np.divide(away, spread, out=np.zeros_like(area), where=spread > 0)
    highest: Array = z.max(axis=1)
    return highest

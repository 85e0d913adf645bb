"""Several changes in one series: cut it at the best place, then the parts again."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.change_point import ChangePoint

FEWEST_WINDOWS = 20
"""Windows that are not empty below which `changes` does not look for changes."""


# Orders that are tried first, and the fewest that end it.
_FIRST, _LAST = (199, 1_999), 9_999


def changes(
    find: Callable[..., ChangePoint | None],
    *series: ArrayLike,
    alpha: float,
    patient: bool = False,
) -> tuple[ChangePoint, ...]:
    """Return all changes of a series that are significant together, in order.

    The series is cut at its best place, the parts again, and so on. A part that is k cuts deep
    is tested at ``alpha / 2**k``: whatever changes there are, the chance that any part without
    one is cut stays within `alpha`, as far as the cuts before are in the right places.

    A level that goes back to where it was is the hardest for a search cut by cut: it wants about
    forty blocks to be seen, so 280 days of rates kept together by the week, or 40 of gaps.

    Parameters
    ----------
    find : callable
        `rate_change`, `mean_change` or `gap_change`, its options bound by `functools.partial`.
    *series : array_like
        What `find` takes, windows along the first axis.
    alpha : float
        Chance of any false change.
    patient : bool
        Whether `find` is told how many permutations to try: few at first, more while they leave
        it open, and at last as many as its level needs. As it is bound, unless so.

    Returns
    -------
    tuple of ChangePoint
        Before, after and the interval are those of the stretches next to the change. Empty
        unless at least 20 windows are not empty.

    References
    ----------
    Vostrikova (1981), binary segmentation; the levels add up to `alpha` by Kraft's inequality.

    Examples
    --------
    >>> from functools import partial
    >>> from evenhand.inference.change_point import rate_change
    >>> x = [30, 28, 33, 29, 31, 30, 27, 45, 47, 44, 48, 43, 46, 45, 20, 18, 21, 19, 22, 20, 17]
    >>> found = changes(partial(rate_change, seed=1, block=1), x, [100] * 21, alpha=0.05)
    >>> [change.place for change in found]
    [7, 14]
    """
    arrays = [np.asarray(part, dtype=np.float64) for part in series]
    search = partial(_patient if patient else _plain, find)
    whole = search(alpha, arrays)
    if whole is None or whole.windows < FEWEST_WINDOWS:
        return ()
    places = _places(search, arrays, whole, alpha)
    # A cut is better placed, and judged, between its neighbours than when they were unknown.
    while True:
        found = _refined(search, arrays, places, alpha)
        if len(found) == len(places):
            return tuple(found)
        places = [change.place for change in found]


# From a level and a stretch of the series to its best cut.
_Search = Callable[[float, list[Array]], ChangePoint | None]


def _plain(
    find: Callable[..., ChangePoint | None], _: float, arrays: list[Array]
) -> ChangePoint | None:
    return find(*arrays)


def _patient(
    find: Callable[..., ChangePoint | None], level: float, arrays: list[Array]
) -> ChangePoint | None:
    """Return the best cut, tried against more permutations while fewer cannot tell."""
    for permutations in _FIRST:
        found = find(*arrays, permutations=permutations)
        # Ten times the smallest p-value that so many can give: chance has been seen to do as well.
        if found is None or found.p_value > 10 / (permutations + 1):
            return found
        # Half the level, so that a second look does not add to the chance of a false change.
        if found.p_value <= level / 2:
            return found
    return find(*arrays, permutations=max(_LAST, int(2 / level)))


def _places(
    search: _Search, arrays: list[Array], found: ChangePoint | None, alpha: float
) -> list[int]:
    """Return the cuts of a stretch of which `found` is the best, those of its parts among them."""
    if found is None or found.p_value > alpha:
        return []
    left, right = _parts(arrays, 0, found.place), _parts(arrays, found.place, len(arrays[0]))
    half = alpha / 2
    return [
        *_places(search, left, search(half, left), half),
        found.place,
        *(found.place + place for place in _places(search, right, search(half, right), half)),
    ]


def _refined(
    search: _Search, arrays: list[Array], places: list[int], alpha: float
) -> list[ChangePoint]:
    """Return each change as found between its neighbours, those alone that are significant."""
    ends = [*places[1:], len(arrays[0])]
    refined: list[ChangePoint] = []
    for end in ends[: len(places)]:
        start = refined[-1].place if refined else 0
        found = search(alpha, _parts(arrays, start, end))
        if found is not None and found.p_value <= alpha:
            refined.append(_moved(found, start))
    return refined


def _moved(found: ChangePoint, by: int) -> ChangePoint:
    return replace(
        found, place=found.place + by, earliest=found.earliest + by, latest=found.latest + by
    )


def _parts(arrays: list[Array], start: int, end: int) -> list[Array]:
    return [part[start:end] for part in arrays]

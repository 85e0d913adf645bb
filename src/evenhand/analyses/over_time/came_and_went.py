"""Categories that were not there before, and categories that are no longer there."""

from collections.abc import Mapping, Sequence

import numpy as np

from evenhand.analyses.shift import Category
from evenhand.cube.cube import Array

_LEVEL = 0.01
# Fewer decisions than this are a slip of the pen.
_FEWEST = 5
# A category that was expected fewer times than this may well be absent.
_EXPECTED = 10

Changes = Mapping[tuple[int, int], tuple[tuple[Category, ...], tuple[Category, ...]]]


def came_and_went(
    now: Array, before: Array, names: Sequence[str], places: Sequence[int]
) -> Changes:
    """Return the categories that came and that went, by comparison and group, where any did.

    A category that is on one side alone lies there with the chance that each of its decisions
    fell on that side: an exact test, given how often it occurs at all. It is allowed for that
    every category of every group is looked at in every window (Bonferroni).

    Parameters
    ----------
    now, before : float array, shape (comparisons, groups, bins)
        Decisions of either side.
    names, places : sequences of str and of int
        The categories, and which bins they are.

    Examples
    --------
    Twenty of 100 decisions have a value that none of 300 had; one of 2 may be chance.

    >>> now, before = np.array([[[78.0, 20.0, 2.0]]]), np.array([[[300.0, 0.0, 0.0]]])
    >>> came, went = came_and_went(now, before, ("car", "boat", "bike"), (0, 1, 2))[0, 0]
    >>> [one.name for one in came], went
    (['boat'], ())
    """
    if not names:
        return {}
    x, y = now[..., list(places)], before[..., list(places)]
    # A side without decisions at all has lost no category.
    n, m = (np.maximum(part.sum(axis=-1, keepdims=True), 1) for part in (now, before))
    level = np.log(_LEVEL / x.size)
    came = (y == 0) & (x >= _FEWEST) & (x * np.log(n / (n + m)) <= level) & (m > 1)
    expected = y * n / m
    went = (x == 0) & (expected >= _EXPECTED) & (y * np.log(m / (n + m)) <= level) & (n > 1)
    found: dict[tuple[int, int], tuple[list[Category], list[Category]]] = {}
    for side, changed in enumerate((came, went)):
        for i, j, k in np.argwhere(changed).tolist():
            category = Category(
                name=names[k], n=round(float(x[i, j, k])), n_against=round(float(y[i, j, k]))
            )
            found.setdefault((i, j), ([], []))[side].append(category)
    return {place: (tuple(came), tuple(went)) for place, (came, went) in found.items()}

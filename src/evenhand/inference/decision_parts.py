"""Decision parts: what a difference of two rates of decisions is made of, by outcome or by score.

The parts are Shapley values (``decomposition``): they add up to the difference exactly.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats
from evenhand.inference.decomposition import shapley


def outcome_parts(
    first: ArrayLike, second: ArrayLike, *, accuracy: bool = False
) -> tuple[Array, Array, Array, Array]:
    """Return what mix, base rate and the two error rates account for in two selection rates.

    Parameters
    ----------
    first, second : array_like, shape (..., strata, 2, 2)
        Decision (unfavourable, favourable) by label (negative, positive) of either side.
    accuracy : bool
        Whether the two figures are accuracies and not selection rates.

    Returns
    -------
    mix, base_rate, true_positive_rate, false_positive_rate : float arrays
        Within a stratum, who is favoured follows from how many have a positive label, and from
        how often those and the others are favoured. What a stratum lacks on one side is taken
        from the other: its absence is a matter of the mix.

    Undefined when
    --------------
    Either side is empty.

    Examples
    --------
    Half as many with a positive label, decided about alike:

    >>> parts = outcome_parts([[[54, 8], [6, 32]]], [[[18, 16], [2, 64]]])
    >>> [round(float(part), 3) for part in parts]
    [0.0, -0.28, 0.0, 0.0]
    """
    one, two = floats(first, second)
    factors = [_outcome_factors(side) for side in (one, two)]
    return _four(shapley(_accurate if accuracy else _selected, *_filled(*factors)))


def _outcome_factors(cells: Array) -> tuple[Array, ...]:
    n = cells.sum(axis=(-1, -2))
    labels = cells.sum(axis=-2)
    return (
        divide(n, np.broadcast_to(n.sum(axis=-1, keepdims=True), n.shape)),
        divide(labels[..., 1], n),
        divide(cells[..., 1, 1], labels[..., 1]),
        divide(cells[..., 1, 0], labels[..., 0]),
    )


def _selected(mix: Array, base: Array, hits: Array, misses: Array) -> Array:
    return np.asarray((mix * (base * hits + (1 - base) * misses)).sum(axis=-1))


def _accurate(mix: Array, base: Array, hits: Array, misses: Array) -> Array:
    return np.asarray((mix * (base * hits + (1 - base) * (1 - misses))).sum(axis=-1))


def score_parts(
    first: ArrayLike, second: ArrayLike, *, label: int | None
) -> tuple[Array, Array, Array, Array]:
    """Return what scores and what is made of them account for in two rates of favourable decisions.

    Parameters
    ----------
    first, second : array_like, shape (..., 3, 2, bins)
        Of either side: decisions, those proposed as favourable, and those that are favourable
        after any review; by label (negative, positive) and bin of the score.
    label : int or None
        The rate is that among decisions of this label (1: true positive rate, 0: false positive
        rate); None: among all, whatever their label.

    Returns
    -------
    scores : float array
        The two are scored differently.
    outcomes : float array
        At the same score, different shares of them have the label; zero if `label` is None.
    threshold : float array
        At the same score (and label), different shares are proposed as favourable.
    override : float array
        At the same score, review changes different shares. What a bin lacks on one side is taken
        from the other: its absence is a matter of the scores.

    Undefined when
    --------------
    A rate is: nobody on one side has the label.

    Examples
    --------
    The same scores in two bins; of the first group nobody passes in the upper bin.

    >>> same = [[5, 5], [0, 0]]
    >>> rule = [[[0, 5], [0, 0]]] * 2
    >>> parts = score_parts([same, [[0, 0], [0, 0]], [[0, 0], [0, 0]]], [same, *rule], label=None)
    >>> [round(float(part), 3) for part in parts]
    [0.0, 0.0, -0.5, 0.0]
    """
    one, two = floats(first, second)
    if label is None:
        one, two = (side.sum(axis=-2, keepdims=True) for side in (one, two))
    factors = [_score_factors(side, label) for side in (one, two)]
    return _four(shapley(_favoured, *_filled(*factors)))


def _score_factors(cells: Array, label: int | None) -> tuple[Array, ...]:
    of = 0 if label is None else label
    everybody, own = cells[..., 0, :, :].sum(axis=-2), cells[..., of, :]
    n, proposed, final = own[..., 0, :], own[..., 1, :], own[..., 2, :]
    size = np.broadcast_to(everybody.sum(axis=-1, keepdims=True), everybody.shape)
    return (
        divide(everybody, size),
        divide(n, everybody),
        divide(proposed, n),
        divide(final - proposed, n),
    )


def _favoured(scores: Array, outcomes: Array, threshold: Array, override: Array) -> Array:
    own = scores * outcomes
    return divide((own * (threshold + override)).sum(axis=-1), own.sum(axis=-1))


def _filled(
    first: Sequence[Array], second: Sequence[Array]
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Return both sides' factors, each with the other's where it has none; 0 where neither has.

    Shares of an empty side stay undefined: there is nobody to take a share of.
    """
    one, two = [first[0]], [second[0]]
    for mine, theirs in zip(first[1:], second[1:], strict=True):
        one.append(np.nan_to_num(np.where(np.isnan(mine), theirs, mine)))
        two.append(np.nan_to_num(np.where(np.isnan(theirs), mine, theirs)))
    return tuple(one), tuple(two)


def _four(parts: tuple[Array, ...]) -> tuple[Array, Array, Array, Array]:
    one, two, three, four = parts
    return one, two, three, four


def deployed_threshold(favourable: ArrayLike, n: ArrayLike) -> Array:
    """Return from which bin on being favoured fits the decisions best: the rule as deployed.

    Parameters
    ----------
    favourable, n : array_like, shape (..., bins)
        Favourable and all decisions by bin of the score, low to high.

    Returns
    -------
    int array
        The bin; as many as there are bins where nobody passes. Of rules that fit equally well,
        the lowest.

    Examples
    --------
    >>> int(deployed_threshold([0, 1, 9, 10], [10, 10, 10, 10]))
    2
    """
    good, judged = floats(favourable, n)
    start = np.zeros((*good.shape[:-1], 1))
    # Passing below the rule, and failing from it on.
    below = np.concatenate([start, good.cumsum(axis=-1)], axis=-1)
    bad = judged - good
    above = bad.sum(axis=-1, keepdims=True) - np.concatenate([start, bad.cumsum(axis=-1)], axis=-1)
    return np.asarray((below + above).argmin(axis=-1))

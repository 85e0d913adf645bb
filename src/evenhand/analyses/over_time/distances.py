"""How far the counts of some windows lie from others, and which of that is more than chance."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide
from evenhand.inference.distance import ks, wasserstein_between
from evenhand.inference.drift import jensen_shannon, psi, psi_debiased, psi_p_value, used_bins
from evenhand.inference.multiplicity import benjamini_hochberg
from evenhand.inference.score import difference_z

Flags = NDArray[np.bool_]
State = Literal["drift", "moved", "steady", "undefined"]

LEVEL = 0.01
# Below it an index says nothing: its spread is that of chance alone.
FEWEST = 100
# Bins that expect fewer decisions than this on either side are taken together: the test is
# chi-square where counts are large, and what is added to empty bins must not weigh.
_SPARSE = 5
# A smaller change of the share missing is not worth a reader's time, however certain.
_JUMP = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Distances:
    """Distances and tests of a family of comparisons; arrays have shape (comparisons, groups).

    p-values are adjusted over the family. NaN where a side has fewer than 100 decisions.
    """

    n: Array
    n_against: Array
    psi: Array
    p_value: Array
    p_none: Array
    jensen_shannon: Array
    ks: Array
    wasserstein: Array
    drifted: Flags
    moved: Flags
    unknown: Array
    unknown_before: Array
    p_unknown: Array
    jumped: Flags

    def state(self, comparison: int, group: int) -> State:
        """Return the state of one comparison of one group in a word."""
        place = comparison, group
        if np.isnan(self.psi[place]):
            return "undefined"
        if self.drifted[place]:
            return "drift"
        return "moved" if self.moved[place] else "steady"


def distances(
    now: Array,
    before: Array,
    missing: tuple[Array, Array] | None,
    *,
    at: Array | None,
    margin: float,
) -> Distances:
    """Return how far `now` lies from `before`.

    Parameters
    ----------
    now, before : float array, shape (comparisons, groups, bins)
        Decisions of either side whose value is known.
    missing : two float arrays, shape (comparisons, groups), or None
        Decisions of either side whose value is not known, if that is followed.
    at : float array, shape (bins,), or None
        Where the bins of a number lie, in its unit; None for categories.
    margin : float
        Index up to which nothing is called drift.
    """
    n, m = now.sum(axis=-1), before.sum(axis=-1)
    enough = (n >= FEWEST) & (m >= FEWEST)
    x, y = _together(now, before)
    index, bins = psi(x, y), used_bins(x, y)
    within, none = (
        _adjusted(psi_p_value(index, n, m, bins, margin=limit), enough) for limit in (margin, 0.0)
    )
    debiased = np.where(enough, psi_debiased(x, y), np.nan)
    drifted = (within <= LEVEL) & (debiased > margin)
    nothing = np.full(n.shape, np.nan)
    share, share_before, p_unknown = nothing, nothing, nothing
    if missing is not None:
        gone, gone_before = missing
        share, share_before = divide(gone, n + gone), divide(gone_before, m + gone_before)
        z = difference_z(gone, n + gone, gone_before, m + gone_before, 0.0)
        comparable = (n + gone >= FEWEST) & (m + gone_before >= FEWEST)
        p_unknown = _adjusted(2 * ndtr(-np.abs(z)), comparable)
    return Distances(
        n=n,
        n_against=m,
        psi=debiased,
        p_value=within,
        p_none=none,
        jensen_shannon=np.where(enough, jensen_shannon(now, before), np.nan),
        ks=nothing if at is None else np.where(enough, ks(now, before), np.nan),
        wasserstein=nothing
        if at is None
        else np.where(enough, wasserstein_between(now, before, at), np.nan),
        drifted=drifted,
        moved=(debiased > margin) & ~drifted,
        unknown=share,
        unknown_before=share_before,
        p_unknown=p_unknown,
        jumped=(p_unknown <= LEVEL) & (np.abs(share - share_before) >= _JUMP),
    )


def _together(now: Array, before: Array) -> tuple[Array, Array]:
    """Return the counts with the sparse bins as one, which comes last.

    Which bins are sparse follows from both sides together, so that it favours neither.
    """
    n, m = (part.sum(axis=-1, keepdims=True) for part in (now, before))
    sparse = divide((now + before) * np.minimum(n, m), n + m) < _SPARSE
    x, y = (
        np.concatenate(
            [np.where(sparse, 0, part), np.where(sparse, part, 0).sum(axis=-1, keepdims=True)],
            axis=-1,
        )
        for part in (now, before)
    )
    return x, y


def _adjusted(p: Array, tested: Flags) -> Array:
    """Return p-values adjusted over the whole family; NaN where nothing is tested."""
    tests = np.where(tested, p, np.nan)
    return benjamini_hochberg(tests.ravel()).reshape(tests.shape)

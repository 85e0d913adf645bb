"""Seeded draws: one stream of random numbers a column, so that columns do not disturb each other.

A planted defect changes what is made of a draw, never the draw. So a sample and its clean twin
have the same people, who differ only where a defect was planted.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Moments = NDArray[np.datetime64]
Texts = NDArray[np.object_]

Shares = Mapping[str, float]


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator that belongs to one column of one sample."""
    return np.random.default_rng([seed, *name.encode()])


def pick(uniforms: Floats, shares: Shares) -> Texts:
    """Turn uniform draws into values; what the shares leave of 1 is missing (None)."""
    edges = np.cumsum(list(shares.values()))
    values = np.array([*shares, None], dtype=object)
    # Sums of shares such as .1 + .2 + .7 can end a hair below 1, which must not lose anyone.
    return values[np.searchsorted(edges + 1e-9, uniforms, side="right")]


def pick_within(uniforms: Floats, groups: Texts, shares: Mapping[str, Shares]) -> Texts:
    """Turn uniform draws into values with shares of each group's own; a group may be missing.

    The first group's shares stand in for groups that are not named.
    """
    values = pick(uniforms, next(iter(shares.values())))
    for group, own in shares.items():
        mine = groups == group
        values[mine] = pick(uniforms[mine], own)
    return values


def amounts(groups: Texts, table: Mapping[str, float], otherwise: float = 0.0) -> Floats:
    """Return the table's number for each group; `otherwise` for groups that are not in it."""
    return np.array([table.get(group, otherwise) for group in groups], dtype=np.float64)


def logistic(x: Floats) -> Floats:
    """Return the probability whose log-odds are `x`."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def repeated(rng: np.random.Generator, people: int, rows: int) -> Integers:
    """Return who each row is about: everyone once, the rest to people who come back often."""
    appetite = rng.gamma(1.2, size=people)
    again = rng.choice(people, size=rows - people, p=appetite / appetite.sum())
    return rng.permutation(np.concatenate([np.arange(people), again]))


def moments(days: Floats, start: str, rng: np.random.Generator, *, midday: float = 13.5) -> Moments:
    """Return times to the second: whole days after `start`, most of them around midday."""
    seconds = np.clip(rng.normal(midday, 3.5, size=days.size), 0.1, 23.9) * 3600
    whole = np.floor(days).astype("timedelta64[D]").astype("timedelta64[s]")
    return np.asarray(np.datetime64(start, "s") + whole + seconds.astype("timedelta64[s]"))

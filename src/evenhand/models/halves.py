"""Halves: people in two halves, so that what is told of one is learnt from the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evenhand.cube.cube import Array
from evenhand.models.bench import Places, classifier

if TYPE_CHECKING:
    import pandas as pd

_ROUNDS = 50  # half as many as remedies have: these models need not decide


@dataclass(frozen=True, slots=True, eq=False)
class Halves:
    """Rows of people in two halves.

    Attributes
    ----------
    who : int array, shape (rows,)
        The person of each row.
    half : int array, shape (rows,)
        0 or 1, the same for all rows of a person.
    seed : int
        Of the models.
    """

    who: Places
    half: Places
    seed: int

    @classmethod
    def of(cls, who: Places, random: np.random.Generator, *, seed: int) -> "Halves":
        """Return people in halves drawn by lot."""
        return cls(who, random.permutation(int(who.max()) + 1)[who] % 2, seed)

    def take(self, some: Places) -> "Halves":
        """Return some rows, in the halves that they are in."""
        return Halves(self.who[some], self.half[some], self.seed)

    def learnt(self, table: "pd.DataFrame", target: Places) -> tuple[Any, Any]:
        """Return two models of `target`, for the first half and for the second.

        `target` numbers its classes from 0 on.
        """
        first, second = (
            classifier(self.seed)
            .set_params(max_iter=_ROUNDS)
            .fit(table.iloc[self.half != side], target[self.half != side])
            for side in (0, 1)
        )
        return first, second

    def told(self, models: tuple[Any, Any], table: "pd.DataFrame", classes: int = 2) -> Array:
        """Return the probability of each class, shape (rows, classes): what is not known is 0."""
        found = np.zeros((len(table), classes))
        for side, model in enumerate(models):
            asked = np.flatnonzero(self.half == side)
            found[np.ix_(asked, model.classes_)] = model.predict_proba(table.iloc[asked])
        return found

    def error(self, parts: Array) -> float:
        """Return the standard error of a sum of rows' parts, those of a person taken together."""
        return float(np.sqrt((np.bincount(self.who, weights=parts) ** 2).sum()))

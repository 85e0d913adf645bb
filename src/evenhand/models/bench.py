"""Bench: the rows that remedies are tried on, parted by time, and the models that are fitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.cube.rows import Rows, Text

if TYPE_CHECKING:
    import pandas as pd

Places = NDArray[np.intp]

_FIT, _TUNE = 0.6, 0.15  # of the rows, the earliest and the next
_FEWEST = 200  # labelled rows of either class that a model is fitted on
_CATEGORIES = 50
_STEPS = 128  # of a number
_FEWEST_OF_GROUP = 100  # in the fitted part, for a group to be told apart there
OTHERS = "others"

MODEL = "gradient boosted trees (HistGradientBoostingClassifier, 100 rounds, 15 leaves)"


class RefusedError(Exception):
    """A remedy cannot be tried, for the reason that is its message: a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """The decided rows of a sample in three parts: to fit on, to tune on, and to measure on.

    Attributes
    ----------
    rows : Rows
        With a decision each.
    table : data frame
        The features as models take them: numbers, and categories.
    fit, tune, test : int arrays
        Places of the rows, in order of time. Those to fit and to tune on have labels.
    score : float array or None
        Turned so that high is good; NaN where a decision has none.
    threshold : float or None
        Of that score.
    high_is_good : bool
        Whether the score is so in the log; else it is turned there.
    seed : int
    """

    rows: Rows
    table: "pd.DataFrame"
    fit: Places
    tune: Places
    test: Places
    score: Array | None
    threshold: float | None
    high_is_good: bool
    seed: int

    def at_line(self, score: Array, line: float) -> Array:
        """Return decisions of the rows to test by a score; those without one stay as made."""
        decided = (score >= line).astype(np.float64)
        return np.where(np.isfinite(score), decided, self.rows.decision[self.test])

    def as_logged(self, line: float) -> float:
        """Return a threshold of the turned score as the log's own score has it."""
        return line if self.high_is_good else -line

    def told_apart(self, attribute: str, places: Places) -> Text:
        """Return the groups of some rows by name, those with too few fitted rows as one."""
        names = self.rows.groups[attribute]
        known, times = np.unique(names[self.fit].astype(str), return_counts=True)
        large = set(known[times >= _FEWEST_OF_GROUP].tolist()) - {UNKNOWN}
        return np.array([n if n in large else OTHERS for n in names[places]], dtype=object)


def bench_of(
    rows: Rows, *, score: tuple[float | None, bool] | None, cutoff: str | None, seed: int
) -> Bench:
    """Return the bench of a sample.

    Parameters
    ----------
    rows : Rows
        In order of time.
    score : (threshold or None, whether high is good), or None
        What the plan says of the score; None without one.
    cutoff : str or None
        From when on labels have not all arrived: such rows are left out.
    seed : int
        Of everything that is drawn.

    Raises
    ------
    RefusedError
        There are too few labelled rows, or their labels are all alike.
    """
    usable = np.isfinite(rows.decision)
    if rows.at is not None:
        # Nobody knows whether a row without a time came earlier or later.
        usable &= ~np.isnat(rows.at)
        if cutoff is not None:
            usable &= rows.at < np.datetime64(cutoff)
    rows = rows.take(np.flatnonzero(usable))
    fit, tune, test = np.split(np.arange(len(rows)), ends(len(rows)))
    labelled = np.isfinite(rows.label)
    fit, tune = fit[labelled[fit]], tune[labelled[tune]]
    for part in (fit, tune):
        positive = int(rows.label[part].sum())
        if min(positive, len(part) - positive) < _FEWEST // (1 if part is fit else 4):
            raise RefusedError(
                "There are too few labelled decisions of either outcome to fit a model on: "
                f"{positive:,} positive and {len(part) - positive:,} negative ones."
            )
    turned, threshold, high = rows.score, None, True
    if turned is not None and score is not None:
        threshold, high = score
        if not high:
            turned, threshold = -turned, None if threshold is None else -threshold
    return Bench(
        rows=rows,
        table=table_of(rows, fit),
        fit=fit,
        tune=tune,
        test=test,
        score=turned,
        threshold=threshold,
        high_is_good=high,
        seed=seed,
    )


def ends(rows: int) -> tuple[int, int]:
    """Return how many rows come before those to tune on, and before those to measure on.

    Examples
    --------
    >>> ends(100)
    (60, 75)
    """
    return int(rows * _FIT), int(rows * (_FIT + _TUNE))


def table_of(rows: Rows, fit: Places) -> "pd.DataFrame":
    """Return features as models take them: what is rare among the fitted rows is one category."""
    import pandas as pd  # noqa: PLC0415 - half a second, and only here

    columns: dict[str, Any] = {}
    for name, values in rows.features.items():
        if values.dtype == np.float64:
            columns[name] = stepped(values.astype(np.float64), fit)
            continue
        common = pd.Series(values[fit]).value_counts().index[:_CATEGORIES].sort_values()
        series = pd.Series(values)
        kept = series.where(series.isin(common) | series.isna(), OTHERS)
        columns[name] = pd.Categorical(kept, categories=[*dict.fromkeys([*common, OTHERS])])
    return pd.DataFrame(columns)


def stepped(values: Array, fit: Places) -> Array:
    """Return numbers as steps of about as many fitted rows each; few different ones as they are.

    A model makes such steps for itself, but anew for each fit, and slowly where rows have weights.

    Examples
    --------
    >>> stepped(np.array([3.5, np.nan, np.inf, 7.0]), np.array([0, 3]))
    array([3.5, nan, nan, 7. ])
    """
    known = np.where(np.isfinite(values), values, np.nan)
    different = np.unique(known[fit])
    if len(different) <= _STEPS:
        return known
    edges = np.unique(np.nanquantile(known[fit], np.arange(1, _STEPS) / _STEPS))
    steps = np.searchsorted(edges, known, side="right").astype(np.float64)
    return np.where(np.isnan(known), np.nan, steps)


def fitted(
    bench: Bench,
    target: Array,
    places: Places,
    *,
    without: Sequence[str] = (),
    weights: Array | None = None,
) -> Any:  # noqa: ANN401 - a model of scikit-learn, which has no types
    """Return a model of `target` on some rows."""
    return classifier(bench.seed).fit(
        bench.table.drop(columns=list(without)).iloc[places], target[places], sample_weight=weights
    )


def classifier(seed: int) -> Any:  # noqa: ANN401 - as above
    """Return the model that is fitted for every remedy, not fitted yet."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - a second

    return HistGradientBoostingClassifier(
        max_iter=100,
        max_leaf_nodes=15,
        learning_rate=0.1,
        early_stopping=False,
        categorical_features="from_dtype",
        random_state=seed,
    )


def promised(model: Any, bench: Bench, places: Places, without: Sequence[str] = ()) -> Array:  # noqa: ANN401
    """Return what a model promises of some rows: the probability of a positive target."""
    table = bench.table.drop(columns=list(without)).iloc[places]
    found: Array = model.predict_proba(table)[:, 1]
    return found


def at_same_rate(bench: Bench, tuned: Array, tested: Array) -> Array:
    """Return decisions by a score, as many favourable ones among the tuned rows as were made."""
    rate = float(bench.rows.decision[bench.tune].mean())
    line = np.quantile(tuned, 1 - rate, method="higher") if rate > 0 else np.inf
    return (tested >= line).astype(np.float64)

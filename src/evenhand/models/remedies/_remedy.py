"""What a remedy is: a change that is tried on the earlier rows and decides the later ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evenhand.cube.cube import Array
from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, Places, at_same_rate, fitted, promised


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What a remedy made of the rows to test.

    Attributes
    ----------
    decided : float array, shape (tested,)
        1 favourable, 0 unfavourable.
    score : float array or None
        What the decisions come from, high for favourable.
    done : str
        What was done, with its settings, in one sentence.
    """

    decided: Array
    score: Array | None
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One remedy: its key, its title, what to know before doing it, and how it is tried.

    `refits` says whether a model is fitted in place of the one in use, for which it must stand.
    `by_group` says whether it decides by the protected attribute itself, and so is tried only if
    the plan asks for that.
    """

    key: str
    title: str
    caution: str
    attempt: Callable[[Bench, Aim], Tried]
    refits: bool = False
    by_group: bool = False


def refitted(
    bench: Bench,
    rows: str,
    *,
    places: Places | None = None,
    without: Sequence[str] = (),
    weights: Array | None = None,
) -> Tried:
    """Return the decisions of a model fitted anew, as many favourable ones as were made.

    Parameters
    ----------
    bench : Bench
    rows : str
        Which rows it was fitted on, in words.
    places : int array, optional
        The same. Default: all that there are to fit on.
    without : sequence of str
        Features that it does not see.
    weights : float array, optional
    """
    fit = bench.fit if places is None else places
    model = fitted(bench, bench.rows.label, fit, without=without, weights=weights)
    tuned, score = (promised(model, bench, part, without) for part in (bench.tune, bench.test))
    done = f"Fitted on {rows}, with as many favourable ones as before."
    return Tried(at_same_rate(bench, tuned, score), score, done)

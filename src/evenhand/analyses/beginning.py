"""Streams begun: the first of a question, and those that take the place of one that ended."""

import math
from dataclasses import dataclass

from evenhand.analyses.stream import Ended, Question, Stream, Why
from evenhand.inference.stream_state import Margin


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all streams of an audit have in common.

    Attributes
    ----------
    alpha : float
        The chance that any of them ever raises a false alarm.
    family : int
        How many they are.
    run_length : float
        Looks to a false alarm of a change, on average at least.
    level : float
        Of bands.
    """

    alpha: float
    family: int
    run_length: float
    level: float


def begun(
    question: Question, terms: Terms, *, before: Stream | None = None, why: Why | None = None
) -> Stream:
    """Return a stream that has seen nothing, in the place of one that ended.

    What ended may have been looked at before the question was put: only later windows count.
    """
    return Stream(
        asks=question,
        number=1 if before is None else before.number + 1,
        alpha=terms.alpha,
        bar=math.log(terms.family / terms.alpha),
        # Going back to a version that was known is no change.
        versions=before.versions if before is not None and why == "version" else (),
        after="" if before is None else before.last,
        why=why or "",
        margins=tuple(Margin() for _ in question.sides),
    )


def begun_anew(stream: Stream) -> Stream:
    """Return a stream in the place of one whose alarm was acknowledged.

    After the k-th the chance of a false alarm is 6 / (pi k)^2 of what it was first, so that all of
    them together are no more likely than one was to be.
    """
    restarts = stream.restarts + 1
    first = stream.alpha / _share(stream.restarts)
    alpha = first * _share(restarts)
    return Stream(
        asks=stream.asks,
        number=stream.number + 1,
        restarts=restarts,
        alpha=alpha,
        bar=stream.bar + math.log(stream.alpha / alpha),
        versions=stream.versions,
        after=stream.last,
        why="acknowledged",
        margins=tuple(Margin() for _ in stream.asks.sides),
    )


def _share(restarts: int) -> float:
    return 6 / (math.pi * restarts) ** 2 if restarts else 1.0


def as_ended(stream: Stream, why: Why) -> Ended:
    """Return what is remembered of a stream that ends."""
    return Ended(
        id=stream.asks.id,
        number=stream.number,
        began=stream.began,
        last=stream.last,
        alarm=stream.alarm,
        why=why,
    )

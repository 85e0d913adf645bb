"""The bins of scores: of one width, with the deployed threshold as an edge."""

from typing import TypeVar

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.cube import Array
from evenhand.cube.survey import Survey
from evenhand.plan import Plan, Score

Number = TypeVar("Number", float, Array)


def score_bin(value: nw.Expr, plan: Plan, survey: Survey) -> tuple[nw.Expr, list[float], float]:
    """Return the bin of a score, the lower edge of every bin, and the last upper edge.

    Bins are half-open and of one width. The deployed threshold is an edge: it cuts its bin in
    two, by comparing the score itself, so that no rounding moves a score across it.
    """
    bins = plan.inference.score_bins
    low, high = sorted(turned(end, plan, survey) for end in (survey.score_low, survey.score_high))
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    elif low == high:
        high = low + 1.0
    width = (high - low) / bins
    lows = [low + i * width for i in range(bins)]
    # Multiplied, as an engine may do either where it is told to divide.
    place = ((value - low) * (1 / width)).floor()
    # What is no number lies in the last bin: no engine can make it whole.
    inner = nw.when(value < lows[-1]).then(place)
    uniform = inner.otherwise(nw.lit(float(bins - 1))).cast(nw.Int64)
    deployed = plan.score.threshold if plan.score is not None else None
    threshold = None if deployed is None else turned(deployed, plan, survey)
    if plan.score is None or deployed is None or threshold is None or not low <= threshold <= high:
        return uniform, lows, high
    # Compared as it was deployed: turning a score round may move it by a rounding error.
    code = uniform + _favoured(plan.score, deployed).cast(nw.Int64) * bins
    below, above = ([pick(edge, threshold) for edge in lows] for pick in (min, max))
    return code, [*below, *above], high


def oriented(plan: Plan, kinds: roles.Kinds, survey: Survey) -> nw.Expr | None:
    """Return the score, turned round where low scores are the good ones, so that high is good."""
    if plan.score is None:
        return None
    score = roles.number(plan.score.column, kinds, "score")
    if plan.score.favourable == "high":
        return score
    return 1 - score if probabilities(survey) else -score


def turned(value: Number, plan: Plan, survey: Survey) -> Number:
    """Return a number, or many, on the scale of the score as `oriented`."""
    if plan.score is None or plan.score.favourable == "high":
        return value
    return 1 - value if probabilities(survey) else -value


def probabilities(survey: Survey) -> bool:
    """Return whether all scores lie in [0, 1], so that they can be read as probabilities."""
    return survey.score_low >= 0 and survey.score_high <= 1


def _favoured(score: Score, threshold: float) -> nw.Expr:
    raw = nw.col(score.column).cast(nw.Float64)
    return raw >= threshold if score.favourable == "high" else raw < threshold

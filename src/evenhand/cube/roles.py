"""The roles of a log's columns: from a raw column to the axis or the number that is counted.

The expressions use only what narwhals offers on every engine, lazily, so that no tally is ever
written twice.
"""

from collections.abc import Mapping

import narwhals as nw

from evenhand.cube.axis import UNKNOWN, Axis, as_text
from evenhand.cube.bands import OUTSIDE, Band, read_bands
from evenhand.errors import LogError
from evenhand.plan import Label, Plan, Protected
from evenhand.plan.plan import Stage

DECISIONS = ("unfavourable", "favourable", "undecided")
LABELS = ("negative", "positive", "unknown")
TRUE = ("true", "t", "yes", "y", "1")
FALSE = ("false", "f", "no", "n", "0")

Kinds = Mapping[str, str]


def attribute_axis(name: str) -> str:
    """Return the axis of a protected attribute; the prefix keeps it apart from other axes."""
    return f"attribute:{name}"


def condition_axis(name: str) -> str:
    """Return the axis of a condition column."""
    return f"condition:{name}"


def number(column: str, kinds: Kinds, role: str) -> nw.Expr:
    """Return a column as a number.

    Raises
    ------
    LogError
        The column holds text or times.
    """
    if kinds[column] not in {"integer", "number", "boolean"}:
        raise LogError(
            f"the {role} column {column!r} holds {kinds[column]}, not numbers",
            "name a numeric column, or store this one as numbers",
        )
    return nw.col(column).cast(nw.Float64)


def binary(column: str, kinds: Kinds) -> nw.Expr:
    """Return a yes-or-no column as 1.0 and 0.0; any other text is -1.0, which `survey` reports.

    Numbers stay as they are; `survey` reports those that are neither 1 nor 0.
    """
    if kinds[column] in {"integer", "number", "boolean"}:
        return nw.col(column).cast(nw.Float64)
    word = nw.col(column).cast(nw.String).str.to_lowercase()
    return (
        nw.when(word.is_null())
        .then(None)
        .when(word.is_in(TRUE))
        .then(nw.lit(1.0))
        .when(word.is_in(FALSE))
        .then(nw.lit(0.0))
        .otherwise(nw.lit(-1.0))
        .cast(nw.Float64)
    )


def moment(plan: Plan, kinds: Kinds) -> nw.Expr | None:
    """Return the time of the decision, or None when the plan names no time column.

    Raises
    ------
    LogError
        The column holds neither times nor dates.
    """
    return None if plan.columns.time is None else time_of(plan.columns.time, kinds)


def time_of(column: str, kinds: Kinds) -> nw.Expr:
    """Return a column as times.

    Raises
    ------
    LogError
        The column holds neither times nor dates.
    """
    if kinds[column] not in {"time", "date"}:
        raise LogError(
            f"the time column {column!r} holds {kinds[column]}, not times",
            "store it as a timestamp, in CSV as 2025-03-31T14:05:00",
        )
    return nw.col(column).cast(nw.Datetime("us"))


def group(protected: Protected, kinds: Kinds, at: nw.Expr | None) -> Axis:
    """Return the axis of a protected attribute; what the plan calls unknown is "unknown".

    Raises
    ------
    LogError
        Bands are named for a column of text, or a date of birth lacks the time of the decision.
    """
    column, bands = protected.column, read_bands(protected.bands)
    key = nw.col(column)
    if bands and kinds[column] in {"time", "date"}:
        if at is None:
            raise LogError(
                f"the ages of {column!r} cannot be told without the time of the decision",
                "name the time column with --time",
            )
        key = _band(_age(nw.col(column), at), bands)
    elif bands:
        key = _band(number(column, kinds, "banded"), bands)
    unknown = {word.lower() for word in protected.unknown}

    def level_of(value: object) -> str:
        text = as_text(value)
        return UNKNOWN if text is None or text.strip().lower() in unknown else text

    order = (*(band.name for band in bands), OUTSIDE) if bands else ()
    return Axis(key, level_of, order)


# Beyond this, floats no longer tell one whole number from the next.
LARGEST_FLOAT = 2.0**53


def category(column: str, kinds: Kinds) -> nw.Expr:
    """Return the values of a column of decisions or labels, whole numbers as floats.

    A database may find the few different floats of a column in a third of the time that it takes
    for whole numbers. `survey` reports numbers that floats cannot tell apart.
    """
    return nw.col(column).cast(nw.Float64) if kinds[column] == "integer" else nw.col(column)


def decision(plan: Plan, kinds: Kinds) -> Axis:
    """Return the axis of decisions: "favourable", "unfavourable", "undecided".

    Where the score stands for the decision, at or above the threshold is favourable (below it,
    when low scores are the good ones). Where neither is named, all rows are "unfavourable": they
    are counted, and no metric reads which they were.
    """
    good: frozenset[str] = frozenset()
    key = nw.lit(None, nw.Boolean)
    if plan.decision is not None:
        good, key = frozenset(plan.decision.favourable), category(plan.decision.column, kinds)
    elif plan.score is not None and plan.score.threshold is not None:
        score = number(plan.score.column, kinds, "score")
        good, key = frozenset({plan.score.favourable}), _side(score, plan.score.threshold)
    else:
        return Axis(key, lambda _: "unfavourable", DECISIONS, fixed=True)

    def level_of(value: object) -> str:
        text = as_text(value)
        if text is None or text == "":
            return "undecided"
        return "favourable" if text in good else "unfavourable"

    return Axis(key, level_of, DECISIONS, fixed=True)


def stage(plan: Plan) -> Stage | None:
    """Return whether decisions are as after a review or as before; None where none is named."""
    if plan.decision is not None:
        return plan.decision.stage
    scored = plan.score is not None and plan.score.threshold is not None
    # What a threshold decides is what the system proposed, whatever a reviewer made of it.
    return "proposed" if scored else None


def label(plan_label: Label | None, kinds: Kinds) -> Axis:
    """Return the axis of labels: "negative", "positive", "unknown"."""
    if plan_label is None:
        return Axis(nw.lit(None, nw.Boolean), lambda _: "unknown", LABELS, fixed=True)
    positive = frozenset(plan_label.positive)

    def level_of(value: object) -> str:
        text = as_text(value)
        if text is None or text == "":
            return "unknown"
        return "positive" if text in positive else "negative"

    return Axis(category(plan_label.column, kinds), level_of, LABELS, fixed=True)


def _side(score: nw.Expr, threshold: float) -> nw.Expr:
    """Return "high" at or above the threshold, "low" below; a score that is missing has no side."""
    # Not the negation of one comparison: where null is NaN, that would put it on the other side.
    high = nw.when(score >= threshold).then(nw.lit("high"))
    return high.when(score < threshold).then(nw.lit("low"))


def _band(value: nw.Expr, bands: tuple[Band, ...]) -> nw.Expr:
    """Return the name of the band that a number lies in; null stays null."""
    chain = nw.when(value.is_null()).then(None)
    for band in bands:
        chain = chain.when((value >= band.low) & (value < band.high)).then(nw.lit(band.name))
    return chain.otherwise(nw.lit(OUTSIDE))


def _age(birth: nw.Expr, at: nw.Expr) -> nw.Expr:
    """Return the whole years between a date of birth and a time."""
    before_birthday = _day_of_year(at) < _day_of_year(birth)
    years = at.dt.year() - birth.dt.year()
    return nw.when(before_birthday).then(years - 1).otherwise(years).cast(nw.Float64)


def _day_of_year(at: nw.Expr) -> nw.Expr:
    """Return month and day as one number, 229 for 29 February."""
    # An engine may hold months in eight bits, and a whole number may be unable to be null.
    return at.dt.month().cast(nw.Float64) * 100 + at.dt.day().cast(nw.Float64)

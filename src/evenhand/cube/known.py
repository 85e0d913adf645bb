"""Which labels were known on the day that an audit speaks for."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.tally import Collect
from evenhand.cube.windows import slot_words
from evenhand.plan import Plan


def known_on(
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: Mapping[str, str],
    clock: datetime,
    *,
    collect: Collect,
) -> tuple[nw.LazyFrame[Any], tuple[str, ...]]:
    """Return a log without the labels that became known after the day of `clock`, and a note.

    Only if the plan names when labels became known. A label whose time is not recorded is taken
    to be known.

    Raises
    ------
    LogError
        The column of that time holds no times.
    """
    label = plan.label
    if label is None or label.time is None:
        return frame, ()
    known, value = roles.time_of(label.time, kinds), nw.col(label.column)
    later = after(known, clock)
    hidden = int(collect(frame.filter(later & ~value.is_null()).select(n=nw.len()))["n"][0])
    if hidden == 0:
        return frame, ()
    arrived = nw.when(~later | known.is_null()).then(value).alias(label.column)
    return frame.with_columns(arrived), (told(hidden, clock),)


def after(known: nw.Expr, clock: datetime) -> nw.Expr:
    """Return whether labels became known after the day of `clock`; null where that is not known."""
    return known > nw.lit(datetime.combine(clock, time.max))


def told(hidden: int, clock: datetime) -> str:
    """Return how many labels are left out because they became known later, as a sentence."""
    which = "One label" if hidden == 1 else f"{hidden:,} labels"
    counts = "it counts" if hidden == 1 else "they count"
    day = slot_words(clock.date().isoformat())
    said = f"{which} became known after {day}, the day that this audit speaks for"
    return f"{said}: {counts} as unknown."

"""Profile the columns of a log: how many values each has, and the values where they are few."""

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from evenhand.cube.axis import as_text
from evenhand.engines.engine import Engine
from evenhand.plan.infer import MANY, ColumnProfile


def profile_columns(engine: Engine, kinds: Mapping[str, str]) -> tuple[ColumnProfile, ...]:
    """Return a profile of every column; values are looked at only where they are few."""
    looks = {}
    for place, column in enumerate(kinds):
        looks[f"distinct {place}"] = nw.col(column).n_unique()
        looks[f"missing {place}"] = nw.col(column).is_null().cast(nw.Int64).sum()
    asked = [look.alias(name) for name, look in looks.items()]
    found = engine.collect(engine.frame.select(nw.len().alias("rows"), *asked))
    rows = int(found["rows"][0])
    profiles = []
    for place, (column, kind) in enumerate(kinds.items()):
        missing = int(found[f"missing {place}"][0] or 0)
        distinct = int(found[f"distinct {place}"][0]) - (1 if missing else 0)
        profiles.append(
            ColumnProfile(
                name=column,
                kind=kind,
                distinct=distinct,
                missing=missing / rows if rows else 0.0,
                common=_common(engine, engine.frame, column) if distinct <= MANY else (),
            )
        )
    return tuple(profiles)


def _common(engine: Engine, frame: nw.LazyFrame[Any], column: str) -> tuple[tuple[str, int], ...]:
    """Return the values of a column and how often each occurs, the commonest first."""
    counted = frame.select(nw.col(column).alias("value")).group_by("value").agg(nw.len().alias("n"))
    found = engine.collect(counted)
    named = [(as_text(value), int(n)) for value, n in zip(found["value"], found["n"], strict=True)]
    pairs = [(value, n) for value, n in named if value is not None]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

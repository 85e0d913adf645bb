"""A sample of a log's rows, opened as the log itself is: its times, period, bands and labels."""

from datetime import UTC
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from evenhand.cube.label_file import ids_of
from evenhand.cube.local_time import zone_of
from evenhand.cube.rows import Rows, rows_of
from evenhand.engines.bucket import BUCKETS
from evenhand.engines.opened import Opened, opened
from evenhand.plan import Plan
from evenhand.plan.wanted import roles_of


def sampled(source: Opened, plan: Plan, rows: int) -> Rows:
    """Return at most `rows` rows of an open log, evenly spread over it, in order of time.

    The same rows every time and on every engine. Where labels come in a file of their own, rows
    are taken by a hash of their id, since those of the log itself have no labels.
    """
    if plan.label is None or plan.label.column in source.engine.columns:
        return _by_place(source, plan, rows)
    return _by_id(source, plan, rows)


def _by_place(source: Opened, plan: Plan, rows: int) -> Rows:
    import pandas as pd  # noqa: PLC0415 - half a second, and only here

    columns = list(dict.fromkeys(roles_of(plan).values()))
    found = source.engine.sample(columns, rows)
    frame = pd.DataFrame({name: _series(values) for name, values in found.items()})
    at = plan.columns.time
    if at is not None and source.raw.zone is not None:
        # The engine's own rows have times that name a zone in UTC, without it.
        frame[at] = frame[at].dt.tz_localize("UTC")
    # The clock is that of the plan's zone, as the log's own opening left it.
    zone = UTC if plan.timezone is None else zone_of(plan.timezone)
    as_of = source.clock.replace(tzinfo=zone)
    with opened(frame, plan, as_of=as_of, progress=lambda _: None) as part:
        return rows_of(part.frame, plan, part.kinds, collect=part.engine.collect)


def _by_id(source: Opened, plan: Plan, rows: int) -> Rows:
    engine, (name, _) = source.engine, ids_of(plan)
    many = int(engine.collect(source.frame.select(n=nw.len()))["n"][0])
    kept = min(BUCKETS, -(-BUCKETS * rows // max(many, 1)))
    frame = source.frame
    if kept < BUCKETS:
        frame = engine.with_bucket(frame, name).filter(nw.col("entity_bucket") < kept)
    # A join leaves rows in any order: that of their ids is always the same.
    found = rows_of(frame, plan, source.kinds, collect=engine.collect, order=name)
    if len(found) <= rows:
        return found
    return found.take(np.linspace(0, len(found) - 1, rows).astype(np.intp))


def _series(values: NDArray[Any]) -> object:
    """Return values as a column whose kind can be told, though some are missing."""
    import pandas as pd  # noqa: PLC0415 - as above

    series = pd.Series(values)
    return series.convert_dtypes() if series.dtype == object else series

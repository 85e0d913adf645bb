"""A small log in memory, opened without any of our engines: the cube knows none of them."""

from dataclasses import replace
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl
import pytest

from evenhand.counting import count_further
from evenhand.cube.counted import count
from evenhand.cube.survey import survey
from evenhand.plan import Plan

KINDS = {
    pl.Int64: "integer",
    pl.Float64: "number",
    pl.Boolean: "boolean",
    pl.Datetime: "time",
    pl.Date: "date",
}


class Opened(NamedTuple):
    """A log as the cube gets it from an engine."""

    frame: Any
    kinds: dict[str, str]

    @staticmethod
    def collect(frame):
        found = frame.to_native().collect()
        return {name: found[name].to_numpy() for name in found.columns}

    @staticmethod
    def with_bucket(frame, column):
        return frame.with_columns(entity_bucket=nw.col(column) % 64)

    @property
    def stream(self):
        """Return None: what is tested here is counted by group-by."""

    def sample(self, columns, rows):
        """Return the first rows: what is tested here is small."""
        return self.collect(self.frame.select(*columns).head(rows))

    def values(self, expression):
        """Return what an expression makes of every row."""
        return self.collect(self.frame.select(value=expression))["value"].tolist()


@pytest.fixture(scope="session")
def opened():
    """Return a builder of an open log from its columns."""

    def build(columns, **schema):
        frame = pl.DataFrame(columns, schema_overrides=schema, strict=False)
        kinds = {name: KINDS.get(type(of), "text") for name, of in frame.schema.items()}
        return Opened(nw.from_native(frame.lazy()), kinds)

    return build


@pytest.fixture(scope="session")
def surveyed(opened):
    """Return a builder of the survey of a log, from its columns and its plan."""

    def build(rows, /, **plan):
        log = opened(rows)
        return survey(log.frame, Plan.model_validate(plan), log.kinds, collect=log.collect)

    return build


@pytest.fixture(scope="session")
def taken(opened):
    """Return a builder of the tallies of a log, from its columns and its plan.

    `found` is what the survey is to have found in place of what it did.
    """

    def build(rows, /, *, cutoff=None, progress=lambda _: None, found=None, **asked):
        log, plan = opened(rows), Plan.model_validate(asked)
        seen = survey(log.frame, plan, log.kinds, collect=log.collect)
        seen = replace(seen, **(found or {}))
        first = count(log.frame, plan, log.kinds, seen, collect=log.collect, progress=progress)
        tallies, _, _ = count_further(
            log, log.frame, plan, log.kinds, first, cutoff=cutoff, progress=progress
        )
        return tallies

    return build

"""A log of twelve decisions, opened as an audit opens it."""

from contextlib import ExitStack
from datetime import UTC, datetime

import pandas as pd
import pytest

from evenhand.engines.opened import opened
from evenhand.plan import Plan

# A decision a day from 1 January. A: 3 of 4 would repay, B: 2 of 4; the last four are held out
# where there is no cutoff: three.
GROUPS = "AAAABBBBABAB"
LABELS = [1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1]


@pytest.fixture
def log():
    """Return a builder of the log; columns that are named take the place of its own."""

    def build(**columns):
        own = {
            "id": [f"d{place:02}" for place in range(12)],
            "at": pd.date_range("2025-01-01", periods=12, freq="D"),
            "group": list(GROUPS),
            "decision": ["yes", "no"] * 6,
            "repaid": pd.array(LABELS, dtype="Int64"),
        }
        return pd.DataFrame({**own, **columns})

    return build


@pytest.fixture
def plan():
    """Return a builder of the plan of that log; roles that are None are left out."""

    def build(**roles):
        asked = {"id": "id", "time": "at", **roles}
        label = roles.pop("label", "repaid")
        asked.pop("label", None)
        return Plan.model_validate(
            {
                "decision": {"column": "decision", "favourable": "yes"},
                "protected": [{"column": "group"}],
                "columns": {role: column for role, column in asked.items() if column},
                **({"label": {"column": label, "positive": "1"}} if label else {}),
            }
        )

    return build


@pytest.fixture
def source():
    """Return what opens a log by a plan."""
    with ExitStack() as stack:

        def build(frame, asked):
            moment = datetime(2026, 1, 1, tzinfo=UTC)
            return stack.enter_context(opened(frame, asked, as_of=moment, progress=lambda _: None))

        yield build

"""How long windows and versions were seen: slots counted, quiet ones among them."""

# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from evenhand.analyses.spans import spans
from evenhand.cube.windows import calendar_of


@pytest.fixture(scope="session")
def seen(tallies):
    """Return a function from (slot, version) of each decision, and a calendar, to tallies."""

    def run(decided, calendar):
        rows = [
            {
                "decision": "favourable",
                "n": 1,
                "slot": slot,
                "model_version": version,
                "window": calendar.window_of(slot) if slot != "unknown" else slot,
            }
            for slot, version in decided
        ]
        found = tallies(rows, calendar=calendar)
        unknown = ["unknown"] if "unknown" in found.slots.levels["slot"] else []
        # Every slot of the calendar is there, whether or not anything happened in it.
        order = [*calendar.slots, *unknown]
        return replace(found, slots=found.slots.relabel("slot", str, order))

    return run


MONTHS = calendar_of("month", datetime(2025, 1, 30), datetime(2025, 3, 2))
DECIDED = [("2025-01-30", "v1"), ("2025-02-03", "v1"), ("2025-02-10", "v2"), ("2025-03-02", "v1")]


def test_a_window_is_as_long_as_the_log_was_seen_in_it(seen):
    assert spans(seen(DECIDED, MONTHS), "window").tolist() == [2, 28, 2]


def test_a_version_lasts_from_its_first_day_to_its_last(seen):
    assert spans(seen(DECIDED, MONTHS), "model_version").tolist() == [32, 1]


def test_what_has_no_time_has_no_length(seen):
    found = seen([*DECIDED, ("unknown", "v3")], MONTHS)
    assert spans(found, "window")[:3].tolist() == [2, 28, 2]
    assert np.isnan(spans(found, "window")[3])
    assert spans(found, "model_version")[:2].tolist() == [32, 1]
    assert np.isnan(spans(found, "model_version")[2])


def test_without_times_nothing_has_a_length(tallies):
    rows = [{"decision": "favourable", "n": 1, "model_version": v} for v in ("v1", "v2")]
    assert np.isnan(spans(tallies(rows), "model_version")).all()


def test_hours_are_parts_of_a_day(seen):
    hours = calendar_of("hour", datetime(2025, 1, 1, 0), datetime(2025, 1, 1, 5))
    found = seen([(hours.slots[0], "v1"), (hours.slots[5], "v1")], hours)
    assert spans(found, "model_version").tolist() == [0.25]

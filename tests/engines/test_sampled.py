"""A sample of a log is rows of it, the same every time, with the labels that they have."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from evenhand.engines.opened import opened
from evenhand.engines.sampled import sampled
from evenhand.plan import Plan

N = 1_000
PLAN = {
    "decision": {"column": "decision", "favourable": "yes"},
    "label": {"column": "outcome"},
    "protected": [{"column": "sex"}],
    "features": ["number"],
    "columns": {"id": "id", "time": "at"},
}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def frame():
    number = np.arange(N)
    return pd.DataFrame(
        {
            "id": [f"id-{place:04}" for place in number],
            "decision": np.where(number % 3 == 0, "yes", "no"),
            "outcome": number % 2,
            "sex": np.where(number % 5 == 0, "F", "M"),
            "number": number,
            "at": pd.Timestamp("2025-01-01") + pd.to_timedelta(number, unit="h"),
        }
    )


def taken(log, rows, labels=None, **more):
    plan = Plan.model_validate({**PLAN, **more})
    with opened(log, plan, labels=labels, as_of=NOW, progress=lambda _: None) as source:
        return sampled(source, plan, rows)


def of(found, name):
    return found.features[name].astype(int).tolist()


def test_a_log_that_is_small_is_taken_whole(frame):
    found = taken(frame, 5_000)
    assert of(found, "number") == list(range(N))
    np.testing.assert_array_equal(found.label, np.arange(N) % 2)


def test_a_large_log_is_taken_in_even_steps_and_in_order_of_time(frame):
    found = of(taken(frame.iloc[::-1], 100), "number")
    assert len(found) == 100
    assert set(np.diff(found)) == {10}


def test_files_and_frames_give_the_same_sample(frame, tmp_path):
    frame.to_parquet(tmp_path / "log.parquet")
    path = str(tmp_path / "log.parquet")
    assert of(taken(path, 100), "number") == of(taken(frame, 100), "number")


def test_labels_of_a_file_of_their_own_belong_to_their_rows(frame, tmp_path):
    frame.drop(columns="outcome").to_parquet(tmp_path / "log.parquet")
    frame[["id", "outcome"]].sample(frac=1, random_state=1).to_parquet(tmp_path / "labels.parquet")
    paths = str(tmp_path / "log.parquet"), 400, str(tmp_path / "labels.parquet")
    found = taken(*paths)
    numbers = of(found, "number")
    assert 100 < len(numbers) <= 400
    assert numbers == sorted(numbers)
    np.testing.assert_array_equal(found.label, np.array(numbers) % 2)
    assert of(taken(*paths), "number") == numbers


def test_with_labels_apart_a_small_log_is_taken_whole_and_in_order_of_ids_without_times(frame):
    log = frame.drop(columns="outcome").iloc[::-1]
    found = taken(log, 5_000, frame[["id", "outcome"]], columns={"id": "id"})
    assert of(found, "number") == list(range(N))


def test_with_labels_apart_no_more_rows_are_taken_than_asked_for(frame):
    found = taken(frame.drop(columns="outcome"), 10, frame[["id", "outcome"]])
    assert 0 < len(found) <= 10


def test_times_are_on_the_clock_of_the_plans_zone(frame):
    log = frame.assign(at=frame["at"].dt.tz_localize("UTC"))
    found = taken(log, 5_000, timezone="Asia/Tokyo")
    assert found.at.min() == np.datetime64("2025-01-01T09:00")

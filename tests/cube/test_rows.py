"""A sample's rows: decisions, labels and groups as the tallies have them."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from evenhand.cube.rows import rows_of
from evenhand.engines.opened import opened
from evenhand.plan import Plan

LOG = pd.DataFrame(
    {
        "decision": ["yes", "no", "yes", None],
        "outcome": [1, 0, None, 1],
        "age": [25, 61, None, 40],
        "sex": ["F", "M", None, "F"],
        "income": [10.0, np.nan, 30.0, 40.0],
        "job": ["a", None, "b", "a"],
        "score": [0.1, 0.2, np.nan, 0.4],
        "who": ["p", "q", "p", None],
        "at": pd.to_datetime(["2025-01-03", "2025-01-01", "2025-01-02", "2025-01-04"]),
    }
)
PLAN = {
    "decision": {"column": "decision", "favourable": "yes"},
    "label": {"column": "outcome"},
    "protected": [{"column": "age", "bands": ["18-39", "40+"]}, {"column": "sex"}],
    "features": ["income", "job"],
}
MORE = {
    "score": {"column": "score"},
    "columns": {"entity": "who", "time": "at"},
}


def rows(order=None, **more):
    plan = Plan.model_validate({**PLAN, **more})
    now = datetime(2025, 6, 1, tzinfo=UTC)
    with opened(LOG, plan, as_of=now, progress=lambda _: None) as found:
        return rows_of(found.frame, plan, found.kinds, collect=found.engine.collect, order=order)


def test_decisions_and_labels_are_numbers_and_what_is_missing_is_none():
    found = rows()
    np.testing.assert_array_equal(found.decision, [1, 0, 1, np.nan])
    np.testing.assert_array_equal(found.label, [1, 0, np.nan, 1])
    assert len(found) == 4


def test_groups_are_those_of_the_plan_bands_among_them():
    found = rows()
    assert found.groups["age"].tolist() == ["18-39", "40+", "unknown", "40+"]
    assert found.groups["sex"].tolist() == ["F", "M", "unknown", "F"]


def test_features_are_numbers_or_text_as_the_log_has_them():
    found = rows()
    np.testing.assert_array_equal(found.features["income"], [10, np.nan, 30, 40])
    assert found.features["job"].tolist() == ["a", None, "b", "a"]


def test_what_the_plan_does_not_name_is_not_there():
    found = rows()
    assert (found.score, found.at, found.person) == (None, None, None)


def test_rows_are_in_order_of_time_and_everything_goes_along():
    found = rows(**MORE)
    np.testing.assert_array_equal(found.decision, [0, 1, 1, np.nan])
    np.testing.assert_array_equal(found.score, [0.2, np.nan, 0.1, 0.4])
    assert found.person.tolist() == ["q", "p", "p", None]
    assert found.groups["sex"].tolist() == ["M", "unknown", "F", "F"]
    assert (np.diff(found.at) > np.timedelta64(0, "us")).all()


def test_rows_without_times_can_be_ordered_by_a_column():
    assert rows(order="income").features["income"][:3].tolist() == [10.0, 30.0, 40.0]


@pytest.mark.parametrize("places", [[2, 0], []])
def test_some_rows_are_taken_in_the_order_asked_for(places):
    found = rows(**MORE)
    part = found.take(np.array(places, dtype=np.intp))
    assert len(part) == len(places)
    np.testing.assert_array_equal(part.score, found.score[places])
    assert part.features["job"].tolist() == [found.features["job"][place] for place in places]


def test_some_rows_of_what_has_no_score_time_or_person_have_none_either():
    part = rows().take(np.array([1]))
    assert (part.score, part.at, part.person) == (None, None, None)

"""The tally of rows that two versions decided."""

import narwhals as nw
import pandas as pd
import pytest

from evenhand.audit import audit
from evenhand.errors import PlanError
from evenhand.plan import Plan

LOG = pd.DataFrame(
    {
        "sex": ["F", "F", "F", "M", "M", "M"],
        "old": ["yes", "yes", "no", "yes", "no", None],
        "new": ["yes", "no", "no", "yes", "yes", "yes"],
        "w": [1.0, 1.0, 2.0, 1.0, 1.0, 1.0],
    }
)


def plan(**more):
    return Plan.model_validate(
        {
            "decision": {"column": "new", "favourable": "yes"},
            "protected": [{"column": "sex"}],
            "baseline": {"decision": "old"},
            "gates": [],
            **more,
        }
    )


def test_decisions_that_differ_are_counted_each_way_by_group():
    found = {one.group: one for one in audit(LOG, plan()).churn}
    women, men = found["F",], found["M",]
    assert (women.n, women.gained, women.lost) == (3, 0, pytest.approx(1 / 3))
    # The row that only one version decided is no row of both.
    assert (men.n, men.gained, men.lost) == (2, 0.5, 0)
    assert found[()].n == 5


def test_rows_count_by_their_weight():
    found = {one.group: one for one in audit(LOG, plan(columns={"weight": "w"})).churn}
    assert found["F",].lost == pytest.approx(1 / 4)


def test_without_a_column_of_decisions_there_is_nothing_to_compare_with():
    frame = nw.from_native(LOG.assign(score=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6])).to_native()
    asked = Plan.model_validate(
        {
            "score": {"column": "score", "threshold": 0.5},
            "protected": [{"column": "sex"}],
            "baseline": {"decision": "old"},
        }
    )
    with pytest.raises(PlanError, match="names no column of decisions"):
        audit(frame, asked)


def test_without_a_second_column_nothing_is_counted_twice():
    found = audit(LOG, plan(baseline={}))
    assert (found.churn, found.baseline) == ((), None)

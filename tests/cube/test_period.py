# ruff: noqa: DTZ001 - inside the cube times name no zone
from datetime import datetime

import pytest

from evenhand.cube.period import Period, period_of, within
from evenhand.errors import LogError, PlanError
from evenhand.plan import Plan

AS_OF = datetime(2025, 3, 31, 14, 30)
ROWS = {"t": [datetime(2025, 3, day, 12) for day in (1, 2, 3, 4)] + [None]}


def asked(**period):
    return Plan.model_validate({"period": period, "columns": {"time": "t"}})


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ({}, None, None),
        ({"from": "2025-01-02"}, datetime(2025, 1, 2), None),
        ({"to": "2025-01-02"}, None, datetime(2025, 1, 3)),
        ({"to": "2025-01-02T10:00"}, None, datetime(2025, 1, 2, 10, 0, 0, 1)),
        ({"last": "1d"}, datetime(2025, 3, 31), datetime(2025, 4, 1)),
        ({"last": "2w"}, datetime(2025, 3, 18), datetime(2025, 4, 1)),
        ({"last": "6h"}, datetime(2025, 3, 31, 8, 30), datetime(2025, 3, 31, 14, 30, 0, 1)),
    ],
)
def test_a_period_has_the_days_that_it_names(period, start, end):
    assert period_of(asked(**period), AS_OF) == Period(start, end)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ({"from": "2025-02-01", "to": "2025-01-01"}, "before it starts"),
        ({"from": "yesterday"}, "`from` 'yesterday' is not a date"),
        ({"to": "31.3.2025"}, "`to` '31.3.2025' is not a date"),
        ({"last": "9d", "to": "2025-01-01"}, "both `last` and an end"),
        ({"last": "9d", "from": "2025-01-01"}, "both `last` and an end"),
        ({"from": "2025-01-01T00:00Z"}, "names a zone"),
        ({"to": "9999-12-31"}, "beyond the years 1 to 9999"),
        ({"last": "99999999h"}, "beyond the years 1 to 9999"),
        ({"last": "9999999999d"}, "beyond the years 1 to 9999"),
    ],
)
def test_a_period_that_cannot_be_is_refused(period, said):
    with pytest.raises(PlanError, match=said):
        period_of(asked(**period), AS_OF)


def cut(opened, **period):
    log, plan = opened(ROWS), asked(**period)
    frame, outside = within(log.frame, plan, log.kinds, period_of(plan, AS_OF), collect=log.collect)
    return frame.collect()["t"].to_list(), outside


def test_rows_outside_the_period_and_rows_without_a_time_are_counted_and_left_out(opened):
    kept, outside = cut(opened, **{"from": "2025-03-02", "to": "2025-03-03"})
    assert kept == ROWS["t"][1:3]
    assert outside == 3
    assert cut(opened, to="2025-03-03") == (ROWS["t"][:3], 2)


def test_without_a_period_rows_without_a_time_stay(opened):
    assert cut(opened) == (ROWS["t"], 0)


def test_a_period_without_decisions_says_where_the_log_lies(opened):
    with pytest.raises(LogError, match=r"no decision .* from 2025-03-01.12:00 to 2025-03-04.12:00"):
        cut(opened, **{"from": "2026-01-01", "to": "2026-01-02"})
    with pytest.raises(LogError, match="no decision"):
        cut(opened, **{"from": "2026-01-01"})


def test_a_period_needs_a_time_column(opened):
    log, plan = opened(ROWS), Plan.model_validate({"period": {"last": "9d"}})
    with pytest.raises(PlanError, match="when decisions were made") as caught:
        within(log.frame, plan, log.kinds, period_of(plan, AS_OF), collect=log.collect)
    assert "--time" in caught.value.hint

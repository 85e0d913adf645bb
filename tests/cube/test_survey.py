# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
import math
from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from evenhand.cube.survey import survey
from evenhand.errors import LogError
from evenhand.plan import Plan

DECISION = {"column": "d", "favourable": "yes"}


def test_a_survey_knows_ranges_and_values(surveyed):
    seen = surveyed(
        {
            "d": ["yes", "no", "no", None],
            "y": [1, 0, None, None],
            "s": [0.25, None, 0.75, 0.25],
            "t": [datetime(2025, 3, 2), None, datetime(2025, 3, 1, 23), datetime(2025, 4, 1)],
        },
        decision=DECISION,
        label={"column": "y"},
        score={"column": "s"},
        columns={"time": "t"},
    )
    assert (seen.rows, seen.score_low, seen.score_high) == (4, 0.25, 0.75)
    assert (seen.first, seen.last) == (datetime(2025, 3, 1, 23), datetime(2025, 4, 1))
    assert list(seen.values["decision"].items()) == [("no", 2), (None, 1), ("yes", 1)]
    assert seen.values["label"] == {None: 2, "0": 1, "1": 1}


def test_dates_are_times_at_midnight(surveyed):
    seen = surveyed({"t": [date(2025, 3, 2), date(2025, 3, 1)]}, columns={"time": "t"})
    assert (seen.first, seen.last) == (datetime(2025, 3, 1), datetime(2025, 3, 2))


@pytest.mark.parametrize(
    ("stray", "said"),
    [
        ("9999-12-31", "from 2025-03-01 to 9999-12-31"),
        ("2101-01-01", "from 2025-03-01 to 2101-01-01"),
        ("1979-12-31T23:59:59.999999", "from 1979-12-31 to 2025-03-01"),
        ("1970-01-01", "from 1970-01-01 to 2025-03-01"),
        ("0001-01-01", "from 0001-01-01 to 2025-03-01"),
        ("-0044-03-15", "from -044-03-15 to 2025-03-01"),
        ("57134-06-01", "from 2025-03-01 to 57134-06-01"),
    ],
)
def test_times_at_which_nobody_can_have_decided_are_an_error(surveyed, stray, said):
    times = np.array(["2025-03-01", stray, "NaT"], dtype="datetime64[us]")
    with pytest.raises(LogError) as caught:
        surveyed({"t": times}, columns={"time": "t"})
    outside = "1 decision has a time outside the years 1980 to 2100"
    assert str(caught.value).startswith(f"{outside}: the column 't' reaches {said}")
    assert "--from and --to" in caught.value.hint


def test_all_decisions_at_times_that_cannot_be_are_counted(surveyed):
    times = np.array(["9999-12-31", "1601-01-01", "9999-12-31"], dtype="datetime64[us]")
    with pytest.raises(LogError, match="3 decisions have times outside the years 1980 to 2100"):
        surveyed({"t": times}, columns={"time": "t"})


def test_the_years_to_decide_in_have_ends(surveyed):
    ends = [datetime(1980, 1, 1), datetime(2100, 12, 31, 23, 59, 59, 999_999)]
    seen = surveyed({"t": ends}, columns={"time": "t"})
    assert [seen.first, seen.last] == ends


def test_ends_that_no_row_has_are_an_error(opened):
    log = opened({"t": [datetime(2025, 3, 1)]})
    plan = Plan.model_validate({"columns": {"time": "t"}})

    def collect(frame):
        found = log.collect(frame)
        return found | ({"last": np.array(["9999-12-31"], "M8[us]")} if "last" in found else {})

    with pytest.raises(LogError, match="times lie outside what the files of the log say"):
        survey(log.frame, plan, log.kinds, collect=collect)


def test_without_times_and_scores_there_are_no_ranges(surveyed):
    seen = surveyed({"x": [1, 2]})
    assert (seen.first, seen.last) == (None, None)
    assert math.isnan(seen.score_low)


def test_columns_that_are_empty_have_no_ranges(opened):
    log = opened({"s": [None], "t": [None]}, s=pl.Float64, t=pl.Datetime("us"))
    plan = Plan.model_validate({"score": {"column": "s"}, "columns": {"time": "t"}})
    seen = survey(log.frame, plan, log.kinds, collect=log.collect)
    assert (seen.rows, seen.first, seen.last) == (1, None, None)
    assert math.isnan(seen.score_low)


def test_values_that_mean_the_same_are_counted_together(surveyed):
    seen = surveyed(
        {"d": ["yes", "no", "yes", "no"], "y": [1.0, None, float("nan"), 0.0]},
        decision=DECISION,
        label={"column": "y"},
    )
    assert seen.values["label"] == {None: 2, "0": 1, "1": 1}


def test_a_log_without_rows_is_an_error(surveyed):
    with pytest.raises(LogError, match="the log has no decisions in it") as caught:
        surveyed({"d": []}, decision=DECISION)
    assert caught.value.hint == "is it the right file?"


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ({"score": {"column": "x"}}, "score"),
        ({"columns": {"weight": "x"}}, "weight"),
        ({"kpis": {"latency": "x"}}, "latency"),
        ({"kpis": {"satisfaction": "x"}}, "satisfaction"),
        ({"kpis": {"failure": "x"}}, "failure"),
    ],
)
def test_nan_and_infinity_in_a_number_column_are_an_error(surveyed, bad, asked, called):
    with pytest.raises(LogError, match=f"the {called} column 'x' has 2 values that are") as caught:
        surveyed({"x": [1.0, bad, bad, 0.0]}, **asked)
    assert "leave a value that is missing empty" in caught.value.hint


def test_a_score_may_be_missing(surveyed):
    assert surveyed({"x": [1.0, None]}, score={"column": "x"}).score_high == 1.0


def test_a_sum_that_overflows_is_no_bad_value(surveyed):
    assert surveyed({"x": [1.7e308, 1.7e308]}, kpis={"cost": "x"}).rows == 2


def test_a_missing_weight_is_an_error(surveyed):
    with pytest.raises(LogError, match="weight column 'w' is empty in 2 rows") as caught:
        surveyed({"w": [1.0, None, None]}, columns={"weight": "w"})
    assert caught.value.hint == "give every row a weight, or do not name a weight column"


def test_a_negative_weight_is_an_error(surveyed):
    with pytest.raises(LogError, match="weight column 'w' has negative values") as caught:
        surveyed({"w": [1.0, -0.5]}, columns={"weight": "w"})
    assert caught.value.hint == "weights count people"


def test_a_weight_of_zero_is_allowed(surveyed):
    assert surveyed({"w": [1.0, 0.0]}, columns={"weight": "w"}).rows == 2


@pytest.mark.parametrize("kpi", ["failure", "review", "override"])
@pytest.mark.parametrize(
    "values", [["yes", "perhaps"], [0, 2], [-1, 1], [0.0, 0.5], ["1", "2"], ["yes", ""]]
)
def test_a_yes_no_column_with_other_values_is_an_error(surveyed, kpi, values):
    with pytest.raises(LogError, match=f"the {kpi} column 'x' holds more than yes and") as caught:
        surveyed({"x": values}, kpis={kpi: "x"})
    assert caught.value.hint == "use true and false, yes and no, or 1 and 0"


@pytest.mark.parametrize(
    "values", [["yes", "NO", None], [True, False, None], [1, 0, None], [1.0, 0.0, None]]
)
def test_a_yes_no_column_may_be_empty_in_some_rows(surveyed, values):
    assert surveyed({"x": values}, kpis={"failure": "x"}).rows == 3


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ({"score": {"column": "x"}}, "score"),
        ({"columns": {"weight": "x"}}, "weight"),
        ({"kpis": {"cost": "x"}}, "cost"),
    ],
)
def test_text_where_numbers_are_wanted_is_an_error(surveyed, asked, called):
    with pytest.raises(LogError, match=f"the {called} column 'x' holds text, not numbers"):
        surveyed({"x": ["1", "2"]}, **asked)


@pytest.mark.parametrize("empty", [[None, None], ["", ""], ["", None]])
def test_an_empty_decision_is_an_error(surveyed, empty):
    with pytest.raises(LogError, match="the decision column 'd' is empty"):
        surveyed({"d": [*empty], "x": ["a", "b"]}, decision=DECISION)


def test_a_decision_of_which_nobody_said_what_is_favourable_is_an_error(surveyed):
    with pytest.raises(LogError, match="nobody said which value of 'd' is favourable") as caught:
        surveyed({"d": ["no", "yes", "no", None, ""]}, decision={"column": "d"})
    assert str(caught.value).endswith(": no (2), yes (1)")
    assert caught.value.hint == "name the one that the person hopes for, with --favourable"


def test_a_favourable_value_that_no_row_has_is_an_error(surveyed):
    with pytest.raises(LogError) as caught:
        surveyed({"d": ["Yes", "No", "Yes"]}, decision={"column": "d", "favourable": ["yes", "y"]})
    assert str(caught.value) == "no decision in 'd' is yes, y; it holds: Yes (2), No (1)"
    assert "as the log writes it" in caught.value.hint


def test_only_the_commonest_values_are_shown(surveyed):
    values = [f"v{i:02}" for i in range(20) for _ in range(20 - i)]
    with pytest.raises(LogError, match="it holds") as caught:
        surveyed({"d": values}, decision=DECISION)
    assert "v07 (13)" in str(caught.value)
    assert "v08" not in str(caught.value)


def test_a_label_of_which_no_value_is_positive_is_an_error(surveyed):
    with pytest.raises(LogError) as caught:
        surveyed({"y": ["repaid", "default", "", None]}, label={"column": "y"})
    assert str(caught.value) == ("no label in 'y' is 1 or true; it holds: default (1), repaid (1)")
    assert caught.value.hint.endswith("--set label.positive=default")


@pytest.mark.parametrize("labels", [[0, 0, None], [None, None, None], ["", None, ""]])
def test_labels_may_be_all_negative_or_all_missing(surveyed, labels):
    assert surveyed({"y": labels, "x": [1, 2, 3]}, label={"column": "y"}).rows == 3


@pytest.mark.parametrize("role", ["decision", "label"])
def test_a_column_with_too_many_values_is_no_decision_and_no_label(surveyed, role):
    asked = {role: {"column": "id"}}
    with pytest.raises(LogError, match=f"{role} column 'id' has more than 1,000 diff") as caught:
        surveyed({"id": list(range(1001))}, **asked)
    assert "--threshold" in caught.value.hint
    assert surveyed({"id": list(range(1000))}, label={"column": "id"}).rows == 1000


def test_what_a_task_ended_as_is_counted_and_must_be_named(surveyed):
    rows = {"end": ["won", "lost", "won", None]}
    asked = {"column": "end", "success": "won", "failed": "fell"}
    assert surveyed(rows, outcome=asked).values["outcome"] == {"won": 2, None: 1, "lost": 1}
    with pytest.raises(LogError, match="no value of the outcome column 'end'; it holds: won") as at:
        surveyed(rows, outcome={**asked, "success": "winner"})
    assert "[outcome]" in at.value.hint
    assert surveyed({"end": pl.Series([None], dtype=pl.String)}, outcome=asked).rows == 1


def test_a_column_with_too_many_values_is_no_outcome(surveyed):
    rows = {"id": [str(place) for place in range(1001)]}
    with pytest.raises(LogError, match="outcome column 'id' has more than 1,000") as caught:
        surveyed(rows, outcome={"column": "id", "success": "1", "failed": "2"})
    assert "how a task ended" in caught.value.hint


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        ({"kpis": {"handoff": "x"}}, "handoff"),
        ({"own_kpis": [{"name": "kept", "column": "x", "kind": "rate"}]}, "kept"),
    ],
)
def test_every_flag_is_yes_or_no(surveyed, plan, named):
    assert surveyed({"x": [1, 0, None]}, **plan).rows == 3
    with pytest.raises(LogError, match=f"the {named} column 'x' holds more than yes and no"):
        surveyed({"x": [1, 2]}, **plan)


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        ({"kpis": {"steps": "x"}}, "steps"),
        ({"own_kpis": [{"name": "spent", "column": "x"}]}, "spent"),
        ({"own_kpis": [{"name": "spent", "column": "x", "kind": "sum"}]}, "spent"),
    ],
)
def test_every_number_is_finite(surveyed, plan, named):
    with pytest.raises(LogError, match=f"the {named} column 'x' has 1 values that are NaN or"):
        surveyed({"x": [1.0, math.inf]}, **plan)


def test_no_more_calls_can_fail_than_were_made(surveyed):
    roles = {"tool_calls": "all", "tool_failures": "bad"}
    assert surveyed({"all": [3, 0, None], "bad": [3, 0, 1]}, kpis=roles).rows == 3
    with pytest.raises(LogError, match="in 1 rows more tool calls failed than were made"):
        surveyed({"all": [3, 0, None], "bad": [4, 0, 1]}, kpis=roles)


def test_whole_numbers_are_values_as_they_are_written(surveyed):
    most = 2**53 - 1
    seen = surveyed(
        {"d": [1, 2, 1, None], "y": [most, -most, 0, None]},
        decision={"column": "d", "favourable": "1"},
        label={"column": "y", "positive": str(most)},
    )
    assert seen.values["decision"] == {"1": 2, "2": 1, None: 1}
    assert seen.values["label"] == {str(most): 1, str(-most): 1, "0": 1, None: 1}


@pytest.mark.parametrize("large", [2**53, -(2**53) - 1])
def test_whole_numbers_that_floats_cannot_tell_apart_are_an_error(surveyed, large):
    with pytest.raises(LogError, match="label column 'y' holds numbers of 16 digits and") as caught:
        surveyed({"y": [large, 0]}, label={"column": "y", "positive": "0"})
    assert caught.value.hint.endswith("store it as text")


def test_the_parts_of_a_log_are_looked_at_one_by_one(opened):
    nothing = {"t": pl.Datetime("us"), "s": pl.Float64}
    rows = {
        "d": ["yes", "no", "yes", None],
        "s": [0.25, None, 0.75, None],
        "w": [1.0, 2.0, 3.0, 4.0],
        "t": [datetime(2025, 3, 2), None, datetime(2025, 3, 1, 23), None],
    }
    log = opened(rows, **nothing)
    parts = [
        opened({name: [values[i]] for name, values in rows.items()}, **nothing) for i in range(4)
    ]
    plan = Plan.model_validate({
        "decision": DECISION, "score": {"column": "s"}, "columns": {"time": "t", "weight": "w"},
    })  # fmt: skip
    asked = []

    def collect(frame):
        asked.append(frame)
        return log.collect(frame)

    whole = survey(log.frame, plan, log.kinds, collect=log.collect)
    frames = [part.frame for part in parts]
    assert survey(log.frame, plan, log.kinds, collect=collect, parts=frames) == whole
    assert len(asked) == len(parts) + len(whole.values)

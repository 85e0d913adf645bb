import polars as pl
import pytest

from evenhand.cube.endings import endings, is_empty, is_one_of, values_of
from evenhand.errors import LogError, PlanError
from evenhand.plan import Outcome

ENDS = ["done", "broke", "human", "left", "still", "odd", "", None]
WHOLE = {
    "column": "end", "success": "done", "failed": "broke", "escalated": "human",
    "abandoned": "left", "ongoing": "still",
}  # fmt: skip


@pytest.fixture
def read(opened):
    """Return a function from values and an outcome to what each of its parts says of each row."""

    def run(values, **asked):
        log = opened({"end": values})
        found = endings(Outcome.model_validate({"column": "end", **asked}), log.kinds)
        parts = {name: getattr(found, name) for name in found.__slots__}
        return {
            name: None if part is None else [plain(one) for one in log.values(part)]
            for name, part in parts.items()
        }

    return run


def plain(value):
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN


def test_each_end_counts_where_it_can_be_known(read):
    assert read(ENDS, **WHOLE) == {
        "over": [True, True, True, True, False, True, True, True],
        "success": [1, 0, 0, 0, None, None, None, None],
        "handoff": [0, 0, 1, 0, None, 0, None, None],
        "abandonment": [0, 0, 0, 1, None, 0, None, None],
        "indeterminate": [0, 0, 0, 0, None, 1, 1, 1],
    }


def test_what_the_plan_does_not_name_is_not_told(read):
    found = read(ENDS, success="done", failed="broke")
    assert (found["handoff"], found["abandonment"]) == (None, None)
    assert found["success"] == [1, 0, None, None, None, None, None, None]
    assert read(ENDS, escalated="human")["success"] is None


def test_numbers_and_truth_are_compared_as_what_they_are(read):
    ends = read([1.0, 2.0, 2.5, None], success="1", failed=["2.5", "2.0", "two", "nan"])
    assert ends["success"] == [1, 0, 0, None]
    assert read([True, False, None], success="true", failed="false")["success"] == [1, 0, None]
    assert read([True, False], success="yes", failed="false")["success"] == [None, 0]


def test_a_column_of_times_says_not_how_a_task_ended(opened):
    log = opened({"end": pl.Series([None], dtype=pl.Date)})
    with pytest.raises(LogError, match="the column 'end' holds date, and its values are compared"):
        is_one_of("end", ["2025-01-01"], log.kinds)


def test_an_end_that_is_named_twice_is_refused():
    outcome = Outcome.model_validate({**WHOLE, "abandoned": ["human"]})
    assert values_of(outcome) == ("done", "broke", "human", "human", "still")
    with pytest.raises(PlanError, match="the outcome 'human' is named twice"):
        endings(outcome, {"end": "text"})


def test_successes_alone_would_make_every_task_one():
    outcome = Outcome(column="end", success=("done",), ongoing=("still",))
    with pytest.raises(PlanError, match="successes and no others") as caught:
        endings(outcome, {"end": "text"})
    assert "outcome.failed" in caught.value.hint


def test_no_text_is_empty_and_zero_is_not(opened):
    log = opened({"word": ["a", "", None], "number": [0, 1, None]})
    assert log.values(is_empty("word", log.kinds)) == [False, True, True]
    assert log.values(is_empty("number", log.kinds)) == [False, False, True]

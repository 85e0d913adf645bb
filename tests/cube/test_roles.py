# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
from datetime import date, datetime

import narwhals as nw
import pytest

from evenhand.cube import roles
from evenhand.errors import LogError, PlanError
from evenhand.plan import Label, Plan, Protected


@pytest.fixture
def groups(opened):
    """Return what group each row lies in, by a protected attribute of the plan."""

    def build(columns, *, time=None, **protected):
        log = opened(columns)
        plan = Plan.model_validate({"columns": {"time": time}})
        at = roles.moment(plan, log.kinds)
        axis = roles.group(Protected.model_validate(protected), log.kinds, at)
        return [axis.level_of(raw) for raw in log.values(axis.key)]

    return build


def levels(opened, axis, columns):
    return [axis.level_of(raw) for raw in opened(columns).values(axis.key)]


def test_axes_of_attributes_and_conditions_are_kept_apart():
    assert roles.attribute_axis("sex") != roles.condition_axis("sex")


def test_values_that_mean_unknown_are_unknown_in_any_letter_case(groups):
    values = ["F", "unknown", "Unknown", "?", "", "  ", " UNKNOWN ", None, "f", "n/a"]
    assert groups({"sex": values}, column="sex") == [
        "F", *["unknown"] * 7, "f", "n/a",
    ]  # fmt: skip


def test_the_plan_says_which_words_mean_unknown(groups):
    values = ["F", "unknown", "Not Stated", "", None]
    assert groups({"sex": values}, column="sex", unknown=["not stated"]) == [
        "F", "unknown", "unknown", "", "unknown",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ([True, False, None], ["true", "false", "unknown"]),
        ([1, 0, None], ["1", "0", "unknown"]),
        ([1.0, 0.5, None], ["1", "0.5", "unknown"]),
    ],
)
def test_groups_need_not_be_text(groups, values, named):
    assert groups({"flag": values}, column="flag") == named


AGES = [17, 18, 39, 40, 61, 62, 130, -1, None]


@pytest.mark.parametrize("kind", [int, float])
def test_a_number_lies_in_the_band_that_names_it(groups, kind):
    ages = [None if age is None else kind(age) for age in AGES]
    found = groups({"age": ages}, column="age", bands=["18-39", "40-61", "62+"])
    out = "outside the bands"
    assert found == [out, "18-39", "18-39", "40-61", "40-61", "62+", "62+", out, "unknown"]


def test_a_fraction_below_the_next_whole_number_stays_in_its_band(groups):
    found = groups({"age": [39.999, 40.0]}, column="age", bands=["18-39", "40+"])
    assert found == ["18-39", "40+"]


def test_bands_come_in_the_order_of_the_plan_and_outside_last(opened):
    log = opened({"age": [1]})
    asked = Protected.model_validate({"column": "age", "bands": ["40+", "18-39"]})
    assert roles.group(asked, log.kinds, None).order == ("40+", "18-39", "outside the bands")


@pytest.mark.parametrize(
    ("born", "decided", "group"),
    [
        (date(1985, 6, 15), datetime(2025, 6, 14, 23, 59), "18-39"),
        (date(1985, 6, 15), datetime(2025, 6, 15), "40+"),
        (date(1985, 6, 15), datetime(2025, 12, 1), "40+"),
        (date(1985, 12, 31), datetime(2025, 1, 1), "18-39"),
        # Who was born on 29 February has a birthday on 1 March in other years.
        (date(1984, 2, 29), datetime(2024, 2, 28), "18-39"),
        (date(1984, 2, 29), datetime(2024, 2, 29), "40+"),
        (date(1985, 3, 1), datetime(2025, 2, 28), "18-39"),
        (date(1984, 2, 29), datetime(2023, 3, 1), "18-39"),
        (date(2004, 2, 29), datetime(2022, 2, 28), "outside the bands"),
        (date(2004, 2, 29), datetime(2022, 3, 1), "18-39"),
        (date(2030, 1, 1), datetime(2025, 1, 1), "outside the bands"),
        (None, datetime(2025, 1, 1), "unknown"),
        (date(1985, 6, 15), None, "unknown"),
    ],
)
def test_age_is_whole_years_at_the_time_of_the_decision(groups, born, decided, group):
    # A second row keeps both columns of dates where the first has none.
    columns = {
        "born": [born, date(1985, 6, 15)],
        "decided": [decided, datetime(2025, 1, 1)],
    }
    found = groups(columns, time="decided", column="born", bands=["18-39", "40+"])
    assert found == [group, "18-39"]


def test_a_date_of_birth_may_be_a_time_and_the_decision_a_date(groups):
    columns = {"born": [datetime(1985, 6, 15, 7)], "decided": [date(2025, 6, 15)]}
    assert groups(columns, time="decided", column="born", bands=["<40", "40+"]) == ["40+"]


def test_a_date_of_birth_without_the_time_of_the_decision_is_an_error(groups):
    with pytest.raises(LogError, match="ages of 'born' cannot be told") as caught:
        groups({"born": [date(1985, 6, 15)]}, column="born", bands=["40+"])
    assert caught.value.hint == "name the time column with --time"


def test_a_date_of_birth_without_bands_is_a_group_a_day(groups):
    assert groups({"born": [datetime(1985, 6, 15)]}, column="born") == ["1985-06-15 00:00:00"]


def test_bands_of_text_are_an_error(groups):
    with pytest.raises(LogError, match="banded column 'age' holds text, not numbers") as caught:
        groups({"age": ["40"]}, column="age", bands=["40+"])
    assert caught.value.hint == "name a numeric column, or store this one as numbers"


def test_a_band_that_cannot_be_read_is_an_error_of_the_plan(groups):
    with pytest.raises(PlanError, match="'forty' cannot be read"):
        groups({"age": [40]}, column="age", bands=["forty"])


def test_the_time_column_must_hold_times(opened):
    log = opened({"when": ["2025-01-01"]})
    plan = Plan.model_validate({"columns": {"time": "when"}})
    with pytest.raises(LogError, match="time column 'when' holds text, not times") as caught:
        roles.moment(plan, log.kinds)
    assert "2025-03-31T14:05:00" in caught.value.hint


def test_no_time_column_is_no_time(opened):
    assert roles.moment(Plan(), opened({"x": [1]}).kinds) is None


def test_a_decision_is_favourable_unfavourable_or_missing(opened):
    plan = Plan.model_validate({"decision": {"column": "d", "favourable": ["yes", "maybe"]}})
    columns = {"d": ["yes", "no", "maybe", "Yes", "", None]}
    axis = roles.decision(plan, opened(columns).kinds)
    assert levels(opened, axis, columns) == [
        "favourable", "unfavourable", "favourable", "unfavourable", "undecided", "undecided",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "favourable"),
    [([True, False, None], True), ([1, 0, None], 1), ([1.0, 0.0, None], "1")],
)
def test_a_decision_need_not_be_text(opened, values, favourable):
    plan = Plan.model_validate({"decision": {"column": "d", "favourable": favourable}})
    axis = roles.decision(plan, opened({"d": values}).kinds)
    assert levels(opened, axis, {"d": values}) == ["favourable", "unfavourable", "undecided"]


@pytest.mark.parametrize(
    ("good", "found"),
    [
        ("high", ["unfavourable", "favourable", "favourable", "undecided"]),
        ("low", ["favourable", "unfavourable", "unfavourable", "undecided"]),
    ],
)
def test_a_score_at_the_threshold_counts_as_above_it(opened, good, found):
    plan = Plan.model_validate({"score": {"column": "s", "threshold": 0.7, "favourable": good}})
    columns = {"s": [0.6999999999999999, 0.7, 0.7000000000000001, None]}
    axis = roles.decision(plan, opened(columns).kinds)
    assert levels(opened, axis, columns) == found


def test_the_decision_column_comes_before_the_score(opened):
    plan = Plan.model_validate(
        {
            "decision": {"column": "d", "favourable": "yes"},
            "score": {"column": "s", "threshold": 0.5},
        }
    )
    columns = {"d": ["yes", "no"], "s": [0.1, 0.9]}
    axis = roles.decision(plan, opened(columns).kinds)
    assert levels(opened, axis, columns) == ["favourable", "unfavourable"]


def test_a_score_without_a_threshold_decides_nothing_and_all_rows_count(opened):
    plan = Plan.model_validate({"score": {"column": "s"}})
    columns = {"s": [0.1, 0.9]}
    axis = roles.decision(plan, opened(columns).kinds)
    assert set(levels(opened, axis, columns)) == {"unfavourable"}


def test_a_score_of_text_is_an_error(opened):
    plan = Plan.model_validate({"score": {"column": "s", "threshold": 0.5}})
    with pytest.raises(LogError, match="score column 's' holds text, not numbers"):
        roles.decision(plan, opened({"s": ["0.9"]}).kinds)


@pytest.mark.parametrize(
    ("values", "positive", "found"),
    [
        ([1, 0, None], ["1"], ["positive", "negative", "unknown"]),
        ([1.0, 0.0, None], ["1"], ["positive", "negative", "unknown"]),
        ([True, False, None], ["1", "true"], ["positive", "negative", "unknown"]),
        (["repaid", "default", ""], ["repaid"], ["positive", "negative", "unknown"]),
    ],
)
def test_a_label_is_positive_negative_or_unknown(opened, values, positive, found):
    axis = roles.label(Label(column="y", positive=positive), opened({"y": values}).kinds)
    assert levels(opened, axis, {"y": values}) == found


def test_without_a_label_column_every_label_is_unknown(opened):
    assert set(levels(opened, roles.label(None, {}), {"y": [1, 0]})) == {"unknown"}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["Yes", "n", "TRUE", "0", "maybe", None], [1.0, 0.0, 1.0, 0.0, -1.0, None]),
        ([True, False, None], [1.0, 0.0, None]),
        ([1, 0, 2, None], [1.0, 0.0, 2.0, None]),
    ],
)
def test_yes_and_no_are_read_however_they_are_written(opened, values, found):
    log = opened({"flag": values})
    read = log.values(roles.binary("flag", log.kinds).cast(nw.Float64))
    assert [None if value != value else value for value in read] == found  # noqa: PLR0124 - NaN

# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
from datetime import datetime

import narwhals as nw
import polars as pl
import pytest

from evenhand.cube import kpis
from evenhand.cube.axis import Axis
from evenhand.cube.recorded import recorded
from evenhand.cube.tally import tally
from evenhand.errors import LogError
from evenhand.plan import Plan

YES_NO = [True, False, None]


@pytest.fixture
def figures(opened):
    """Return a function from columns and a plan to every figure of each row."""

    def run(rows, **asked):
        log, plan = opened(rows), Plan.model_validate(asked)
        found = kpis.values(plan, log.kinds)
        return {name: read(log, value) for name, value in found.items()}

    return run


def plain(value):
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN


def read(log, expression):
    return [plain(value) for value in log.values(expression)]


def every(*columns):
    """Return all rows that there are of some columns of yes, no and nothing."""
    rows = [()]
    for _ in columns:
        rows = [(*row, value) for row in rows for value in YES_NO]
    return {name: [row[i] for row in rows] for i, name in enumerate(columns)}, rows


def test_parts_of_figures_are_none_themselves(figures):
    asked = dict.fromkeys(("tool_calls", "tool_failures", "reopened", "returned"), "n")
    assert set(figures({"n": [1]}, kpis=asked)) == {"tool_failed"}


def test_columns_of_their_own_come_before_the_outcome(figures):
    found = figures(
        {"end": ["a", "b", "go"], "ok": [False, True, True], "human": [True, None, False]},
        outcome={"column": "end", "success": "a", "failed": "b", "ongoing": "go"},
        kpis={"success": "ok", "handoff": "human"},
    )
    assert found["success"] == [0, 1, None]
    assert found["handoff"] == [1, None, None]
    assert found["contained"] == [0, None, None]
    assert "abandonment" not in found


def test_without_an_outcome_nothing_goes_on(figures):
    found = figures({"human": YES_NO}, kpis={"handoff": "human"})
    assert found == {"handoff": [1, 0, None], "contained": [0, 1, None]}


def test_nobody_who_was_handed_over_can_be_called_back(figures):
    rows, known = every("human", "back")
    found = figures(rows, kpis={"handoff": "human", "returned": "back"})["no_callback"]
    assert found == [
        None if human is not False or back is None else float(not back) for human, back in known
    ]


@pytest.mark.parametrize("roles", [("reopened",), ("returned",), ("reopened", "returned")])
@pytest.mark.parametrize("handed", [False, True])
def test_a_success_that_is_known_to_be_undone_is_none(figures, roles, handed):
    after = (*roles, "handoff") if handed else roles
    rows, known = every("success", *after)
    found = figures(rows, kpis={name: name for name in ("success", *after)})["durable"]

    def durable(success, *undone):
        if success is not True:
            return None
        if any(undone):
            return 0.0
        return None if None in undone else 1.0

    assert found == [durable(*row) for row in known]


def test_nothing_lasts_where_nobody_looks_again(figures):
    rows, _ = every("success", "handoff")
    assert "durable" not in figures(rows, kpis={"success": "success", "handoff": "handoff"})


def test_a_retry_spoils_a_first_attempt_and_not_a_failure(figures):
    found = figures(
        {"ok": [True, True, True, False, False, None], "again": [0, 2, None, 0, None, 0]},
        kpis={"success": "ok", "retries": "again"},
    )
    assert found["first_attempt"] == [1, 0, None, 0, 0, None]
    assert found["retries"] == [0, 2, None, 0, None, 0]


def test_limits_cut_where_they_say(figures):
    rows = {"n": [4.0, 3.9, 4.1, None]}
    roles = {"latency": "n", "satisfaction": "n", "review_time": "n"}
    limits = {"latency": 4, "satisfied": 4, "review_time": 4}
    found = figures(rows, kpis=roles, limits=limits)
    assert found["sla_breach"] == [0, 0, 1, None]
    assert found["satisfied"] == [1, 0, 1, None]
    assert found["hasty_review"] == [0, 1, 0, None]
    assert set(figures(rows, kpis=roles)) == set(roles)
    assert set(figures(rows, limits=limits)) == set()


def test_an_override_is_one_of_a_review_and_of_all(figures):
    rows, known = every("review", "override")
    found = figures(rows, kpis={"review": "review", "override": "override"})
    of_reviews = [
        None if review is not True or override is None else float(override)
        for review, override in known
    ]
    assert found["override"] == of_reviews
    assert found["overridden"] == [
        0.0 if review is False else one for (review, _), one in zip(known, of_reviews, strict=True)
    ]
    alone = figures(rows, kpis={"override": "override"})
    assert alone["override"] == alone["overridden"]


def test_a_review_takes_time_where_there_was_one(figures):
    rows = {"looked": YES_NO, "took": [30.0, 20.0, 10.0]}
    found = figures(rows, kpis={"review": "looked", "review_time": "took"})
    assert found["review_time"] == [30, None, None]


def test_a_review_that_ends_at_a_time_takes_seconds(figures):
    rows = {
        "at": [datetime(2025, 1, 31, 23, 59, 30), datetime(2025, 1, 1), None],
        "seen": [datetime(2025, 2, 1, 0, 1, 0, 500_000), None, datetime(2025, 1, 1)],
    }
    found = figures(rows, kpis={"review_time": "seen"}, columns={"time": "at"})
    assert found["review_time"] == [pytest.approx(90.5), None, None]
    days = {"at": rows["at"][1:2], "seen": pl.Series([datetime(2025, 3, 2)], dtype=pl.Date)}
    found = figures(days, kpis={"review_time": "seen"}, columns={"time": "at"})
    assert found["review_time"] == [60 * 86_400]
    with pytest.raises(LogError, match="nothing says from when"):
        figures(rows, kpis={"review_time": "seen"})


def test_what_failed_has_a_class(figures, opened):
    rows = {"why": ["timeout", "", None], "broke": [True, False, None]}
    assert figures(rows, kpis={"failure_class": "why"}) == {"failure": [1, 0, 0]}
    named = {"failure_class": "why", "failure": "broke"}
    assert figures(rows, kpis=named) == {"failure": [1, 0, None]}
    log, plan = opened(rows), Plan(kpis=named)
    known = kpis.values(plan, log.kinds)
    failed, column = kpis.failures(plan, known)
    assert column == "why"
    assert read(log, failed) == [True, False, None]
    assert kpis.failures(Plan(), {}) is None


def test_a_figure_of_ones_own_counts_some_values_of_some_decisions(figures):
    rows = {"what": ["refund", "", "swap", None], "site": ["n", "n", "s", "n"], "eur": [1, 2, 3, 4]}
    where = {"site": ["n", "w"]}
    own = [
        {"name": "refunds", "column": "what", "kind": "rate", "values": "refund"},
        {"name": "north", "column": "what", "kind": "rate", "values": "refund", "where": where},
        {"name": "spent", "column": "eur", "where": {**where, "what": "refund"}},
        {"name": "all_spent", "column": "eur", "kind": "sum", "where": where},
        {"name": "tail", "column": "eur", "kind": "quantile"},
    ]
    assert figures(rows, own_kpis=own) == {
        "refunds": [1, None, 0, None],
        "north": [1, None, None, None],
        "spent": [1, None, None, None],
        "all_spent": [1, 2, 0, 4],
        "tail": [1, 2, 3, 4],
    }


def test_a_rate_without_values_counts_yes(figures, opened):
    own = [{"name": "kept", "column": "stay", "kind": "rate"}]
    assert figures({"stay": ["yes", "NO", None]}, own_kpis=own) == {"kept": [1, 0, None]}
    log = opened({"stay": ["yes"]})
    (kept,) = recorded(Plan.model_validate({"own_kpis": own}), log.kinds).values()
    assert (kept.column, kept.flag) == ("stay", True)


def test_a_sum_counts_nothing_recorded_as_nothing(figures):
    own = [{"name": "spent", "column": "eur", "kind": "sum"}]
    assert figures({"eur": [1.5, None]}, own_kpis=own) == {"spent": [1.5, 0]}


def test_two_sums_speak_of_the_same_rows(opened):
    log = opened({"bad": [1, None, 2, 0], "all": [3, 5, None, 4]})
    plan = Plan(kpis={"tool_failures": "bad", "tool_calls": "all"})
    ((above, below),) = kpis.pairs(plan, log.kinds).values()
    assert [read(log, above), read(log, below)] == [[1, None, None, 0], [3, None, None, 4]]
    assert kpis.pairs(Plan(kpis={"tool_failures": "bad"}), log.kinds) == {}


def test_costs_are_those_of_finished_tasks(opened):
    log = opened({"eur": [1.0, 2.0, 4.0, None], "ok": [True, False, None, True]})
    plan = Plan(kpis={"cost": "eur", "success": "ok"})
    ((above, below),) = kpis.pairs(plan, log.kinds).values()
    assert [read(log, above), read(log, below)] == [[1, 2, None, None], [1, 0, None, None]]


def test_what_is_added_up_are_counts_values_squares_and_products(opened):
    rows = {"eur": [1.0, 2.0, None], "ok": [True, False, True]}
    log, plan = opened(rows), Plan(kpis={"cost": "eur", "success": "ok"})
    measures = kpis.sums(plan, log.kinds, kpis.values(plan, log.kinds))
    everybody = {"all": Axis(nw.lit("all"))}
    found = tally(log.frame, everybody, measures, collect=log.collect, max_cells=1)
    added = {name: float(values.sum()) for name, values in found.measures.items()}
    assert added == {
        "n": 3,
        "cost n": 2, "cost total": 3, "cost squares": 5,
        "success n": 3, "success total": 2, "success squares": 2,
        "cost_per_success n": 2, "cost_per_success total": 3, "cost_per_success squares": 5,
        "cost_per_success base": 1, "cost_per_success base_squares": 1,
        "cost_per_success cross": 1,
    }  # fmt: skip


def test_quantiles_of_ones_own_have_histograms_too():
    own = [{"name": "tail", "column": "x", "kind": "quantile"}, {"name": "m", "column": "x"}]
    plan = Plan.model_validate({"own_kpis": own})
    assert kpis.quantiles(plan) == ("latency", "steps", "review_time", "tail")


def test_a_rate_of_a_class_of_failures_counts_what_did_not_fail(figures):
    own = {"name": "mine", "column": "why", "kind": "rate", "values": ["quota", "429"]}
    rows = {"failed": [True, True, False, False, None, True],
            "why": ["quota", None, None, "quota", "quota", "tool"]}  # fmt: skip
    roles = {"failure": "failed", "failure_class": "why"}
    found = figures(rows, kpis=roles, own_kpis=[own])
    assert found["mine"] == [1, 0, 0, 0, None, 0]
    # Without a column of failures, what has a class has failed.
    found = figures(rows, kpis={"failure_class": "why"}, own_kpis=[own])
    assert found["mine"] == [1, 0, 0, 1, 1, 0]
    # Any other column is known where it has a value.
    found = figures(rows, own_kpis=[own])
    assert found["mine"] == [1, None, None, 1, 1, 0]

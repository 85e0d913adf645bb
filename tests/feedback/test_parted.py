"""The decisions to train on, and the later ones that are held out."""

import pandas as pd
import pytest

from evenhand.feedback.parted import held_out_rows, parted, training_rows
from evenhand.plan import Plan


@pytest.fixture
def divided(log, plan, source):
    """Return what parts a log: where, and the ids on either side."""

    def run(cutoff=None, roles=None, **columns):
        asked = plan(**(roles or {}))
        opened = source(log(**columns), asked)
        collect = opened.engine.collect
        rows = opened.frame, asked, opened.kinds
        where = parted(*rows, cutoff=cutoff, collect=collect)
        known = None if isinstance(where, str) else where
        early = training_rows(*rows, where=known, cutoff=cutoff, collect=collect)
        sides = [sorted(collect(early.select("id"))["id"])]
        if known is not None:
            late = held_out_rows(*rows, where=known, collect=collect)
            sides.append(sorted(collect(late.select("id"))["id"]))
        return where, *sides

    return run


def ids(*places):
    return [f"d{place:02}" for place in places]


def test_the_last_quarter_is_held_out(divided):
    where, early, late = divided()
    assert (where.start.isoformat(), where.end) == ("2025-01-10T00:00:00", None)
    assert (where.earlier, where.later) == (9, 3)
    assert (early, late) == (ids(*range(9)), ids(9, 10, 11))


def test_the_order_of_the_rows_does_not_matter(divided, log):
    backwards = {name: values[::-1].array for name, values in log().items()}
    assert divided(**backwards) == divided()


def test_decisions_whose_labels_have_not_all_arrived_are_on_neither_side(divided):
    where, early, late = divided(cutoff="2025-01-09")
    assert where.end.isoformat() == "2025-01-09T00:00:00"
    assert (early, late) == (ids(*range(6)), ids(6, 7))


def test_rows_without_a_decision_or_a_time_are_on_neither_side(divided, log):
    decision, at = list(log()["decision"]), log()["at"].copy()
    decision[0], decision[1], at[11] = None, "", pd.NaT
    where, early, late = divided(decision=decision, at=at)
    assert (where.earlier, where.later) == (6, 3)
    assert (early, late) == (ids(*range(2, 8)), ids(8, 9, 10))


def test_decisions_of_the_moment_at_which_the_later_part_begins_all_are_in_it(divided, log):
    at = log()["at"].copy()
    at[7] = at[8] = at[9]
    where, early, late = divided(at=at)
    assert (where.earlier, where.later) == (7, 5)
    assert (early, late) == (ids(*range(7)), ids(*range(7, 12)))


def test_a_log_without_times_is_not_parted_and_all_of_it_trains(divided):
    where, early = divided(roles={"time": None})
    assert "names no time" in where
    assert early == ids(*range(12))


def test_a_log_of_one_moment_is_not_parted(divided):
    where, _ = divided(at=pd.to_datetime(["2025-01-01"] * 12))
    assert where.startswith("All decisions have the same time")


def test_a_log_in_which_no_label_can_have_arrived_is_not_parted(divided):
    where, early = divided(cutoff="2025-01-01")
    assert "too few decisions" in where
    assert early == []


def test_where_a_score_decides_rows_without_one_are_on_neither_side(log, source):
    asked = Plan.model_validate(
        {
            "score": {"column": "score", "threshold": 0.5},
            "protected": [{"column": "group"}],
            "columns": {"time": "at"},
        }
    )
    opened = source(log(score=[None, *[0.1 * place for place in range(11)]]), asked)
    where = parted(opened.frame, asked, opened.kinds, cutoff=None, collect=opened.engine.collect)
    assert where.earlier + where.later == 11


def test_where_nothing_is_decided_every_row_is_on_a_side(log, source):
    asked = Plan.model_validate({"protected": [{"column": "group"}], "columns": {"time": "at"}})
    opened = source(log(), asked)
    where = parted(opened.frame, asked, opened.kinds, cutoff=None, collect=opened.engine.collect)
    assert (where.earlier, where.later) == (9, 3)

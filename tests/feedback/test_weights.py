"""Sample weights: with them the label does not go with the group."""

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.feedback.weights import weights
from evenhand.inference.reweighing import reweighing
from evenhand.plan import Plan

COUNTS = arrays.arrays(
    np.float64, st.tuples(st.integers(2, 6), st.just(2)), elements=st.integers(1, 10_000)
)


@given(COUNTS)
def test_with_the_weights_labels_do_not_go_with_groups(counted):
    weighted = counted * reweighing(counted)
    share = weighted[:, 1] / weighted.sum(axis=1)
    assert share == pytest.approx(counted[:, 1].sum() / counted.sum())


@given(COUNTS)
def test_the_totals_of_groups_and_labels_stay(counted):
    weighted = counted * reweighing(counted)
    assert weighted.sum(axis=1) == pytest.approx(counted.sum(axis=1))
    assert weighted.sum(axis=0) == pytest.approx(counted.sum(axis=0))


def test_where_labels_do_not_go_with_groups_every_weight_is_one():
    assert reweighing(np.array([[10.0, 30.0], [1.0, 3.0]])) == pytest.approx(np.ones((2, 2)))


def test_a_cell_without_anybody_has_no_weight():
    found = reweighing(np.array([[0.0, 3.0], [2.0, 2.0]]))
    assert np.isnan(found).tolist() == [[True, False], [False, False]]


@pytest.fixture
def table(log, plan, source):
    """Return what weighs a log: all its rows."""

    def run(selective=(), roles=None, **columns):
        asked = plan(**(roles or {}))
        opened = source(log(**columns), asked)
        return weights(
            opened.frame, asked, opened.kinds, selective=selective, collect=opened.engine.collect
        )

    return run


def test_each_group_and_label_has_its_count_and_weight(table):
    found = table()
    # A: 1 negative, 5 positive; B: 3 and 3. Of 12, 4 are negative.
    assert [row[:4] for row in found.rows] == [
        ("group", "A", "negative", 1),
        ("group", "A", "positive", 5),
        ("group", "B", "negative", 3),
        ("group", "B", "positive", 3),
    ]
    assert [row[4] for row in found.rows] == pytest.approx([2.0, 0.8, 2 / 3, 4 / 3])
    assert found.refused == ""


def test_rows_without_a_label_do_not_count_and_unknown_groups_are_a_group(table, log):
    repaid, group = log()["repaid"].copy(), list(log()["group"])
    repaid[3], group[0] = None, None
    found = table(repaid=repaid, group=group)
    assert [row[1:4] for row in found.rows if row[1] == "unknown"] == [
        ("unknown", "negative", 0),
        ("unknown", "positive", 1),
    ]
    assert [row[4] for row in found.rows if row[3] == 0] == [None, None]
    assert sum(row[3] for row in found.rows) == 11


def test_rows_that_weigh_more_count_more(table, log):
    found = table(roles={"weight": "w"}, w=[3.0] + [1.0] * 11)
    doubled = log().loc[[0, 0, *range(12)]].reset_index(drop=True)
    same = table(**{name: doubled[name].array for name in doubled})
    assert [row[4] for row in found.rows] == pytest.approx([row[4] for row in same.rows])
    assert sum(row[3] for row in found.rows) == 12


def test_without_a_label_there_are_no_weights(table):
    assert table(roles={"label": None}).refused == "The plan names no label."


def test_labels_that_are_all_alike_weigh_nothing(table):
    assert "all alike" in table(repaid=[1] * 12).refused


@pytest.mark.parametrize("selective", [{()}, {("group",)}])
def test_labels_that_may_be_missing_for_a_reason_are_refused(table, selective):
    found = table(selective)
    assert found.rows == ()
    assert "Labels may be missing for a reason" in found.refused


def test_an_attribute_with_selective_labels_is_left_out_and_named(log, source):
    asked = Plan.model_validate(
        {
            "decision": {"column": "decision", "favourable": "yes"},
            "protected": [{"column": "group"}, {"column": "sex"}],
            "label": {"column": "repaid", "positive": "1"},
        }
    )
    opened = source(log(sex=["F", "M"] * 6), asked)
    found = weights(
        opened.frame, asked, opened.kinds, selective={("sex",)}, collect=opened.engine.collect
    )
    assert {row[0] for row in found.rows} == {"group"}
    assert found.about[-1].endswith("may be missing for a reason there: sex.")

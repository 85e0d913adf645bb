"""The labelled share of the favourable and of the unfavourable decisions."""

from dataclasses import replace

import pytest
from statsmodels.stats.proportion import proportion_confint

from evenhand.analyses.coverage import coverage_rows


def test_each_decision_of_each_group_has_its_share(grouping, inputs, table, settings):
    cells = inputs(table([30, 20, 50, 10, 80, 10], [0, 0, 0, 5, 5, 0]))
    rows = list(coverage_rows(grouping("A", "B"), cells, settings))
    assert [(row.group, row.condition, row.value, row.n) for row in rows] == [
        (("A",), ("decision", "unfavourable"), 0.5, 100),
        (("A",), ("decision", "favourable"), 0.9, 100),
        (("B",), ("decision", "unfavourable"), None, 0),
        (("B",), ("decision", "favourable"), 1.0, 10),
    ]
    low, high = proportion_confint(50, 100, method="wilson")
    assert (rows[0].low, rows[0].high) == pytest.approx((low, high))
    assert (rows[0].numerator, rows[0].denominator) == (50, 100)
    assert (rows[2].undefined, rows[3].undefined) == ("zero_denominator", None)
    assert {row.metric for row in rows} == {"label_coverage"}
    assert {row.design_effect for row in rows} == {None}


def test_what_is_late_is_not_missing(grouping, inputs, table, settings):
    mature = inputs(table([30, 20, 0, 10, 80, 10]))
    found = replace(inputs(table([30, 20, 50, 10, 80, 30])), mature=mature)
    rows = list(coverage_rows(grouping("A"), found, settings))
    assert [row.value for row in rows] == [1.0, 0.9]


def test_weights_widen_the_interval(grouping, inputs, table, settings):
    cells = table([30, 20, 50, 10, 80, 10])
    (one, *_), (weighted, *_) = (
        list(coverage_rows(grouping("A"), inputs(cells, squares=squares), settings))
        for squares in (cells, 4 * cells)
    )
    assert weighted.design_effect == pytest.approx(4)
    assert weighted.value == one.value
    assert weighted.high - weighted.low > one.high - one.low

"""A metric of all groups: each kind of number with its interval, and what widens it."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from evenhand.analyses.measure import available, measure, reason
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Kpi, Scores

#          tn  fn  -   fp  tp  -
CELLS = [[30, 10, 20, 10, 25, 5], [5, 5, 0, 2, 8, 0]]


def scores(n, edges=(0.0, 0.5, 1.0)):
    n = np.array(n, dtype=float)
    middles = np.array([0.25, 0.75])
    return Scores(np.array(edges), n, n * middles, n * middles**2, n[..., 1].sum(axis=(1, 2)))


def kpi(values, decisions=None, bins=()):
    values = np.array(values, dtype=float)
    histogram = np.array([[np.isclose(values, one).sum() for one in bins]], dtype=float)
    return Kpi(
        np.array([float(decisions or len(values))]),
        np.array([float(len(values))]),
        np.array([values.sum()]),
        np.array([(values**2).sum()]),
        histogram,
        np.array(bins, dtype=float),
        1.0,
    )


def test_a_share_has_wilsons_interval(inputs, table, settings):
    found = measure(METRICS["true_positive_rate"], inputs(table(*CELLS)), settings)
    assert found.value.tolist() == pytest.approx([25 / 35, 8 / 13])
    low, high = proportion_confint(25, 35, method="wilson")
    assert (found.low[0], found.high[0]) == pytest.approx((low, high))
    assert found.method == "wilson"
    assert found.n.tolist() == [35.0, 13.0]
    assert found.effect is None


def test_a_mean_has_students_interval(inputs, table, settings):
    values = [1.0, 2.0, 4.0, 9.0]
    found = measure(
        METRICS["cost_per_decision"], inputs(table(CELLS[0]), kpis={"cost": kpi(values)}), settings
    )
    expected = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert (found.low[0], found.high[0]) == pytest.approx(expected)
    assert found.method == "t"


def ratio_kpi(values, over):
    values, over = np.array(values, dtype=float), np.array(over, dtype=float)
    sums = {"base": over, "base_squares": over**2, "cross": values * over}
    return replace(kpi(values), **{name: np.array([one.sum()]) for name, one in sums.items()})


def test_a_ratio_of_sums_has_fiellers_interval(inputs, table, settings):
    rng = np.random.default_rng(5)
    calls = rng.integers(1, 12, 400)
    failed = rng.binomial(calls, 0.1)
    one = ratio_kpi(failed, calls)
    found = measure(
        METRICS["tool_call_failure_rate"],
        inputs(table(CELLS[0]), kpis={"tool_failure": one}),
        settings,
    )
    rate = failed.sum() / calls.sum()
    # The linearised ratio, to which Fieller's interval tends.
    se = np.std(failed - rate * calls, ddof=1) / np.sqrt(400) / calls.mean()
    assert found.value.tolist() == pytest.approx([rate])
    assert (found.low[0], found.high[0]) == pytest.approx(
        (rate - 1.96 * se, rate + 1.96 * se), rel=0.01
    )
    assert (found.numerator[0], found.denominator[0]) == (failed.sum(), calls.sum())
    assert (found.method, found.n.tolist(), found.share) == ("fieller", [400.0], None)


def test_a_rate_of_sums_stays_between_none_and_all(inputs, table, settings):
    few = {"tool_failure": ratio_kpi([0, 0, 0, 1], [1, 2, 3, 1])}
    found = measure(METRICS["tool_call_failure_rate"], inputs(table(CELLS[0]), kpis=few), settings)
    assert found.low.tolist() == [0.0]
    assert found.high[0] <= 1
    costs = {"cost_per_success": ratio_kpi([9.0, 1.0, 2.0, 8.0], [1, 0, 1, 1])}
    found = measure(METRICS["cost_per_success"], inputs(table(CELLS[0]), kpis=costs), settings)
    assert found.value[0] == pytest.approx(20 / 3)
    assert np.isnan(found.high[0]) or found.high[0] > 1


def test_a_ratio_without_anything_below_is_undefined_and_says_why(inputs, table, settings):
    metric = METRICS["cost_per_success"]
    for rows, why in (([4.0, 5.0], "zero_denominator"), ([], "not_recorded")):
        source = inputs(
            table(CELLS[0]), kpis={"cost_per_success": ratio_kpi(rows, np.zeros(len(rows)))}
        )
        found = measure(metric, source, settings)
        assert np.isnan([found.value[0], found.low[0], found.high[0]]).all()
        assert reason(found, source).tolist() == [why]


def test_a_quantile_has_the_interval_of_order_statistics(inputs, table, settings):
    one = kpi(np.repeat([1.0, 2.0, 3.0], 40), bins=(1.0, 2.0, 3.0))
    found = measure(
        METRICS["latency_p50"], inputs(table(CELLS[0]), kpis={"latency": one}), settings
    )
    assert found.value[0] == 2.0
    # The bin of 2 holds what lies within 1 % of it.
    assert (found.low[0], found.high[0]) == pytest.approx((2 / 1.01, 2 / 0.99))
    assert found.method == "order_statistics"
    assert found.n[0] == 120


def test_the_auc_has_delongs_interval_within_its_bounds(inputs, table, settings):
    n = np.zeros((1, 2, 3, 2))
    n[0, 0, 0], n[0, 0, 1] = (8, 2), (1, 9)
    found = measure(METRICS["area_under_roc"], inputs(table(CELLS[0]), scores=scores(n)), settings)
    assert found.value[0] == pytest.approx(0.72 + 0.5 * 0.26)
    assert found.method == "delong"
    assert 0 <= found.low[0] < found.value[0] < found.high[0] <= 1


def test_calibration_in_the_large_has_a_normal_interval(inputs, table, settings):
    n = np.zeros((1, 2, 3, 2))
    n[0, 0, 0], n[0, 0, 1] = (8, 2), (1, 9)
    found = measure(
        METRICS["calibration_in_the_large"], inputs(table(CELLS[0]), scores=scores(n)), settings
    )
    assert found.method == "normal"
    # labels 10 of 20, mean score (9 * 0.25 + 11 * 0.75) / 20
    assert found.value[0] == pytest.approx(0.5 - 0.525)
    assert (found.high[0] - found.low[0]) / 2 == pytest.approx(
        1.959964 * np.sqrt(20 * 0.1875) / 20, rel=1e-5
    )


def test_a_function_of_counts_is_resampled(inputs, table, settings):
    found = measure(METRICS["f1_score"], inputs(table(*CELLS)), settings)
    assert found.method == "bootstrap"
    assert found.draws.shape == (500, 2)
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()
    assert found.n.tolist() == [75.0, 20.0]
    again = measure(METRICS["f1_score"], inputs(table(*CELLS)), settings)
    assert np.array_equal(found.draws, again.draws)


def test_a_function_of_counts_that_is_undefined_has_no_interval(inputs, table, settings):
    found = measure(
        METRICS["matthews_correlation"], inputs(table([0, 0, 0, 5, 5, 0], CELLS[0])), settings
    )
    assert np.isnan([found.value[0], found.low[0], found.high[0]]).all()
    assert np.isfinite([found.value[1], found.low[1], found.high[1]]).all()


def test_a_function_of_counts_is_resampled_by_window_as_over_the_whole_log(inputs, table, settings):
    found = measure(METRICS["f1_score"], inputs(table(*CELLS)[None]), settings)
    whole = measure(METRICS["f1_score"], inputs(table(*CELLS)), settings)
    assert found.value.shape == (1, 2)
    # Both are 500 draws of a table with fifty rows at most: they differ by a few hundredths.
    assert found.low[0] == pytest.approx(whole.low, abs=0.05)
    assert found.high[0] == pytest.approx(whole.high, abs=0.05)
    assert found.method == "bootstrap"


def test_weights_widen_intervals_by_kish(inputs, table, settings):
    weights = np.array([1.0, 3.0])  # half the rows of every cell weigh 1, half 3
    rows = table(*CELLS)
    weighted = inputs(rows * weights.mean(), squares=rows * (weights**2).mean())
    found = measure(METRICS["selection_rate"], weighted, settings)
    effect = (weights**2).mean() / weights.mean()  # sum w^2 / sum w
    assert found.effect.tolist() == pytest.approx([effect, effect])
    effective = 100 * 2 / effect
    low, high = proportion_confint(0.4 * effective, effective, method="wilson")
    assert (found.low[0], found.high[0]) == pytest.approx((low, high))


def test_weights_that_are_all_alike_change_nothing_but_the_counts(inputs, table, settings):
    plain = measure(METRICS["f1_score"], inputs(table(*CELLS)), settings)
    rows = table(*CELLS)
    doubled = measure(METRICS["f1_score"], inputs(rows * 2, squares=rows * 4), settings)
    assert doubled.draws == pytest.approx(plain.draws)


def test_people_who_come_back_widen_intervals(inputs, settings):
    buckets = np.zeros((64, 1, 2, 3))
    buckets[::2, 0, 1, 2] = 4  # half of the people are selected every time, half never
    buckets[1::2, 0, 0, 2] = 4
    found = measure(
        METRICS["selection_rate"], inputs(buckets.sum(axis=0), buckets=buckets), settings
    )
    assert found.effect[0] == pytest.approx(4, rel=0.05)
    alone = measure(METRICS["selection_rate"], inputs(buckets.sum(axis=0)), settings)
    wider = (found.high - found.low) / (alone.high - alone.low)
    assert wider[0] == pytest.approx(2, rel=0.03)


def test_a_small_groups_design_effect_is_that_of_all_groups(inputs, settings):
    buckets = np.zeros((64, 2, 2, 3))
    buckets[::2, 0, 1, 2] = 4
    buckets[1::2, 0, 0, 2] = 4
    buckets[:6, 1, 1, 2] = 1  # six people cannot tell
    buckets[6:9, 1, 0, 2] = 1
    found = measure(
        METRICS["selection_rate"], inputs(buckets.sum(axis=0), buckets=buckets), settings
    )
    assert found.effect[1] == pytest.approx(4, rel=0.1)


def test_where_nobody_can_tell_the_design_effect_is_one(inputs, settings):
    buckets = np.zeros((64, 1, 2, 3))
    buckets[:5, 0, 1, 2] = 1
    found = measure(
        METRICS["selection_rate"], inputs(buckets.sum(axis=0), buckets=buckets), settings
    )
    assert found.effect.tolist() == [1.0]


def test_by_window_the_design_effect_of_the_whole_log_is_used(inputs, table, settings):
    found = measure(
        METRICS["selection_rate"],
        inputs(table(*CELLS)[None]),
        settings,
        effect=np.array([2.0, 1.0]),
    )
    low, _ = proportion_confint(20, 50, method="wilson")
    assert found.low[0, 0] == pytest.approx(low)


def test_kpi_shares_take_rows_as_independent(inputs, table, settings):
    found = measure(
        METRICS["failure_rate"],
        inputs(table(CELLS[0]), kpis={"failure": kpi([1, 0, 0, 0])}),
        settings,
    )
    assert found.effect is None
    assert found.value[0] == 0.25


def test_available_means_that_the_log_has_what_a_metric_reads(inputs, table):
    nothing = inputs(table(CELLS[0]))
    assert available(METRICS["selection_rate"], nothing, frozenset({"decision"}))
    assert not available(METRICS["selection_rate"], nothing, frozenset())
    assert available(METRICS["decisions"], nothing, frozenset())
    assert not available(METRICS["accuracy"], nothing, frozenset({"decision"}))
    assert available(METRICS["accuracy"], nothing, frozenset({"decision", "label"}))
    assert not available(METRICS["mean_score"], nothing, frozenset({"score"}))
    assert not available(METRICS["latency_p95"], nothing, frozenset())


@pytest.mark.parametrize(
    ("key", "row", "why"),
    [
        ("selection_rate", [0, 0, 0, 0, 0, 0], "zero_denominator"),
        ("true_positive_rate", [0, 0, 4, 0, 0, 5], "no_labels"),
        ("true_positive_rate", [3, 0, 0, 2, 0, 0], "zero_denominator"),
        ("treatment_equality", [1, 1, 0, 0, 1, 0], "zero_denominator"),
        ("true_positive_rate", [1, 1, 0, 0, 1, 0], None),
    ],
)
def test_an_undefined_value_says_why(  # noqa: PLR0917
    inputs, table, settings, key, row, why
):
    found = inputs(table(row))
    assert reason(measure(METRICS[key], found, settings), found).tolist() == [why]


def test_a_score_metric_of_labels_that_are_all_alike_says_so(inputs, table, settings):
    n = np.zeros((1, 2, 3, 2))
    n[0, 0, 1] = (1, 9)
    found = inputs(table([0, 10, 0, 0, 0, 0]), scores=scores(n))
    assert reason(measure(METRICS["area_under_roc"], found, settings), found)[0] == "one_class"


def test_a_kpi_that_was_never_recorded_says_so(inputs, table, settings):
    found = inputs(table(CELLS[0]), kpis={"cost": kpi([], decisions=9)})
    assert (
        reason(measure(METRICS["cost_per_decision"], found, settings), found)[0] == "not_recorded"
    )


def test_scores_that_are_no_probabilities_say_so(inputs, table, settings):
    n = np.zeros((1, 2, 3, 2))
    n[0, 0, 0], n[0, 0, 1] = (8, 2), (1, 9)
    ratings = Scores(np.array([0.0, 50.0, 100.0]), n, n * 40, n * 1700, np.zeros(1))
    found = inputs(table(CELLS[0]), scores=ratings)
    brier = measure(METRICS["brier_score"], found, settings)
    assert reason(brier, found).tolist() == ["not_probabilities"]
    auc = measure(METRICS["area_under_roc"], found, settings)
    assert reason(auc, found).tolist() == [None]

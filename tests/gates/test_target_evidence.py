"""What the decisions show of every group against a target, and how many more it would take."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from evenhand.analyses.grouping import Inputs
from evenhand.analyses.measure import measure
from evenhand.cube.log_bins import centre
from evenhand.gates.target_evidence import needed, weigh
from evenhand.gates.target_policy import PlannedTarget
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Kpi, Measured, Metric
from evenhand.plan import Target

NONE = np.zeros((0,))


def planned(metric, **target):
    return PlannedTarget("t", Target(metric=metric, **target), METRICS[metric], ())


def kpi(total, squares, n, *, histogram=None, centres=NONE, over=None):
    """Return a figure of each group from its sums; `over`: base, base_squares and cross."""
    total, squares, n = (np.array(part, dtype=float) for part in (total, squares, n))
    histogram = np.zeros((len(n), 0)) if histogram is None else np.array(histogram, dtype=float)
    return Kpi(n, n, total, squares, histogram, centres, 30.0, *(over or ()))


def measured(metric, figure, settings):
    cells = np.zeros((len(figure.n), 2, 3))
    cells[:, 0, 2] = figure.decisions
    found = Inputs(Counts(cells), Counts(cells), None, None, {METRICS[metric].reads: figure})
    return measure(METRICS[metric], found, settings)


def weighed(settings, metric, figure, **target):
    return weigh(planned(metric, **target), measured(metric, figure, settings), settings)


def test_a_rate_is_tested_exactly_on_either_side(settings):
    failed = kpi([8, 1, 0], [8, 1, 0], [100, 100, 10])
    found = weighed(settings, "failure_rate", failed, at_most=0.05)
    for group, (x, n) in enumerate([(8, 100), (1, 100), (0, 10)]):
        exact = [
            stats.binomtest(x, n, 0.05, alternative=side).pvalue for side in ("greater", "less")
        ]
        assert [found.past[group], found.within[group]] == pytest.approx(exact)
    # 59 decisions without a failure show a rate of at most 5 %.
    assert (found.minimum_n, found.testable.tolist()) == (59, [True, True, False])
    kept = weighed(settings, "task_success_rate", kpi([92], [92], [100]), at_least=0.95)
    assert kept.past[0] == pytest.approx(found.past[0])
    assert kept.events.allowed == 0.05


def test_groups_are_allowed_for_together(settings):
    failed = kpi([11, 9, 5], [11, 9, 5], [100, 100, 100])
    found = weighed(settings, "failure_rate", failed, at_most=0.05)
    assert found.adjusted[0] == pytest.approx(3 * found.past[0])
    assert found.p_value == found.adjusted.min()


def test_a_quantile_is_a_count_of_what_lies_past_it(settings):
    codes = [200, 230, 260]
    centres = np.array([centre(str(code)) for code in codes])
    slow = kpi([0], [0], [100], histogram=[[88, 5, 7]], centres=centres)
    limit = centres[1] * 1.1
    found = weighed(settings, "latency_p95", slow, at_most=limit)
    assert (found.events.surely[0], found.events.n[0], found.events.allowed) == (7, 100, 0.05)
    assert found.past[0] == pytest.approx(stats.binom.sf(6, 100, 0.05))
    # What lies in the bin of the target itself may be on either side.
    found = weighed(settings, "latency_p95", slow, at_most=float(centres[1]))
    assert (found.events.surely[0], found.events.maybe[0]) == (7, 12)


@pytest.mark.parametrize(("n", "heard"), [(29, False), (30, True)])
def test_a_mean_of_a_few_values_is_not_heard(settings, n, heard):
    cost = kpi([10.0 * n], [100.0 * n + 4 * (n - 1)], [n])
    found = weighed(settings, "cost_per_decision", cost, at_most=2)
    assert np.isfinite(found.past[0]) == heard
    assert bool(found.testable[0]) == heard
    if heard:
        assert found.past[0] < 1e-6
        assert found.within[0] > 0.99
        # The other way round it is kept as clearly.
        assert weighed(settings, "cost_per_decision", cost, at_least=2).within[0] < 1e-6
    else:
        assert math.isnan(found.p_value)


def test_a_ratio_of_sums_is_tested_by_its_residuals(settings):
    draw = np.random.default_rng(2)
    cost, done = draw.gamma(2, 1, 400), (draw.uniform(size=400) < 0.5).astype(float)
    over = [np.array([part]) for part in (done.sum(), done.sum(), (cost * done).sum())]
    figure = kpi([cost.sum()], [(cost**2).sum()], [400], over=over)
    ratio = cost.sum() / done.sum()
    sides = [weighed(settings, "cost_per_success", figure, at_most=ratio * k) for k in (0.7, 1.4)]
    assert max(sides[0].past[0], sides[1].within[0]) < 0.001
    assert min(sides[0].within[0], sides[1].past[0]) > 0.9


def test_a_number_that_was_counted_is_past_a_target_or_is_not(settings):
    cells = np.zeros((2, 2, 3))
    cells[:, 1, 2] = [40, 60]
    found = Inputs(Counts(cells), Counts(cells), None, None, {})
    made = measure(METRICS["decisions"], found, settings)
    found = weigh(planned("decisions", at_least=50), made, settings)
    assert (found.past.tolist(), found.within.tolist()) == ([0, 1], [1, 0])
    assert found.minimum_n == 0


def test_a_figure_with_a_standard_error_of_its_own_is_normal(settings):
    busy = kpi([900], [900], [900])
    found = measured("throughput", busy, settings)
    assert found.value[0] == 30
    found = weigh(planned("throughput", at_least=28), found, settings)
    assert found.within[0] == pytest.approx(stats.norm.sf(2))


def test_what_is_resampled_is_judged_by_its_draws(settings):
    cells = np.array([[[60.0, 20.0, 0.0], [20.0, 100.0, 0.0]]])
    found = Inputs(Counts(cells), Counts(cells), None, None, {})
    made = measure(METRICS["f1_score"], found, settings)
    assert weigh(planned("f1_score", at_least=0.5), made, settings).within[0] < 0.01
    # Without draws nothing is shown, and no number of decisions is known to show it.
    bare = replace(made, draws=None, low=np.array([np.nan]), high=np.array([np.nan]))
    found = weigh(planned("f1_score", at_least=0.5), bare, settings)
    assert np.isnan([found.past[0], found.within[0], found.p_value]).all()
    assert needed(found, 0, 200.0, settings) is None


def test_a_group_without_the_figure_shows_nothing(settings):
    found = weighed(settings, "failure_rate", kpi([0, 3], [0, 3], [0, 90]), at_most=0.05)
    assert np.isnan([found.past[0], found.within[0]]).all()
    assert found.testable.tolist() == [False, True]
    assert needed(found, 0, 0.0, settings) is None


def test_how_many_more_decisions_it_takes_counts_all_of_the_group(settings):
    figure = kpi([1], [1], [50])
    found = weighed(settings, "failure_rate", figure, at_most=0.05)
    # 93 with one failure show it; 253 with one in fifty. Every other decision has the figure.
    assert needed(found, 0, 50.0, settings) == (43, 203)
    assert needed(found, 0, 100.0, settings) == (86, 405)


def test_a_figure_past_its_target_takes_no_number_of_decisions_as_it_is(settings):
    found = weighed(settings, "failure_rate", kpi([6], [6], [50]), at_most=0.05)
    best, likely = needed(found, 0, 50.0, settings)
    assert best > 0
    assert likely is None
    found = weighed(settings, "cost_per_decision", kpi([300], [3400], [100]), at_most=2)
    assert needed(found, 0, 100.0, settings) is None


def test_a_mean_within_its_target_takes_as_many_as_shrink_its_interval(settings):
    # Mean 1.9 of 40 values of variance 1, half a standard error and more within 2.
    total, n = 76.0, 40
    figure = kpi([total], [total**2 / n + 39], [n])
    found = weighed(settings, "cost_per_decision", figure, at_most=2)
    best, likely = needed(found, 0, n, settings)
    assert 0 < best < likely
    mirrored = weighed(settings, "cost_per_decision", figure, at_least=1.8)
    assert needed(mirrored, 0, n, settings) == (best, likely)


def test_a_figure_of_an_unknown_kind_shows_nothing(settings):
    metric = Metric(lambda _: None, title="x", short="x", unit="number")
    n = np.array([100.0])
    odd = Measured(np.array([1.0]), np.array([np.nan]), n)
    cells = np.ones((1, 2, 3))
    made = measure(
        METRICS["decisions"], Inputs(Counts(cells), Counts(cells), None, None, {}), settings
    )
    found = replace(made, metric=metric, result=odd, value=odd.value, n=n)
    judged = weigh(PlannedTarget("t", Target(metric="x", at_most=2), metric, ()), found, settings)
    assert np.isnan([judged.past[0], judged.within[0]]).all()

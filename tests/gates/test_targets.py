"""Targets judged: the four states of every kind of figure, for everybody and by group."""

import math
from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import Measurement, measure
from evenhand.analyses.settings import Settings
from evenhand.cube.log_bins import centre
from evenhand.gates.judge import decide
from evenhand.gates.targets import judge_targets, target_attainments, target_budgets
from evenhand.inference.normal import z
from evenhand.inference.smallest_gap import nearest_flagged_share
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Kpi, Mean, Metric, Proportion, Ratio
from evenhand.plan import Plan

SETTINGS = Settings(level=0.95, alpha=0.05, seed=1, draws=400)
STEP = math.log(1.01 / 0.99)
CODES = range(200, 500)


def binned(values):
    codes = np.clip(np.floor(np.log(values) / STEP).astype(int) - CODES[0], 0, len(CODES) - 1)
    return np.bincount(codes, minlength=len(CODES)).astype(float)


def latencies(*groups):
    """Return the column of latencies of each group, given as values."""
    n = np.array([float(len(one)) for one in groups])
    return Kpi(
        n,
        n,
        np.array([np.sum(one) for one in groups]),
        np.array([np.sum(np.square(one)) for one in groups]),
        np.array([binned(one) for one in groups]),
        np.array([centre(str(code)) for code in CODES]),
        30.0,
    )


def around(median, n):
    """Return n latencies whose quantiles are those of a lognormal law, as even as can be."""
    from scipy.stats import lognorm  # noqa: PLC0415

    return lognorm.ppf((np.arange(n) + 0.5) / n, 0.4, scale=median)


def rates(*groups):
    """Return failures of each group, given as (failures, decisions)."""
    x, n = (np.array(part, dtype=float) for part in zip(*groups, strict=True))
    none = np.zeros((len(n), 0))
    return Kpi(n, n, x, x, none, none[0], 30.0)


def judged(target, kpi, *, names=("",), rows=(), settings=SETTINGS, cells=None, **more):
    """Return one target judged on one grouping."""
    attributes = tuple(target.get("attributes", ()))
    plan = Plan.model_validate(
        {
            "protected": [{"column": name} for name in attributes],
            "kpis": {"latency": "latency_ms", "cost": "cost_eur"},
            "targets": [target],
            **more,
        }
    )
    n = kpi.decisions if cells is None else cells.sum(axis=(1, 2))
    if cells is None:
        cells = np.zeros((len(n), 2, 3))
        cells[:, 1, 2] = n
    none = np.zeros((len(n), 0))
    decided = Kpi(n, n, n, n, none, np.zeros(0), 30.0)
    metric = METRICS[target["metric"]]
    inputs = Inputs(
        Counts(cells), Counts(cells), None, None, {metric.reads: kpi, "decisions": decided}
    )
    groups = tuple((name,) for name in names) if attributes else ((),)
    found = measure(metric, inputs, settings)
    counted = measure(METRICS["decisions"], inputs, settings)
    places = np.arange(len(groups))
    (result,) = judge_targets(
        plan,
        {
            ((), metric.key): found,
            (attributes, metric.key): found,
            (attributes, "decisions"): counted,
        },
        {attributes: Grouping(attributes, groups, places, None, "largest")},
        settings,
        METRICS,
        rows,
    )
    return result


P95 = {"metric": "latency_p95", "at_most": 2000, "warn": 1800}
FAILURES = {"metric": "failure_rate", "at_most": 0.02}
COST = {"metric": "cost_per_decision", "at_most": 0.05}


@pytest.mark.parametrize(
    ("median", "n", "state", "words"),
    [
        (1300, 2000, "fail", "The evidence shows that the target is missed."),
        (1080, 200, "warn", "That may be chance: the evidence does not show it yet."),
        (960, 2000, "warn", "That is past the warning level of 1,800 ms."),
        (900, 200, "insufficient", "That is within, but it takes more decisions to show it: "),
        (800, 2000, "pass", "The evidence shows that the target is kept."),
    ],
)  # fmt: skip
def test_a_quantile_has_one_of_four_states(median, n, state, words):
    result = judged(P95, latencies(around(median, n)))
    assert result.state == state
    assert words in result.reason
    assert result.reason.startswith("The 95th percentile of latency is ")
    assert result.title == "95th percentile of latency at most 2,000 ms"
    assert (result.comparison, result.tolerance, result.warn) == ("at_most", 2000, 1800)
    assert (result.unit, result.group, result.reference) == ("ms", (), ())
    assert result.minimum_n == 59


@pytest.mark.parametrize(
    ("x", "n", "state"),
    [(60, 1000, "fail"), (23, 1000, "warn"), (18, 1000, "insufficient"), (8, 1000, "pass")],
)
def test_a_rate_has_one_of_four_states(x, n, state):
    assert judged(FAILURES, rates((x, n))).state == state
    # A rate of what went well, at least, is the same target seen from the other side.
    other = {"metric": "satisfaction_response_rate", "at_least": 0.98}
    kpi = rates((n - x, n))
    responded = replace(kpi, n=kpi.total)
    found = judged(other, responded)
    assert found.state == state
    assert found.p_value == pytest.approx(judged(FAILURES, rates((x, n))).p_value)


@pytest.mark.parametrize(
    ("mean", "n", "state"),
    [(0.08, 400, "fail"), (0.051, 400, "warn"), (0.049, 400, "insufficient"), (0.03, 400, "pass")],
)
def test_a_mean_has_one_of_four_states(mean, n, state):
    total, sd = mean * n, 0.05
    squares = sd**2 * (n - 1) + n * mean**2
    kpi = replace(rates((total, n)), squares=np.array([squares]))
    result = judged(COST, kpi)
    assert result.state == state
    assert "at most € 0.05" in result.reason
    assert result.minimum_n == 30


def test_a_figure_that_rises_to_its_target_has_the_same_states():
    least = {"metric": "satisfaction_mean", "at_least": 4.0, "warn": 4.2}
    for mean, state in ((3.7, "fail"), (3.98, "warn"), (4.1, "warn"), (4.3, "pass")):
        kpi = replace(rates((mean * 500, 500)), squares=np.array([499 + 500 * mean**2]))
        assert judged(least, kpi).state == state


def test_how_many_more_decisions_would_decide_is_said_and_enough():
    result = judged(FAILURES, rates((4, 300)))
    best, likely = result.groups[0].needed
    assert f"{best:,} to {likely:,}." in result.reason
    assert judged(FAILURES, rates((4, 300 + best))).state == "pass"
    assert judged(FAILURES, rates((4, 300 + best - 1))).state == "insufficient"
    total = 300 + likely
    assert judged(FAILURES, rates((round(total * 4 / 300), total))).state == "pass"


def test_a_mean_near_its_target_asks_for_as_many_times_as_its_interval_is_too_wide():
    kpi = replace(rates((0.045 * 100, 100)), squares=np.array([0.05**2 * 99 + 100 * 0.045**2]))
    best, likely = judged(COST, kpi).groups[0].needed
    assert best == pytest.approx(((1.645 / 1.0) ** 2 - 1) * 100, rel=0.08)
    assert likely == pytest.approx(((2.486 / 1.0) ** 2 - 1) * 100, rel=0.08)
    close = replace(rates((0.04999 * 100, 100)), squares=np.array([0.05**2 * 99 + 0.25]))
    result = judged(COST, close)
    assert result.groups[0].needed is None
    assert result.reason.endswith("it takes more decisions to show it.")


def test_so_does_one_that_rises_to_its_target():
    least = {"metric": "satisfaction_mean", "at_least": 4.0}
    kpi = replace(rates((4.05 * 100, 100)), squares=np.array([99 * 0.25 + 100 * 4.05**2]))
    best, _ = judged(least, kpi).groups[0].needed
    assert best == pytest.approx((1.645**2 - 1) * 100, rel=0.08)


def test_few_means_are_not_heard_however_clear():
    kpi = replace(rates((0.5 * 29, 29)), squares=np.array([29 * 0.25 + 0.001]))
    result = judged(COST, kpi)
    assert result.state == "warn"
    assert result.p_value is None
    assert not result.groups[0].testable


def test_few_counts_are_heard_where_they_are_clear():
    result = judged(FAILURES, rates((3, 5)))
    assert result.state == "fail"
    assert not result.groups[0].testable


def test_where_no_failure_is_allowed_none_cannot_be_shown_and_one_is_too_many():
    nothing = {**FAILURES, "at_most": 0.0}
    clean = judged(nothing, rates((0, 100_000)))
    assert clean.state == "insufficient"
    assert clean.groups[0].needed is None
    assert judged(nothing, rates((1, 100_000))).state == "fail"


def test_repeated_people_and_weights_count_for_less():
    key = ((), "failure_rate")
    n = np.array([1000.0])
    plan = Plan.model_validate({"targets": [FAILURES]})
    everybody = {(): Grouping((), ((),), np.arange(1), None, "largest")}

    def state(effect, failures=35.0):
        x = np.array([failures])
        found = Measurement(
            METRICS["failure_rate"],
            Proportion(x, n),
            x / n,
            x / n,
            x / n,
            n,
            x,
            n,
            effect,
            "wilson",
        )
        rows = {key: found, ((), "decisions"): replace(found, value=n)}
        return judge_targets(plan, rows, everybody, SETTINGS, METRICS, ())[0].state

    assert state(None) == state(np.array([1.0])) == "fail"
    assert state(np.array([8.0])) == "warn"
    assert state(np.array([np.nan])) == "warn"
    assert state(np.array([np.nan]), 5.0) == "insufficient"


def test_a_count_is_no_estimate():
    enough = {"metric": "decisions", "at_least": 1000}
    missed = judged(enough, rates((0, 999)))
    assert missed.state == "fail"
    assert missed.reason == (
        "The number of decisions is 999; the target is at least 1,000. The target is missed."
    )
    assert judged(enough, rates((0, 1000))).state == "pass"


def test_throughput_is_judged_by_its_standard_error():
    daily = {"metric": "throughput", "at_least": 100}
    assert judged(daily, rates((0, 2400))).state == "fail"
    assert judged(daily, rates((0, 2990))).state == "warn"
    assert judged(daily, rates((0, 3040))).state == "insufficient"
    assert judged(daily, rates((0, 3600))).state == "pass"


def confusion(tp, fp, fn, tn):
    return np.array([[[tn, fn, 0], [fp, tp, 0]]], dtype=float)


def test_a_figure_that_is_resampled_is_judged_by_its_draws():
    least = {"metric": "f1_score", "at_least": 0.8}
    for cells, state in (
        (confusion(300, 200, 200, 300), "fail"),
        (confusion(79, 21, 21, 79), "warn"),
        (confusion(82, 18, 18, 82), "insufficient"),
        (confusion(900, 50, 50, 900), "pass"),
    ):
        result = judged(least, rates((0, 1)), cells=cells)
        assert result.state == state
        assert result.unit in {"", "rate"}


def test_a_perfect_score_shows_as_much_as_its_decisions_can():
    cells = confusion(50, 0, 0, 50)
    result = judged({"metric": "f1_score", "at_least": 0.8}, rates((0, 1)), cells=cells)
    assert result.state == "pass"
    result = judged({"metric": "f1_score", "at_least": 0.99}, rates((0, 1)), cells=cells)
    assert result.state == "insufficient"
    assert result.groups[0].low < 0.99


def test_a_figure_without_any_standard_error_is_not_shown_but_may_be_decided_by_its_point():
    metric = METRICS["matthews_correlation"]
    nothing = np.full(1, np.nan)
    found = Measurement(
        metric, metric.function(Counts(confusion(9, 1, 1, 9))), np.array([0.8]), nothing, nothing,
        np.array([100.0]), None, None, None, "none",
    )  # fmt: skip
    decisions = replace(found, value=np.array([100.0]))
    everybody = {(): Grouping((), ((),), np.arange(1), None, "largest")}

    def state(**more):
        target = {"metric": metric.key, "at_least": 0.7, **more}
        rows = {((), metric.key): found, ((), "decisions"): decisions}
        plan = Plan.model_validate({"targets": [target]})
        return judge_targets(plan, rows, everybody, SETTINGS, METRICS, ())[0].state

    assert state() == "insufficient"
    assert state(decide_by="point") == "pass"
    assert state(decide_by="point", warn=0.85) == "warn"
    assert state(decide_by="point", at_least=0.81) == "fail"


def test_one_sum_over_another_is_judged_by_what_is_left_at_the_target():
    def cost_per_task(kpi):
        return Ratio(kpi.total, kpi.squares, kpi.base, kpi.base_squares, kpi.cross, kpi.n)

    metric = Metric(cost_per_task, title="Cost per task", short="Cost", reads="cost", unit="column")
    random = np.random.default_rng(1)
    tasks = random.integers(1, 5, 400).astype(float)
    euros = 0.3 * tasks + random.normal(0, 0.1, 400)
    kpi = Kpi(
        *(np.array([part]) for part in (400.0, 400.0, euros.sum(), (euros**2).sum())),
        np.zeros((1, 0)), np.zeros(0), 1.0, np.array([tasks.sum()]),
        np.array([(tasks**2).sum()]), np.array([(tasks * euros).sum()]),
    )  # fmt: skip
    value = kpi.total / kpi.base
    found = Measurement(
        metric, metric.function(kpi), value, value - 0.01, value + 0.01, kpi.n, None, None, None,
        "normal",
    )  # fmt: skip
    everybody = {(): Grouping((), ((),), np.arange(1), None, "largest")}
    for limit, state in ((0.27, "fail"), (0.33, "pass")):
        plan = Plan.model_validate({"targets": [{"metric": "cost_per_task", "at_most": limit}]})
        rows = {((), "cost_per_task"): found, ((), "decisions"): replace(found, value=kpi.n)}
        known = {**METRICS, "cost_per_task": metric}
        (result,) = judge_targets(plan, rows, everybody, SETTINGS, known, ())
        assert result.state == state


GROUPS = {**FAILURES, "attributes": ["g"]}


def test_every_group_must_keep_to_it_and_the_worst_is_named():
    kpi = rates((5, 2000), (90, 2000), (70, 2000))
    result = judged(GROUPS, kpi, names=("A", "B", "C"))
    assert result.state == "fail"
    assert [one.state for one in result.groups] == ["pass", "fail", "fail"]
    assert result.group == ("B",)
    assert result.reason.startswith("The failure rate for B is 4.5 % (3.7 to 5.5); the target is ")
    assert result.title == "Failure rate at most 2 %, by g"
    kept = judged(GROUPS, rates((5, 2000), (6, 2000)), names=("A", "B"))
    assert kept.state == "pass"
    assert kept.reason == "Every group that can be judged is shown to keep to the target."


def test_a_group_too_small_to_judge_does_not_keep_the_others_from_passing():
    for small, left in (((0, 20),), "One group has"), (((0, 20), (1, 30)), "2 groups have"):
        kpi = rates((5, 2000), *small)
        result = judged(GROUPS, kpi, names=("A", "B", "C")[: len(small) + 1])
        assert result.state == "pass"
        assert result.group == ("A",)
        assert result.reason.endswith(f"{left} too few decisions to judge.")
        assert {one.state for one in result.groups[1:]} == {"insufficient"}


def test_of_many_small_groups_one_past_the_target_does_not_warn():
    result = judged(GROUPS, rates((1, 40), (5, 2000)), names=("A", "B"))
    assert result.state == "pass"
    assert result.groups[0].state == "insufficient"
    alone = judged(GROUPS, rates((1, 40)), names=("A",))
    assert alone.state == "insufficient"
    assert "That is past it, but it takes more decisions to show it" in alone.reason
    assert judged(FAILURES, rates((1, 40))).state == "warn"


def test_many_groups_are_allowed_for():
    one, many = [(11, 250)], [(5, 250)] * 30
    assert judged(GROUPS, rates(*one), names=("A",)).state == "fail"
    names = tuple(f"g{i:02}" for i in range(31))
    result = judged(GROUPS, rates(*one, *many), names=names)
    assert result.state == "warn"
    assert result.groups[0].p_value == pytest.approx(
        min(1, 31 * judged(GROUPS, rates(*one), names=("A",)).p_value)
    )


def test_without_a_known_group_nothing_is_decided():
    nothing = np.zeros(0)
    kpi = Kpi(*[nothing] * 4, np.zeros((0, 0)), nothing, 1.0)
    result = judged(GROUPS, kpi, names=())
    assert (result.state, result.groups, result.group) == ("insufficient", (), ())
    assert result.reason == "There is no known group that could keep to the target."


def estimate(**more):
    plain = {
        "id": "e7", "metric": "failure_rate", "attributes": (), "group": (), "window": None,
        "model_version": None, "condition": None, "value": 0.06, "low": 0.05, "high": 0.07,
        "level": 0.95, "method": "wilson", "n": 1000, "numerator": 60.0, "denominator": 1000.0,
        "design_effect": None, "undefined": None,
    }  # fmt: skip
    return Estimate(**{**plain, **more})


def test_a_target_points_at_the_row_of_its_figure():
    rows = [estimate(id="e1", window="2025-01-01"), estimate(id="e2", model_version="v1"),
            estimate(id="e3", condition=("a", "b")), estimate()]  # fmt: skip
    assert judged(FAILURES, rates((60, 1000)), rows=rows).groups[0].disparity == "e7"
    assert judged(FAILURES, rates((60, 1000))).groups[0].disparity is None


@pytest.mark.parametrize(
    ("undefined", "why"),
    [
        ("not_recorded", "it is not recorded"),
        ("selective_labels", "outcomes may be missing for a reason, and only bounds are known"),
        (None, "it is not defined"),
    ],
)
def test_an_undefined_figure_is_undecided_with_the_reason(undefined, why):
    rows = [estimate(value=None, low=None, high=None, undefined=undefined)] if undefined else []
    result = judged(FAILURES, rates((0, 0)), rows=rows)
    assert result.state == "insufficient"
    assert result.reason == f"The failure rate has no value: {why}."
    assert result.groups[0].needed is None


def test_without_a_row_the_measurement_knows_why():
    n, nothing = np.zeros(1), np.full(1, np.nan)
    found = Measurement(
        METRICS["failure_rate"], Proportion(n, n), nothing, nothing, nothing, n, n, n, None,
        "wilson", why=np.array(["labels_not_mature"], dtype=object),
    )  # fmt: skip
    everybody = {(): Grouping((), ((),), np.arange(1), None, "largest")}
    rows = {((), "failure_rate"): found, ((), "decisions"): replace(found, value=n)}
    plan = Plan.model_validate({"targets": [FAILURES]})
    (result,) = judge_targets(plan, rows, everybody, SETTINGS, METRICS, ())
    assert result.reason.endswith("the outcomes have not had the time to arrive.")


def test_a_figure_that_its_row_calls_undefined_is_not_judged():
    rows = [estimate(value=None, undefined="selective_labels")]
    result = judged(FAILURES, rates((60, 1000)), rows=rows)
    assert result.state == "insufficient"
    assert (result.value, result.p_value) == (None, None)


def test_a_point_decides_by_itself_and_says_so():
    point = {**FAILURES, "decide_by": "point", "warn": 0.01}
    for x, state in ((3, "fail"), (2, "warn"), (1, "pass")):
        result = judged(point, rates((x, 100)))
        assert result.state == state
        assert result.reason.endswith("Decided by the figure alone.")
        assert result.p_adjusted is None
        assert result.groups[0].p_value is None


def test_targets_are_a_family_of_their_own():
    attributes = ()
    plan = Plan.model_validate(
        {
            "targets": [
                {"metric": "failure_rate", "at_most": 0.02},
                {"metric": "override_rate", "at_most": 0.02},
                {"metric": "decisions", "at_least": 10, "decide_by": "point"},
            ]
        }
    )
    n, x = np.array([1000.0]), np.array([29.0])
    one = Measurement(
        METRICS["failure_rate"], Proportion(x, n), x / n, x / n, x / n, n, x, n, None, "wilson"
    )
    counted = Measurement(METRICS["decisions"], Mean(n, n, n), n, n, n, n, None, None, None, "none")
    rows = {
        (attributes, "failure_rate"): one,
        (attributes, "override_rate"): replace(one, metric=METRICS["override_rate"]),
        (attributes, "decisions"): counted,
    }
    everybody = {(): Grouping((), ((),), np.arange(1), None, "largest")}
    first, second, third = judge_targets(plan, rows, everybody, SETTINGS, METRICS, ())
    assert first.p_value < 0.05 < first.p_adjusted == pytest.approx(2 * first.p_value)
    assert first.state == second.state == "warn"
    assert first.reason.endswith(
        "Taken by itself that is shown; among all targets of this audit it may be chance."
    )
    assert (third.state, third.p_adjusted) == ("pass", None)
    assert judge_targets(Plan(), rows, everybody, SETTINGS, METRICS, ()) == ()


def test_the_verdict_counts_targets_and_speaks_of_them():
    missed, kept = judged(FAILURES, rates((60, 1000))), judged(P95, latencies(around(800, 2000)))
    verdict = decide([kept, missed])
    assert (verdict.state, verdict.failed, verdict.passed, verdict.exit_code) == ("fail", 1, 1, 1)
    assert verdict.sentence == (
        "1 gate fails of 2. The failure rate is 6.0 % (4.7 to 7.6); the target is at most 2 %."
    )
    undecided = judged({**FAILURES, "on_insufficient": "fail"}, rates((18, 1000)))
    assert decide([undecided]).exit_code == 3


def test_budgets_and_windows_kept_bear_the_ids_of_their_targets():
    plan = Plan.model_validate({"targets": [P95, {**FAILURES, "id": "slo"}]})
    rows = [
        estimate(), estimate(id="e8", window="2025-01-01"),
        estimate(id="e9", window="2025-01-01", metric="latency_p95", value=1500.0),
    ]  # fmt: skip
    budgets = target_budgets(plan, METRICS, rows)
    assert [(one.target_id, one.window) for one in budgets] == [
        ("slo", None), ("slo", "2025-01-01"),
    ]  # fmt: skip
    found = target_attainments(plan, rows)
    assert [(one.target_id, one.kept) for one in found] == [
        ("latency_p95-at_most", True), ("slo", False),
    ]  # fmt: skip


# ---- what a target could have shown


def test_the_figure_that_would_be_flagged_is_that_of_the_exact_test():
    (part,) = judged(FAILURES, rates((10, 1000))).groups
    assert part.detectable == pytest.approx(nearest_flagged_share(1000, 0.02, alpha=0.05))
    parts = judged(
        FAILURES | {"attributes": ["g"]}, rates((1, 100), (1, 1000), (0, 0)), names="abc"
    ).groups
    expected = [nearest_flagged_share(n, 0.02, alpha=0.05 / 2) for n in (100, 1000)]
    assert [one.detectable for one in parts] == [*map(pytest.approx, expected), None]


def test_a_rate_of_at_least_is_flagged_below():
    (part,) = judged({"metric": "failure_rate", "at_least": 0.9}, rates((950, 1000))).groups
    share = nearest_flagged_share(1000, 0.1, alpha=0.05)
    assert part.detectable == pytest.approx(1 - share)


def test_a_quantile_is_told_as_though_all_values_grew_alike():
    values = around(900, 1000)
    (part,) = judged(P95, latencies(values)).groups
    share = nearest_flagged_share(1000, 0.05, alpha=0.05)
    times = 2000 / np.quantile(values, 1 - share)
    assert part.detectable == pytest.approx(times * np.quantile(values, 0.95), rel=0.02)
    assert part.detectable > 2000
    floor = {"metric": "latency_p95", "at_least": 1500}
    (part,) = judged(floor, latencies(values)).groups
    times = 1500 / np.quantile(values, nearest_flagged_share(1000, 0.95, alpha=0.05))
    assert part.detectable == pytest.approx(times * np.quantile(values, 0.95), rel=0.02)
    assert part.detectable < 1500
    (part,) = judged(P95, latencies(values[:0])).groups
    assert part.detectable is None


def test_a_mean_is_told_by_the_width_of_its_interval():
    values = np.linspace(0.02, 0.06, 400)
    (part,) = judged(COST, latencies(values)).groups
    arm = (part.value - part.low) / z(0.975)
    assert part.detectable == pytest.approx(0.05 + (z(0.95) + z(0.8)) * arm)
    (part,) = judged({"metric": "cost_per_decision", "at_least": 0.03}, latencies(values)).groups
    assert part.detectable == pytest.approx(0.03 - (z(0.95) + z(0.8)) * arm, rel=1e-3)


def test_a_target_on_the_bare_figure_could_show_nothing_more():
    (part,) = judged(FAILURES | {"decide_by": "point"}, rates((10, 1000))).groups
    assert part.detectable is None

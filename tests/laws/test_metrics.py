"""What must hold of every metric, whatever the log."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import evenhand.metrics
from evenhand.inference.arithmetic import divide
from evenhand.metrics import METRICS
from evenhand.metrics._metric import (
    Counts,
    Kpi,
    Mean,
    Measured,
    Proportion,
    Quantile,
    Ratio,
    Result,
    Scores,
    Statistic,
)
from evenhand.plan.kpi_roles import KPI_ROLES, MADE_OF

# What comes of every role, outcome and limit that a plan can name.
KPIS = {
    "decisions", "latency", "failure", "failure_class", "cost", "satisfaction", "review",
    "override", "overridden", "override_upward", "review_time", "hasty_review", "satisfied",
    "sla_breach", "steps", "retries", "tool_failed", "tool_failure", "cost_per_success",
    "input_tokens", "output_tokens", "attempted", "success", "first_attempt", "durable",
    "contained", "no_callback", "handoff", "abandonment", "indeterminate",
}  # fmt: skip
SECTIONS = (
    "Summary",
    "Definition",
    "In plain words",
    "Parameters",
    "Returns",
    "Undefined when",
    "References",
    "Examples",
)
# Twice the log is twice as many decisions, and twice as many a day.
GROW_WITH_THE_LOG = {"decisions", "throughput"}
# Its correction for chance shrinks as the log grows.
CORRECTED_FOR_SIZE = {"calibration_error"}
# Nobody is a count, and a share of the whole, like any other.
ZERO_OF_NOBODY = {"decisions", "share", "throughput"}
# A share of all is the one figure that depends on who else is there.
DEPENDS_ON_OTHERS = {"share"}

# The arrays of a KPI that have one entry per group.
SUMS = (
    "decisions", "n", "total", "squares", "histogram", "base", "base_squares", "cross",
)  # fmt: skip

EDGES = np.array([0.0, 0.1, 0.3, 0.5, 0.9, 1.01])
CENTRES = np.array([0.0, 1.0, 2.0, 5.0])

# Many laws times many metrics: enough examples in all, few each.
few = settings(max_examples=20)

counted = st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.0, 7.0, 50.0, 1000.0])
nothing = st.just(0.0)
sizes = st.integers(1, 5)


def value_of(result):
    match result:
        case Proportion():
            return divide(result.numerator, result.denominator)
        case Mean():
            return divide(result.total, result.n)
        case Ratio():
            return divide(result.total, result.base)
        case Measured() | Statistic():
            return result.value
        case Quantile():
            # Any function of the histogram that is NaN for none will do for these laws.
            return divide(result.histogram @ result.centres, result.histogram.sum(axis=-1))


def counts_of(groups):
    return arrays(np.float64, (groups, 2, 3), elements=counted).map(Counts)


@st.composite
def scores_of(draw, groups):
    """Each bin holds scores of one value; a metric cannot see more of it than its three sums."""
    shape = (groups, 2, 3, len(EDGES) - 1)
    n = draw(arrays(np.float64, shape, elements=counted, fill=nothing))
    where = draw(arrays(np.float64, len(EDGES) - 1, elements=st.floats(0, 1)))
    score = np.minimum(EDGES[:-1] + where * np.diff(EDGES), 1.0)
    above = draw(arrays(np.float64, groups, elements=st.floats(0, 1))) * n.sum(axis=(1, 2, 3))
    return Scores(EDGES, n, score * n, score**2 * n, above)


@st.composite
def kpi_of(draw, groups):
    """A KPI of ones and zeros, so that it can be read as any of the kinds."""
    decisions, recorded, base, ones = np.sort(
        draw(arrays(np.float64, (4, groups), elements=counted)), axis=0
    )[::-1]
    histogram = draw(arrays(np.float64, (groups, len(CENTRES)), elements=counted))
    days = draw(st.floats(0.1, 400))
    histogram *= (recorded > 0)[:, None]
    return Kpi(decisions, recorded, ones, ones, histogram, CENTRES, days, base, base, ones)


def inputs_of(metric, groups):
    kinds = {"counts": counts_of, "scores": scores_of}
    return kinds.get(metric.reads, kpi_of)(groups)


def each(given_input, change):
    """Return the input with `change` made to every array that has one entry per group."""
    match given_input:
        case Counts(cells):
            return Counts(change(cells))
        case Scores(edges, n, total, squares, above):
            return Scores(edges, *map(change, (n, total, squares, above)))
        case Kpi():
            return replace(
                given_input, **{name: change(getattr(given_input, name)) for name in SUMS}
            )


def assert_same(left, right):
    np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-9)


def over_all(*kinds):
    """Return what runs a law over the metrics that return one of these kinds of result."""
    chosen = {key: metric for key, metric in METRICS.items() if returned(metric) in kinds}
    return pytest.mark.parametrize("metric", chosen.values(), ids=chosen.keys())


def returned(metric):
    """Return the kind of result that a metric says it returns; a law holds it to that."""
    return get_type_hints(metric.function)["return"]


over_all_metrics = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())


def test_the_folder_is_the_catalogue():
    folder = Path(evenhand.metrics.__file__).parent
    files = {file.stem for file in folder.glob("*.py") if not file.stem.startswith("_")}
    # What a plan asks for besides has no file: its metrics are made from the plan.
    assert files - {"own"} == set(METRICS)


@over_all_metrics
def test_a_metric_lies_in_the_file_of_its_name(metric):
    module = import_module(f"evenhand.metrics.{metric.key}")
    assert module.METRIC is metric
    assert getattr(module, metric.key) is metric.function


@over_all_metrics
def test_a_metric_has_its_whole_page(metric):
    assert [name for name in SECTIONS if not metric.section(name)] == []
    assert metric.section("Summary").startswith("Return ")
    assert ">>> " in metric.section("Examples")


@over_all_metrics
def test_the_plain_words_need_no_formula(metric):
    words = metric.section("In plain words")
    assert not set("=<>^_/`") & set(words)
    assert words.endswith(".")


@over_all_metrics
def test_a_metric_says_what_it_reads_and_needs(metric):
    assert metric.reads in {"counts", "scores"} | KPIS
    assert metric.needs <= {"label", "score", "time"}
    assert ("score" in metric.needs) == (metric.reads == "scores")


@over_all_metrics
def test_what_a_metric_reads_can_be_named_in_a_plan(metric):
    assert metric.reads in {"counts", "scores", "decisions"} | KPI_ROLES.keys() | MADE_OF.keys()


def test_no_two_metrics_have_one_name():
    assert len({metric.title for metric in METRICS.values()}) == len(METRICS)
    assert len({metric.short for metric in METRICS.values()}) == len(METRICS)


@over_all_metrics
@few
@given(st.data())
def test_a_metric_returns_a_result_of_one_value_a_group(metric, data):
    groups = data.draw(sizes)
    result = metric.function(data.draw(inputs_of(metric, groups)))
    assert returned(metric) in get_args(Result)
    assert isinstance(result, returned(metric))
    assert value_of(result).shape == (groups,)


@over_all_metrics
@few
@given(st.data())
def test_the_order_of_groups_does_not_matter(metric, data):
    groups = data.draw(sizes)
    order = data.draw(st.permutations(range(groups)))
    before = data.draw(inputs_of(metric, groups))
    after = each(before, lambda measure: measure[order])
    assert_same(value_of(metric.function(after)), value_of(metric.function(before))[order])


@over_all_metrics
@few
@given(st.data())
def test_a_group_does_not_depend_on_the_others(metric, data):
    together = data.draw(inputs_of(metric, data.draw(sizes)))
    alone = each(together, lambda measure: measure[:1])
    if metric.key not in DEPENDS_ON_OTHERS:
        values = value_of(metric.function(together))
        assert_same(value_of(metric.function(alone)), values[:1])


@over_all_metrics
@few
@given(st.data())
def test_the_log_twice_over_says_the_same(metric, data):
    once = data.draw(inputs_of(metric, data.draw(sizes)))
    twice = each(once, lambda measure: 2 * measure)
    growth = 2 if metric.key in GROW_WITH_THE_LOG else 1
    if metric.key not in CORRECTED_FOR_SIZE:
        values = value_of(metric.function(once))
        assert_same(value_of(metric.function(twice)), growth * values)


@over_all_metrics
@few
@given(st.data())
def test_a_group_of_nobody_is_undefined(metric, data):
    groups = data.draw(sizes)
    empty = data.draw(st.integers(0, groups - 1))

    def without(measure):
        measure = measure.copy()
        measure[empty] = 0
        return measure

    result = metric.function(each(data.draw(inputs_of(metric, groups)), without))
    value = value_of(result)[empty]
    if metric.key in ZERO_OF_NOBODY:
        assert value == 0 or np.isnan(value)
    else:
        assert np.isnan(value)
    if isinstance(result, Measured):
        assert np.isnan(result.se[empty])


@over_all_metrics
@few
@given(st.data())
def test_a_value_lies_in_its_range_and_is_never_infinite(metric, data):
    result = metric.function(data.draw(inputs_of(metric, data.draw(sizes))))
    low, high = -np.inf, np.inf
    if metric.unit == "rate":
        low, high = 0.0, 1.0
    elif isinstance(result, Measured):
        low, high = result.bounds
    values = value_of(result)
    known = values[~np.isnan(values)]
    assert np.isfinite(known).all()
    assert (known >= low - 1e-9).all()
    assert (known <= high + 1e-9).all()


@over_all(Measured)
@few
@given(st.data())
def test_a_standard_error_is_above_zero_or_unknown(metric, data):
    result = metric.function(data.draw(inputs_of(metric, data.draw(sizes))))
    known = ~np.isnan(result.se)
    assert (result.se[known] > 0).all()
    assert not np.isnan(result.value[known]).any()
    assert (result.n >= 0).all()


@over_all(Proportion, Mean, Ratio)
@few
@given(st.data())
def test_two_groups_merged_have_the_sum_of_numerators_and_denominators(metric, data):
    apart = data.draw(inputs_of(metric, 2))
    merged = each(apart, lambda measure: measure.sum(axis=0, keepdims=True))
    before, after = metric.function(apart), metric.function(merged)
    match before, after:
        case Proportion(), Proportion() if metric.key not in DEPENDS_ON_OTHERS:
            assert_same(after.numerator, before.numerator.sum(keepdims=True))
            assert_same(after.denominator, before.denominator.sum(keepdims=True))
        case Mean(), Mean():
            assert_same(after.total, before.total.sum(keepdims=True))
            assert_same(after.squares, before.squares.sum(keepdims=True))
            assert_same(after.n, before.n.sum(keepdims=True))
        case Ratio(), Ratio():
            for name in vars(before):
                assert_same(getattr(after, name), getattr(before, name).sum(keepdims=True))


@over_all_metrics
@few
@given(st.data())
def test_a_metric_changes_nothing_that_it_is_given(metric, data):
    given_input = data.draw(inputs_of(metric, data.draw(sizes)))

    def locked(measure):
        measure = measure.copy()
        measure.setflags(write=False)
        return measure

    first = metric.function(each(given_input, locked))
    assert_same(value_of(first), value_of(metric.function(given_input)))


@over_all_metrics
@few
@given(st.data())
def test_leading_dimensions_are_worked_one_by_one(metric, data):
    groups = data.draw(sizes)
    draws = [data.draw(inputs_of(metric, groups)) for _ in range(3)]
    if isinstance(draws[0], Kpi):
        # All draws of a log share its days.
        draws = [replace(draw, days=draws[0].days) for draw in draws]
    names = [name for name in vars(draws[0]) if name not in {"edges", "centres", "days"}]
    stacked = {name: np.stack([getattr(draw, name) for draw in draws]) for name in names}
    whole = type(draws[0])(**{**vars(draws[0]), **stacked})
    values = value_of(metric.function(whole))
    assert values.shape == (3, groups)
    for draw, value in zip(draws, values, strict=True):
        assert_same(value_of(metric.function(draw)), value)


@few
@given(st.data())
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("true_positive_rate", "false_negative_rate"),
        ("true_negative_rate", "false_positive_rate"),
        ("positive_predictive_value", "false_discovery_rate"),
        ("negative_predictive_value", "false_omission_rate"),
        ("accuracy", "error_rate"),
    ],
)
def test_a_rate_and_its_complement_share_their_denominator_and_add_up_to_it(one, other, data):
    counts = data.draw(counts_of(data.draw(sizes)))
    left, right = METRICS[one].function(counts), METRICS[other].function(counts)
    assert left.denominator.tolist() == right.denominator.tolist()
    assert (left.numerator + right.numerator).tolist() == left.denominator.tolist()


@few
@given(st.data())
def test_the_shares_of_all_groups_add_up_to_one(data):
    result = METRICS["share"].function(data.draw(counts_of(data.draw(sizes))))
    total = value_of(result).sum()
    assert np.isnan(total) or total == pytest.approx(1)

"""What must hold of every way to compare groups, whatever the log."""

from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import evenhand.analyses.disparities as package
from evenhand.analyses.disparities import COMPARISONS, CRITERIA, Panel, compare
from evenhand.analyses.disparities.equalized_odds import equalized_odds
from evenhand.analyses.disparities.extremes import extremes
from evenhand.analyses.disparities.odds_ratio import odds_ratio
from evenhand.analyses.disparities.score_distance import score_distance
from evenhand.analyses.disparities.shortfall import shortfall
from evenhand.analyses.disparities.standard_deviations import standard_deviations
from evenhand.analyses.disparities.standardised_mean_difference import (
    standardised_mean_difference,
)
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import measure
from evenhand.analyses.settings import Settings
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts, Scores

SETTINGS = Settings(level=0.95, alpha=0.05, seed=1, draws=100)
MEASURED = (*CRITERIA, "error_rate", "f1_score", "mean_score")
EDGES = np.linspace(0, 1, 5)
MIDDLES = (EDGES[:-1] + EDGES[1:]) / 2
FEW, FEWER = settings(max_examples=25), settings(max_examples=8)

# One decision: decision, label (2: unknown), score bin.
ROW = st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 3))
GROUP = st.lists(ROW, min_size=1, max_size=14)
LOG = st.lists(GROUP, min_size=2, max_size=4)

# Comparisons whose interval is that of a score test, or made of two intervals: they have no
# randomness, so that turning them around must turn them around exactly.
EXACT = {"miettinen_nurminen", "koopman", "mover", "cornfield_mid_p", "hedges", "none",
         "pooled_z", "fisher", "kolmogorov"}  # fmt: skip
NEGATED = {"difference", "standardised_mean_difference", "standard_deviations"}
INVERTED = {"ratio", "odds_ratio"}
UNTURNED = {"kolmogorov_smirnov", "wasserstein", "mean_difference"}


def panel(log, names=None, reference=0):
    """Return the panel of a log: one list of rows a group."""
    cells, n = np.zeros((len(log), 2, 3)), np.zeros((len(log), 2, 3, 4))
    for group, rows in enumerate(log):
        for decision, label, height in rows:
            cells[group, decision, label] += 1
            n[group, decision, label, height] += 1
    scores = Scores(EDGES, n, n * MIDDLES, n * MIDDLES**2, np.zeros(len(log)))
    inputs = Inputs(Counts(cells), Counts(cells), None, scores, {})
    measured = {key: measure(METRICS[key], inputs, SETTINGS) for key in MEASURED}
    named = tuple((name,) for name in (names or [f"g{i}" for i in range(len(log))]))
    grouping = Grouping(("g",), named, np.arange(len(log)), reference, "plan")
    return Panel(grouping, reference, inputs, measured, SETTINGS)


def without_simulation(of):
    """Yield what all comparisons do but that of all groups at once, which simulates for long."""
    for comparison in COMPARISONS:
        if comparison is not extremes:
            yield from comparison(of)


def by_comparison(rows):
    return {
        (row.metric, row.comparison, row.against, row.group, row.reference): row for row in rows
    }


def figures(row):
    return row.value, row.low, row.high, row.p_value, row.n, row.method, row.undefined


def test_the_registry_lists_every_file_of_its_folder():
    files = {path.stem for path in Path(package.__file__).parent.glob("[!_]*.py")}
    assert {comparison.__name__ for comparison in COMPARISONS} == files


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.__name__)
@settings(max_examples=12)
@given(log=LOG)
def test_a_row_has_a_value_in_its_interval_or_a_reason(comparison, log):
    for row in comparison(panel(log)):
        assert (row.value is None) == (row.undefined is not None)
        assert row.value is None or np.isfinite(row.value)
        assert row.p_value is None or 0 <= row.p_value <= 1
        if row.value is None:
            assert (row.low, row.high) == (None, None)
        if row.method not in {"bootstrap", "max_t_and_intersection_union"}:
            assert row.low is None or row.low <= row.value + 1e-9
            assert row.high is None or row.value <= row.high + 1e-9
        assert row.low is None or row.high is None or row.low <= row.high
        assert row.attributes == ("g",)
        assert row.condition is None


@FEWER
@given(log=LOG)
def test_renaming_groups_changes_nothing_but_names(log):
    names = ["zeta", "", "Ä, ö", "unknown?"][: len(log)]
    new = {f"g{i}": name for i, name in enumerate(names)}
    plain, renamed = list(compare(panel(log))), list(compare(panel(log, names)))
    assert [figures(row) for row in plain] == [figures(row) for row in renamed]
    for one, other in zip(plain, renamed, strict=True):
        assert tuple(new[name] for name in one.group) == other.group
        assert tuple(new[name] for name in one.reference) == other.reference


def near(one, other):
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-6, abs=1e-7)


def inverse(value):
    return None if not value else 1 / value


@FEW
@given(log=st.lists(GROUP, min_size=2, max_size=2))
def test_turning_group_and_reference_around_turns_the_comparison_around(log):
    one, other = (
        [row for row in without_simulation(panel(log, reference=ref)) if row.against == "reference"]
        for ref in (0, 1)
    )
    turned = {(row.metric, row.comparison): row for row in other}
    for row in one:
        back = turned[row.metric, row.comparison]
        assert (row.group, row.reference) == (back.reference, back.group)
        if row.method not in EXACT or row.metric == "equalized_odds":
            continue
        assert near(row.p_value, back.p_value)
        if row.comparison in NEGATED:
            assert near(row.value, None if back.value is None else -back.value)
            assert near(row.low, None if back.high is None else -back.high)
            assert near(row.high, None if back.low is None else -back.low)
        elif row.comparison in INVERTED and row.value and back.value:
            assert near(row.value, 1 / back.value)
            assert near(row.low, inverse(back.high))
            assert near(row.high, inverse(back.low))
        elif row.comparison in UNTURNED:
            assert near(row.value, back.value)


NULL = {"ratio": 1.0, "odds_ratio": 1.0}


@FEWER
@given(group=GROUP, groups=st.integers(2, 4))
def test_identical_groups_do_not_differ(group, groups):
    for row in compare(panel([group] * groups)):
        if row.value is None or row.comparison == "shrunken_difference":
            continue
        assert row.value == pytest.approx(NULL.get(row.comparison, 0.0), abs=1e-12)
        if row.method not in {"bootstrap", "max_t_and_intersection_union"}:
            assert row.low is None or row.low <= NULL.get(row.comparison, 0.0) + 1e-9


@FEW
@given(log=LOG)
def test_an_empty_group_is_undefined_in_every_comparison_and_disturbs_no_other(log):
    empty = f"g{len(log)}"
    found = list(without_simulation(panel([*log, []])))
    concerned = [row for row in found if (empty,) in {row.group, row.reference}]
    assert {row.comparison for row in concerned} >= {"difference", "ratio", "odds_ratio"}
    for row in concerned:
        assert row.value is None
        assert row.undefined in {"undefined_estimate", "zero_denominator"}
        assert row.p_value is None
    alone = by_comparison(without_simulation(panel(log)))
    for key, row in by_comparison(found).items():
        if key in alone and row not in concerned:
            assert near(row.value, alone[key].value)
            assert row.undefined == alone[key].undefined


def rate(rows, counted, among):
    """Return a share by counting, None of nobody."""
    some = [row for row in rows if among(row)]
    return sum(counted(row) for row in some) / len(some) if some else None


def brute(key, rows):
    """Return a metric of some rows by counting them."""
    selected, positive = (lambda row: row[0] == 1), (lambda row: row[1] == 1)
    known, right = (lambda row: row[1] < 2), (lambda row: row[0] == row[1])
    match key:
        case "selection_rate":
            return rate(rows, selected, lambda _: True)
        case "true_positive_rate":
            return rate(rows, selected, positive)
        case "false_positive_rate":
            return rate(rows, selected, lambda row: row[1] == 0)
        case "positive_predictive_value":
            return rate(rows, positive, lambda row: known(row) and selected(row))
        case "accuracy":
            return rate(rows, right, known)
        case "error_rate":
            return rate(rows, lambda row: not right(row), known)


def less(one, other):
    return None if one is None or other is None else one - other


def over(one, other):
    return None if one is None or not other else one / other


@FEWER
@given(log=LOG)
def test_values_are_those_of_counting_rows(log):
    found = by_comparison(compare(panel(log)))
    for key in (*CRITERIA, "error_rate"):
        values = [brute(key, rows) for rows in log]
        for group in range(len(log)):
            me = (f"g{group}",)
            rest = brute(key, [row for i, rows in enumerate(log) if i != group for row in rows])
            compared = [("difference", less), ("ratio", over)]
            for comparison, how in compared:
                row = found[key, comparison, "rest", me, ()]
                assert near(row.value, how(values[group], rest))
                if group:
                    row = found[key, comparison, "reference", me, ("g0",)]
                    assert near(row.value, how(values[group], values[0]))
        known = [value for value in values if value is not None]
        ranges = [row for (k, c, a, *_), row in found.items()
                  if (k, c, a) == (key, "difference", "all")]  # fmt: skip
        if key in CRITERIA and len(known) > 1:
            assert near(ranges[0].value, max(known) - min(known))
            for row in found.values():
                if row.metric == key and row.against == "highest" and row.value is not None:
                    assert near(row.value, values[int(row.group[0][1:])] / max(known))
        else:
            assert not ranges


@FEW
@given(log=LOG)
def test_comparisons_of_their_own_are_those_of_counting_rows(log):
    of, own = panel(log), (odds_ratio, shortfall, standard_deviations, equalized_odds)
    found = by_comparison(row for comparison in own for row in comparison(of))
    selected = [sum(row[0] for row in rows) for rows in log]
    errors = ("true_positive_rate", "false_positive_rate")
    for group in range(1, len(log)):
        me, n = (f"g{group}",), len(log[group])
        against = ("reference", me, ("g0",))
        mine, theirs = selected[group], selected[0]
        odds = over(mine * (len(log[0]) - theirs), theirs * (n - mine))
        assert near(found["selection_rate", "odds_ratio", *against].value, odds)
        gap = selected[0] / len(log[0]) - selected[group] / n
        assert near(found["selection_rate", "shortfall", *against].value, gap * n)
        pooled = (selected[0] + selected[group]) / (len(log[0]) + n)
        se = (pooled * (1 - pooled) * (1 / len(log[0]) + 1 / n)) ** 0.5
        assert near(
            found["selection_rate", "standard_deviations", *against].value,
            -gap / se if se else None,
        )
        gaps = [less(brute(key, log[group]), brute(key, log[0])) for key in errors]
        expected = (None, None)
        if None not in gaps:
            expected = (max(map(abs, gaps)), (abs(gaps[0]) + abs(gaps[1])) / 2)
        assert near(found["equalized_odds", "difference", *against].value, expected[0])
        assert near(found["equalized_odds", "mean_difference", *against].value, expected[1])


@FEW
@given(log=st.lists(st.lists(ROW, min_size=2, max_size=14), min_size=2, max_size=3))
def test_comparisons_of_scores_are_those_of_counting_rows(log):
    of = panel(log)
    found = by_comparison([*score_distance(of), *standardised_mean_difference(of)])
    scores = [[float(MIDDLES[row[2]]) for row in rows] for rows in log]
    for group in range(1, len(log)):
        against = ("reference", (f"g{group}",), ("g0",))
        first, second = scores[group], scores[0]
        below = [
            [sum(score < edge for score in some) / len(some) for edge in EDGES[1:]]
            for some in (first, second)
        ]
        apart = [abs(a - b) for a, b in zip(*below, strict=True)]
        assert near(found["mean_score", "kolmogorov_smirnov", *against].value, max(apart))
        assert near(found["mean_score", "wasserstein", *against].value, 0.25 * sum(apart))
        df = len(first) + len(second) - 2
        spread = (
            (len(first) - 1) * stdev(first) ** 2 + (len(second) - 1) * stdev(second) ** 2
        ) / df
        g = None
        if spread > 1e-12:
            g = (fmean(first) - fmean(second)) / spread**0.5 * (1 - 3 / (4 * df - 1))
        assert near(found["mean_score", "standardised_mean_difference", *against].value, g)


@settings(max_examples=12)
@given(log=LOG, times=st.integers(2, 5))
def test_the_same_log_many_times_over_has_the_same_values_and_narrower_intervals(log, times):
    one = by_comparison(without_simulation(panel(log)))
    many = by_comparison(without_simulation(panel([rows * times for rows in log])))
    assume(one.keys() == many.keys())
    for key, row in one.items():
        if key[1] in {"difference", "ratio"} and row.metric in CRITERIA:
            assert near(row.value, many[key].value)
            if row.against == "rest" and row.low is not None and row.high is not None:
                assert many[key].high - many[key].low <= row.high - row.low + 1e-9

# ruff: noqa: DTZ001 - inside the cube times name no zone: all are UTC
import math
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.cube.log_bins import centre
from evenhand.errors import LogError

BASE = {
    "decision": {"column": "d", "favourable": "yes"},
    "protected": [{"column": "sex"}],
}
ROWS = {
    "sex": ["F", "F", "M", None, "M", "F"],
    "d": ["yes", "no", "yes", "no", None, "yes"],
    "y": [1, 0, 1, None, 1, None],
}


def test_outcomes_count_every_row_once(taken):
    cube = taken(ROWS, **BASE, label={"column": "y"}).outcomes
    assert cube.axes == (
        "attribute:sex", "window", "mature", "model_version", "decision", "label",
    )  # fmt: skip
    assert cube.levels["attribute:sex"] == ("F", "M", "unknown")
    assert cube.levels["window"] == cube.levels["model_version"] == ("all",)
    assert cube.sum("n") == 6
    assert cube.sum("n", "attribute:sex", "decision").tolist() == [[1, 2, 0], [0, 1, 1], [1, 0, 0]]
    assert cube.sum("n", "label").tolist() == [1, 3, 2]


def test_without_weights_a_row_weighs_one(taken):
    cube = taken(ROWS, **BASE).outcomes
    assert cube.measures["w"].tolist() == cube.measures["w2"].tolist()
    assert cube.measures["w"].tolist() == cube.measures["n"].tolist()


def test_weights_and_their_squares_add_up(taken):
    rows = {**ROWS, "w": [0.5, 2.0, 1.0, 0.0, 3.0, 0.25]}
    cube = taken(rows, **BASE, columns={"weight": "w"}).outcomes
    assert cube.sum("n", "attribute:sex").tolist() == [3, 2, 1]
    assert cube.sum("w", "attribute:sex").tolist() == [2.75, 4.0, 0.0]
    assert cube.sum("w2", "attribute:sex").tolist() == [4.3125, 10.0, 0.0]


def test_conditions_windows_and_versions_are_axes(taken):
    rows = {
        **ROWS,
        "job": ["a", None, "a", "b", "b", "b"],
        "v": ["2", "1", "1", None, "1", "1"],
        "t": [datetime(2025, 1, 31), None, *[datetime(2025, 2, 28, 23, 59)] * 4],
    }
    cube = taken(
        {name: values * 20 for name, values in rows.items()},
        window="month",
        **BASE,
        conditions=["job"],
        columns={"time": "t", "model_version": "v"},
    ).outcomes
    assert cube.levels["condition:job"] == ("a", "b", "unknown")
    assert cube.levels["window"] == ("2025-01-01", "2025-02-01", "unknown")
    assert cube.levels["model_version"] == ("1", "2", "unknown")
    assert cube.sum("n", "window").tolist() == [20, 80, 20]
    assert cube.sum("n", "model_version").tolist() == [80, 20, 20]


@pytest.mark.parametrize(
    ("window", "name"),
    [
        ("hour", "2025-02-27T13:00"),
        ("day", "2025-02-27"),
        ("week", "2025-02-24"),
        ("month", "2025-02-01"),
        ("quarter", "2025-01-01"),
    ],
)
def test_a_window_is_named_by_its_start(taken, window, name):
    rows = {"sex": ["F"], "d": ["yes"], "t": [datetime(2025, 2, 27, 13, 59, 59, 999999)]}
    cube = taken(rows, window=window, **BASE, columns={"time": "t"}).outcomes
    assert cube.levels["window"] == (name,)


def test_a_week_starts_on_monday(taken):
    days = [datetime(2024, 12, 30 + i) if i < 2 else datetime(2025, 1, i - 1) for i in range(8)]
    rows = {"sex": ["F"] * 160, "d": ["yes"] * 160, "t": days * 20}
    cube = taken(rows, window="week", **BASE, columns={"time": "t"}).outcomes
    assert cube.levels["window"] == ("2024-12-30", "2025-01-06")
    assert cube.sum("n", "window").tolist() == [140, 20]


def test_without_score_kpis_and_entities_there_are_no_such_tallies(taken):
    found = taken(ROWS, **BASE)
    assert (found.scores, found.kpis, found.histograms, found.entities) == (None, None, {}, None)


def test_scores_that_are_all_missing_are_no_scores(taken):
    rows = {**ROWS, "s": pl.Series([None] * 6, dtype=pl.Float64)}
    assert taken(rows, **BASE, score={"column": "s"}).scores is None


def scored(taken, scores, **score):
    rows = {"sex": ["F"] * len(scores), "d": ["yes"] * len(scores), "s": scores}
    return taken(rows, **BASE, score={"column": "s", **score})


def test_scores_have_exact_sums(taken):
    found = scored(taken, [0.125, 0.5, None, 0.75])
    assert found.scores.sum("n") == 3
    assert found.scores.sum("total") == 1.375
    assert found.scores.sum("squares") == 0.125**2 + 0.5**2 + 0.75**2


def test_above_the_median_means_strictly_above(taken):
    assert scored(taken, [0.1, 0.5, 0.5, 0.5, 0.9]).scores.sum("above_median") == 1
    assert scored(taken, [1.0, 2.0, 3.0, 4.0]).scores.sum("above_median") == 2


def test_overrides_are_counted_beside_scores_where_they_are_recorded(taken):
    rows = {
        "sex": ["F"] * 4,
        "d": ["yes"] * 4,
        "s": [0.1, 0.1, 0.9, None],
        "o": [True, None, False, True],
    }
    found = taken(rows, **BASE, score={"column": "s"}, kpis={"override": "o"})
    assert found.scores.sum("overridden", "bin").tolist() == [1, 0]
    assert "overridden" not in scored(taken, [0.1]).scores.measures


def test_a_group_without_scores_keeps_its_place(taken):
    rows = {
        "sex": ["A", "B", "B", "C", None],
        "d": ["yes"] * 5,
        "s": [None, 0.25, 0.75, 0.5, None],
        "lat": [None, None, 3.0, 5.0, None],
    }
    found = taken(rows, **BASE, score={"column": "s"}, kpis={"latency": "lat"})
    for cube in (found.scores, found.kpis, found.histograms["latency"]):
        assert cube.levels["attribute:sex"] == found.outcomes.levels["attribute:sex"]
    assert found.scores.sum("n", "attribute:sex").tolist() == [0, 2, 1, 0]
    assert found.histograms["latency"].sum("n", "attribute:sex").tolist() == [0, 1, 1, 0]


SCORES = st.lists(st.floats(-50, 50, allow_subnormal=False), min_size=1, max_size=40)


@settings(max_examples=60)
@given(
    SCORES,
    st.one_of(st.none(), st.floats(-60, 60, allow_subnormal=False)),
    st.sampled_from(["high", "low"]),
    st.sampled_from([10, 17, 100]),
)
def test_bins_hold_their_scores_and_none_crosses_the_threshold(
    taken, scores, threshold, favourable, bins
):
    if threshold is None and len(scores) > 1:
        threshold = scores[-1]  # a threshold that is itself a score is the hard case
    rows = {"sex": ["F"] * len(scores), "s": scores}
    found = taken(
        rows,
        protected=BASE["protected"],
        score={"column": "s", "threshold": threshold, "favourable": favourable},
        inference={"score_bins": bins},
    )
    edges, cube = found.score_edges, found.scores
    n, total = cube.sum("n", "bin"), cube.sum("total", "bin")
    assert len(edges) == len(n) + 1
    assert (np.diff(edges) >= 0).all()
    slack = 1e-9 * max(1.0, np.abs(edges).max())
    mean = total / n
    assert (edges[:-1] - slack <= mean).all()
    assert (mean <= edges[1:] + slack).all()
    judged = cube.sum("n", "decision", "bin") > 0
    if threshold is not None and len(set(scores)) > 1:
        assert not (judged[0] & judged[1]).any(), "a bin has scores on both sides"


def test_probabilities_are_binned_from_zero_to_one(taken):
    found = scored(taken, [0.305, 0.995, 1.0], threshold=0.3)
    assert found.score_edges.tolist() == pytest.approx([0.3, 0.99, 1.0])
    assert found.scores.sum("n", "bin").tolist() == [1, 2]


def test_a_threshold_cuts_its_bin_in_two(taken):
    found = scored(taken, [0.501, 0.5049, 0.505, 0.509], threshold=0.505)
    assert found.score_edges.tolist() == pytest.approx([0.5, 0.505, 1.0])
    assert found.scores.sum("n", "bin").tolist() == [2, 2]


@pytest.mark.parametrize(("score", "edges"), [(0.5, [0.5, 1.0]), (7.0, [7.0, 8.0])])
def test_scores_that_are_all_alike_share_a_bin(taken, score, edges):
    found = scored(taken, [score] * 3)
    assert found.scores.sum("n", "bin").tolist() == [3]
    assert found.score_edges.tolist() == edges


def test_low_scores_that_are_good_are_turned_round(taken):
    found = scored(taken, [0.25, 0.5], favourable="low", threshold=0.5)
    assert found.scores.sum("total") == pytest.approx(1.25)
    assert found.scores.sum("above_median") == 1
    other = scored(taken, [2.0, 7.0, 9.0], favourable="low")
    assert other.scores.sum("total") == -18
    assert other.score_edges[0] == -9


def kpis(taken, rows, **asked):
    n = len(next(iter(rows.values())))
    return taken({"sex": ["F"] * n, "d": ["yes"] * n, **rows}, **BASE, kpis=asked)


def test_a_kpi_counts_the_rows_that_have_it(taken):
    cube = kpis(taken, {"eur": [1.0, None, 2.5]}, cost="eur").kpis
    found = {name: float(cube.sum(name)) for name in cube.measures}
    assert found == {"cost n": 2, "cost total": 3.5, "cost squares": 7.25}


def test_only_latency_has_a_histogram(taken):
    rows = {"ms": [1.0, 2.0], "eur": [1.0, 2.0]}
    assert set(kpis(taken, rows, latency="ms", cost="eur").histograms) == {"latency"}


def test_a_latency_that_nobody_has_has_an_empty_bin(taken):
    found = kpis(taken, {"ms": pl.Series([None, None], dtype=pl.Float64)}, latency="ms")
    assert found.histograms["latency"].sum("n", "attribute:sex", "bin").tolist() == [[0]]
    assert found.kpis.sum("latency n") == 0


def test_overrides_are_counted_among_reviewed_decisions(taken):
    rows = {
        "seen": ["yes", "yes", "no", None, "yes"],
        "changed": ["yes", "no", "yes", "yes", None],
    }
    cube = kpis(taken, rows, review="seen", override="changed").kpis
    assert cube.sum("override n") == 2
    assert cube.sum("override total") == 1
    assert cube.sum("review n") == 4


def test_without_reviews_every_decision_may_be_overridden(taken):
    cube = kpis(taken, {"changed": ["yes", "no", None]}, override="changed").kpis
    assert (cube.sum("override n"), cube.sum("override total")) == (2, 1)


@settings(max_examples=40)
@given(
    st.lists(
        st.floats(1e-300, 1e300) | st.floats(-1e300, -1e-300) | st.just(0.0),
        min_size=1,
        max_size=30,
    )
)
def test_a_bin_reads_within_one_percent_of_every_value_in_it(taken, values):
    cube = kpis(taken, {"ms": values}, latency="ms").histograms["latency"]
    centres = np.array([centre(level) for level in cube.levels["bin"]])
    assert (np.diff(centres) > 0).all()
    read = np.repeat(centres, cube.sum("n", "bin").astype(int))
    assert read == pytest.approx(np.sort(values), rel=0.01 + 1e-9)


def test_numbers_below_zero_are_mirrored_and_zero_is_a_bin_of_its_own(taken):
    rows = {"ms": [0.0, -5.0, 1.0, None, -1.0, -0.0]}
    cube = kpis(taken, rows, latency="ms").histograms["latency"]
    read = [centre(level) for level in cube.levels["bin"]]
    assert read == [pytest.approx(-5, rel=0.01), pytest.approx(-1.01), 0.0, pytest.approx(1.01)]
    assert cube.sum("n", "bin").tolist() == [1, 1, 2, 1]


@pytest.mark.parametrize("value", [5e-324, 1e-3, 1.0, 1.02, 99.99, 1e18])
def test_a_value_is_read_within_one_percent(taken, value):
    (level,) = kpis(taken, {"ms": [value]}, latency="ms").histograms["latency"].levels["bin"]
    read = centre(level)
    assert math.isclose(read, value, rel_tol=0.01 + 1e-9) or value < 1e-300


def test_people_are_counted_by_bucket(taken):
    rows = {**ROWS, "who": [1, 65, 2, 3, 4, 1]}
    cube = taken(rows, **BASE, columns={"entity": "who"}).entities
    assert dict(zip(cube.levels["bucket"], cube.sum("n", "bucket").tolist(), strict=True)) == {
        "1": 3, "2": 1, "3": 1, "4": 1,
    }  # fmt: skip


def test_people_are_weighed_by_bucket(taken):
    rows = {**ROWS, "who": [1, 1, 2, 2, 2, 2], "w": [0.5, 2.0, 1.0, 0.0, 3.0, 0.25]}
    cube = taken(rows, **BASE, columns={"entity": "who", "weight": "w"}).entities
    assert cube.sum("n", "bucket").tolist() == [2.5, 4.25]


def test_progress_is_told_a_stage_at_a_time(taken):
    told = []
    rows = {**ROWS, "who": [1] * 6, "s": [0.5] * 6, "ms": [1.0] * 6}
    taken(
        rows,
        progress=told.append,
        **BASE,
        columns={"entity": "who"},
        score={"column": "s"},
        kpis={"latency": "ms"},
    )
    assert told == [f"counting {what}" for what in ("decisions", "scores", "latency", "people")]


def daily(n, **more):
    """Return rows of `n` decisions a day over the first ten days of March."""
    days = [datetime(2025, 3, day, 12) for day in range(1, 11) for _ in range(n)]
    return {"sex": ["F"] * len(days), "d": ["yes"] * len(days), "t": days, **more}


def test_decisions_from_the_cutoff_on_are_not_mature(taken):
    rows = daily(30, s=[0.5] * 300, who=list(range(300)), y=[1] * 300)
    found = taken(
        rows,
        **BASE,
        cutoff="2025-03-08",
        window="day",
        label={"column": "y"},
        score={"column": "s"},
        columns={"time": "t", "entity": "who"},
    )
    for cube in (found.outcomes, found.scores, found.entities):
        assert cube.levels["mature"] == ("yes", "no")
        assert cube.sum("n", "mature").tolist() == [210, 90]
    assert found.cutoff == "2025-03-08"


def test_without_a_cutoff_everything_is_mature_and_rows_without_a_time_are_so_only_then(taken):
    rows = {"sex": ["F"] * 3, "d": ["yes"] * 3, "t": [datetime(2025, 3, 1), None, None]}
    asked = {**BASE, "columns": {"time": "t"}}
    assert taken(rows, **asked).outcomes.sum("n", "mature").tolist() == [3, 0]
    assert taken(rows, **asked, cutoff="2025-03-02").outcomes.sum("n", "mature").tolist() == [1, 2]


def test_slots_are_days_with_the_quiet_ones_among_them(taken):
    rows = {"sex": ["F", "M"], "d": ["yes"] * 2, "eur": [1.0, 3.0],
            "t": [datetime(2025, 3, 1), datetime(2025, 3, 4)]}  # fmt: skip
    found = taken(rows, **BASE, window="month", columns={"time": "t"}, kpis={"cost": "eur"})
    assert found.calendar.slots == ("2025-03-01", "2025-03-02", "2025-03-03", "2025-03-04")
    assert found.slots.sum("n", "slot").tolist() == [1, 0, 0, 1]
    assert found.slots.sum("cost total", "slot").tolist() == [1, 0, 0, 3]


@pytest.mark.parametrize("many", [12, 20])
@pytest.mark.parametrize(
    ("window", "hours"),
    [("hour", 1), ("day", 24), ("week", 168), ("month", 731), ("quarter", 2192)],
)
def test_few_windows_and_many_hold_the_same_in_every_tally(taken, window, hours, many):
    start = datetime(2025, 1, 1, 0, 20)
    at = [start + timedelta(hours=hours * i / 20) for i in range(20 * many)]
    rows = {"d": ["yes"] * len(at), "sex": ["F"] * len(at), "t": [*at[:-1], None], "ms": 5.0}
    found = taken(rows, **BASE, window=window, columns={"time": "t"}, kpis={"latency": "ms"})
    # Outcomes are cut in Python from slots, histograms by the engine.
    expected, cut = found.outcomes, found.histograms["latency"]
    assert many <= len(cut.levels["window"]) - 1 <= many + 1
    assert cut.levels["window"] == expected.levels["window"]
    assert cut.sum("n", "window").tolist() == expected.sum("n", "window").tolist()


def test_windows_of_so_many_days_hold_the_same_in_every_tally(taken):
    rows = daily(30, s=[0.5] * 300, ms=[1.0] * 300)
    found = taken(
        rows, **BASE, window="4d", score={"column": "s"}, kpis={"latency": "ms"},
        columns={"time": "t"},
    )  # fmt: skip
    for cube in (found.outcomes, found.scores, found.histograms["latency"]):
        assert cube.levels["window"] == ("2025-03-01", "2025-03-03", "2025-03-07")
        assert cube.sum("n", "window").tolist() == [60, 120, 120]


def test_a_time_that_is_missing_is_in_no_window_of_so_many_days(taken):
    rows = daily(30, s=[0.5] * 300)
    rows["t"][0] = None
    found = taken(rows, **BASE, window="4d", score={"column": "s"}, columns={"time": "t"})
    assert found.scores.levels["window"][-1] == "unknown"
    assert found.scores.sum("n", "window").tolist() == [59, 120, 120, 1]


def test_scores_are_not_followed_over_very_many_windows(taken):
    days = [datetime(2025, 1, 1) + timedelta(days=i // 20) for i in range(1240)]
    rows = {"sex": ["F"] * 1240, "d": ["yes"] * 1240, "s": [0.5] * 1240, "t": days}
    found = taken(rows, **BASE, window="day", score={"column": "s"}, columns={"time": "t"})
    assert len(found.outcomes.levels["window"]) == 62
    assert "window" not in found.scores.axes
    assert found.scores.sum("n") == 1240


def test_failures_are_counted_by_class_and_no_text_is_no_class(taken):
    rows = {"d": ["yes"] * 5, "failed": [True, True, True, False, None],
            "why": ["quota", "", None, "quota", "quota"]}  # fmt: skip
    roles = {"failure": "failed", "failure_class": "why"}
    cube = taken(rows, decision={"column": "d", "favourable": "yes"}, kpis=roles).failures
    assert dict(zip(cube.levels["failure_class"], cube.sum("n", "failure_class"), strict=True)) == {
        "quota": 1, "unknown": 2,
    }  # fmt: skip


@pytest.mark.parametrize(("window", "days"), [("day", 1), ("week", 7)])
def test_a_log_of_many_windows_is_cut_by_the_calendar(taken, window, days):
    first = datetime(2024, 1, 1, 12)
    times = [first + timedelta(days=days * i + i % days) for i in range(70) for _ in range(400)]
    rows = {"sex": ["F"] * len(times), "d": ["yes"] * len(times), "t": [*times[:-1], None]}
    found = taken(
        {**rows, "ms": [1.0] * len(times)},
        **BASE,
        columns={"time": "t"},
        window=window,
        kpis={"latency": "ms"},
    ).histograms["latency"]
    starts = [str((first + timedelta(days=days * i)).date()) for i in range(70)]
    assert found.levels["window"] == (*starts, "unknown")
    assert found.sum("n", "window").tolist() == [400.0] * 69 + [399.0, 1.0]


TIMED = {
    "sex": ["F", "M", "F"],
    "d": ["yes", "no", "yes"],
    "s": [0.5, 2.0, 4.0],
    "at": [datetime(2025, 1, 1), datetime(2025, 1, 5), datetime(2025, 1, 9)],
}
OF_TIME = {"score": {"column": "s"}, "columns": {"time": "at"}, "window": "day"}


@pytest.mark.parametrize(
    ("found", "what"),
    [
        ({"first": datetime(2025, 1, 2)}, "times"),
        ({"last": datetime(2025, 1, 8, 23)}, "times"),
        ({"score_low": 1.75}, "scores"),
        ({"score_high": 3.75}, "scores"),
    ],
)
@pytest.mark.parametrize("favourable", ["high", "low"])
def test_values_that_the_survey_did_not_find_are_an_error(taken, found, what, favourable):
    asked = {**BASE, **OF_TIME, "score": {"column": "s", "favourable": favourable}}
    assert taken(TIMED, **asked).scores.sum("n") == 3
    with pytest.raises(LogError, match=f"{what} lie outside what the files of the log say"):
        taken(TIMED, found=found, **asked)


def test_a_column_of_the_name_that_buckets_have_is_no_bucket(taken):
    rows = {**ROWS, "person": [1, 2, 3, 65, 66, 67], "entity_bucket": [7] * 6}
    cube = taken(rows, **BASE, columns={"entity": "person"}).entities
    assert cube.sum("n", "bucket").tolist() == [2, 2, 2]

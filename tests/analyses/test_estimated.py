"""Performance before labels have come, estimated from scores that were calibrated."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.estimated import estimated
from evenhand.analyses.grouping import Grouping, inputs
from evenhand.cube.cube import Cube
from evenhand.cube.roles import DECISIONS, LABELS
from evenhand.cube.windows import Calendar

WINDOWS = ("2025-01-01", "2025-02-01", "2025-03-01")
CALENDAR = Calendar("day", "month", WINDOWS, WINDOWS)
EVERYBODY = Grouping((), ((),), np.array([0]), None, "largest")
BY_GROUP = Grouping(("g",), (("A",), ("B",)), np.array([0, 1]), 0, "largest")
KEYS = ["accuracy", "true_positive_rate", "false_positive_rate", "positive_predictive_value"]
# Scores of 0.2 are rejected and of 0.8 accepted: 600 and 400 a window.
SCORE, SIZE = (0.2, 0.8), (600, 400)
RIGHT, WRONG = (0.2, 0.8), (0.3, 0.8)
CELLS = [0.8 * 600, 0.2 * 600, 0, 0.2 * 400, 0.8 * 400, 0]


@pytest.fixture
def run(tallies, settings):
    """Return a function that estimates, from the positive share of each decision by group."""

    def estimate(*positive, cutoff=WINDOWS[1], groupings=(EVERYBODY,), windows=True, top=1.0,
                 size=SIZE, hidden=None, unknown=0):  # fmt: skip
        codes, n, score = [], [], []
        names = [*WINDOWS, *(["unknown"] if unknown else [])]
        for window, name in enumerate(names):
            for group, shares in enumerate(positive):
                for decision in (0, 1):
                    many = size[decision] if name != "unknown" else unknown
                    known = name < (cutoff or "z") and name != "unknown"
                    parts = (many * (1 - shares[decision]), many * shares[decision], 0)
                    for label, count in enumerate(parts if known else (0, 0, many)):
                        codes.append(
                            [group, window, 0 if known else 1, 0, decision, label, decision]
                        )
                        n.append(count)
                        score.append(SCORE[decision])
        levels = {
            "attribute:g": ("A", "B")[: len(positive)],
            "window": tuple(names), "mature": ("yes", "no"), "model_version": ("all",),
            "decision": DECISIONS, "label": LABELS, "bin": ("0", "1"),
        }  # fmt: skip
        n, score = np.array(n, float), np.array(score)
        sums = {"n": n, "total": n * score, "squares": n * score**2, "above_median": 0 * n}
        scores = Cube(levels, np.array(codes), sums)
        if not windows:
            scores = scores.project(*(axis for axis in scores.axes if axis != "window"))
        counts = Cube(levels, np.array(codes), {"n": n, "w": n, "w2": n})
        counted = counts.project(*(axis for axis in counts.axes if axis != "bin"))
        log = replace(
            tallies([{"n": 1, "decision": "favourable"}]),
            calendar=CALENDAR,
            cutoff=cutoff,
            outcomes=counted,
            scores=scores,
            score_edges=np.array([0.0, 0.5, top]),
        )
        crossed = {one.attributes: one for one in groupings}
        whole = {
            key: replace(inputs(log, one, days=1.0), selective=hidden)
            for key, one in crossed.items()
        }
        return estimated(log, crossed, whole, settings)

    return estimate


def test_windows_whose_labels_are_to_come_are_estimated_by_their_scores(run):
    rows = run(RIGHT)
    assert [(row.window, row.metric) for row in rows] == [
        (window, key) for window in WINDOWS[1:] for key in KEYS
    ]
    # Of 600 at 0.2, 480 are rightly rejected; of 400 at 0.8, 320 rightly accepted.
    values = [800 / 1000, 320 / (320 + 120), 80 / (80 + 480), 320 / 400]
    assert [row.value for row in rows[:4]] == pytest.approx(values)
    assert [row.n for row in rows[:4]] == [1000, 440, 560, 400]
    assert {row.method for row in rows} == {"cbpe"}
    assert [row.id for row in rows] == [f"x{i}" for i in range(1, 9)]


def test_the_interval_is_where_accuracy_will_lie_if_scores_are_calibrated(run):
    row, *others = run(RIGHT)
    # Each of 1,000 decisions is right with chance 0.8.
    half = 1.96 * (0.16 / 1000) ** 0.5
    assert (row.low, row.high) == pytest.approx((0.8 - half, 0.8 + half), abs=1e-4)
    assert all(one.low is one.high is None for one in others if one.metric != "accuracy")


def test_groups_are_estimated_each_by_its_own_calibration(run):
    rows = run(RIGHT, WRONG, groupings=(EVERYBODY, BY_GROUP))
    # B's accepted ones are as promised, its rejected ones are not; nor are all together.
    assert {row.group for row in rows} == {("A",)}


def test_intersections_are_not_estimated(run):
    crossed = Grouping(("g", "g"), (("A", "A"),), np.array([0]), None, "largest")
    assert run(RIGHT, groupings=(crossed,)) == ()


def test_a_mean_that_is_right_does_not_excuse_bins_that_are_not(run):
    # 0.3 and 0.65 in place of 0.2 and 0.8: one too many and one too few by 60.
    assert run((0.3, 0.65)) == ()


def test_too_few_labels_calibrate_nothing(run):
    assert run(RIGHT, size=(120, 80)) == ()
    assert run(RIGHT, size=(1200, 800))


def test_labels_that_are_selective_calibrate_nothing(run):
    assert run(RIGHT, hidden=np.array([[True, False, True]])) == ()
    assert run(RIGHT, hidden=np.array([[False, False, False]]))


@pytest.mark.parametrize("more", [{"cutoff": None}, {"cutoff": WINDOWS[0]}, {"windows": False}])
def test_nothing_is_estimated_where_all_or_nothing_is_mature_or_scores_have_no_windows(run, more):
    assert run(RIGHT, **more) == ()


def test_scores_that_are_no_probabilities_promise_nothing(run):
    assert run(RIGHT, top=1.5) == ()


def test_rows_without_a_time_are_in_no_window(run):
    assert {row.window for row in run(RIGHT, unknown=50)} == set(WINDOWS[1:])


def test_without_times_or_scores_there_is_nothing_to_go_by(tallies, settings):
    log = tallies([{"n": 1, "decision": "favourable"}])
    assert estimated(log, {}, {}, settings) == ()
    timed = replace(log, calendar=CALENDAR, cutoff=WINDOWS[1])
    assert estimated(timed, {(): EVERYBODY}, {}, settings) == ()

"""The windows of a stream, from the cube of first decisions."""

from datetime import datetime

import numpy as np
import pytest

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.stream import Question
from evenhand.analyses.stream_windows import complete, versions, windows_of
from evenhand.cube.cube import Cube
from evenhand.metrics import METRICS

LEVELS = {
    "attribute:g": ("A", "B", "unknown"),
    "window": ("2025-01-01", "2025-01-02", "unknown"),
    "model_version": ("v1", "v2"),
    "decision": ("unfavourable", "favourable", "undecided"),
    "label": ("negative", "positive", "unknown"),
}
# Group, window, version, decision, label, and how many.
ROWS = np.array([
    [0, 0, 0, 1, 1, 3], [0, 0, 0, 0, 0, 4], [1, 0, 1, 1, 1, 2], [1, 0, 0, 0, 1, 5],
    [0, 1, 1, 2, 2, 9], [2, 1, 0, 1, 1, 7], [0, 2, 0, 1, 1, 8],
])  # fmt: skip
CUBE = Cube(LEVELS, ROWS[:, :5], {"n": ROWS[:, 5].astype(float)})
BY_G = Grouping(("g",), (("A",), ("B",)), np.array([0, 1]), 0, "plan")
ASKS = Question(
    id="gate:B", gate="gate", metric="selection_rate", comparison="difference", tolerance=0.05,
    attributes=("g",), group=("B",), reference=("A",), condition=None, sides=("below",),
    inverted=False, late=False, config="",
)  # fmt: skip


def test_windows_are_complete_when_they_have_ended():
    hours = Cube({"window": ("2025-01-01T23:00", "2025-01-01", "unknown")}, np.zeros((0, 1)), {})
    assert complete(CUBE, unit="day", until=datetime(2025, 1, 3)) == ("2025-01-01", "2025-01-02")  # noqa: DTZ001
    assert complete(CUBE, unit="day", until=datetime(2025, 1, 2, 23)) == ("2025-01-01",)  # noqa: DTZ001
    found = complete(hours, unit="hour", until=datetime(2025, 1, 1, 23, 30))  # noqa: DTZ001
    assert found == ("2025-01-01",)


def test_the_version_of_a_window_is_that_of_most_of_its_decisions():
    found = versions(CUBE)
    assert (found["2025-01-01"], found["2025-01-02"]) == ("v1", "v2")


def test_counts_are_those_of_the_group_and_its_reference():
    (one,) = windows_of(ASKS, CUBE, BY_G, METRICS["selection_rate"], ("2025-01-01", "2025-01-02"))
    # On the second day nobody was decided about whose group is known.
    assert (one.start, one.cells) == ("2025-01-01", (("", 2, 7, 3, 7),))


def test_counts_are_those_that_the_metric_is_a_share_of():
    (one,) = windows_of(ASKS, CUBE, BY_G, METRICS["true_positive_rate"], ("2025-01-01",))
    assert one.cells == (("", 2, 7, 3, 3),)


def test_a_figure_that_is_no_share_has_no_windows():
    with pytest.raises(TypeError, match="f1_score"):
        windows_of(ASKS, CUBE, BY_G, METRICS["f1_score"], ("2025-01-01",))

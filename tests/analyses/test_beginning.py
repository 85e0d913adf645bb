"""Streams begun, and begun anew."""

import math

import pytest

from evenhand.analyses.beginning import Terms, as_ended, begun, begun_anew
from evenhand.analyses.stream import Question

ASKS = Question(
    id="rates:B", gate="rates", metric="selection_rate", comparison="difference", tolerance=0.05,
    attributes=("g",), group=("B",), reference=("A",), condition=None, sides=("below", "above"),
    inverted=False, late=False, config="",
)  # fmt: skip
TERMS = Terms(alpha=0.05, family=20, run_length=3650, level=0.95)


def test_a_first_stream_may_use_every_window_and_has_a_bar_for_the_family():
    found = begun(ASKS, TERMS)
    assert (found.after, found.number, found.why, found.last) == ("", 1, "", "")
    assert found.bar == pytest.approx(math.log(400))
    assert len(found.margins) == 2
    assert as_ended(found, "plan").began is None


def test_all_restarts_together_are_no_likelier_to_be_wrong_than_one_stream():
    stream, total = begun(ASKS, TERMS), 0.0
    for _ in range(5000):
        stream = begun_anew(stream)
        total += stream.alpha
    assert total == pytest.approx(0.05, rel=1e-3)

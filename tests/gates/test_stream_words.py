"""Gates over time in words."""

from dataclasses import replace

import pytest

from evenhand.analyses.beginning import Terms
from evenhand.analyses.gathering import gather
from evenhand.analyses.stream import Change, Question, Window
from evenhand.gates.stream_words import amount, change_title, figures, limits, reason, title
from evenhand.gates.words import amount as any_amount
from evenhand.gates.words import figures as any_figures
from evenhand.metrics import METRICS

MINUS = "\N{MINUS SIGN}"
DIFFERENCE = {
    "basis": "stream",
    "comparison": "difference",
    "tolerance": 0.05,
    "value": -0.0812,
    "low": -0.101,
    "high": -0.0512,
    "group": ("B",),
    "reference": ("A",),
    "subject": "selection rate",
    "favours": "high",
}
RATIO = {**DIFFERENCE, "comparison": "ratio", "tolerance": 0.8, "value": 0.7, "low": 0.61,
         "high": 0.79}  # fmt: skip
ASKS = Question(
    id="gate:B", gate="gate", metric="selection_rate", comparison="difference", tolerance=0.05,
    attributes=("g",), group=("B",), reference=("A",), condition=None, sides=("below",),
    inverted=False, late=False, config="",
)  # fmt: skip


@pytest.fixture
def stream():
    """Return a builder of a stream of some days, from (x, n, other x, other n)."""

    def build(*counts, **asked):
        windows = [
            Window(start=f"2025-01-{at:02}", cells=(("", *some),))
            for at, some in enumerate(counts, 1)
        ]
        terms = Terms(alpha=0.05, family=1, run_length=3650, level=0.95)
        return gather(replace(ASKS, **asked), None, windows, {}, terms)[0]

    return build


def test_a_gate_over_time_has_a_name_of_its_own():
    told = title(METRICS["true_positive_rate"], "difference", ("race", "sex"), "job")
    assert told == "True positive rate difference by race and sex within job, over time"


def test_a_difference_is_told_in_points_with_its_band(gate_result):
    gate = gate_result(**DIFFERENCE)
    assert figures(gate) == (
        "Over time, the selection rate of B is 8.1 points below that of A on average "
        f"({MINUS}10.1 to {MINUS}5.1 at every look); the tolerance is at most 5 points."
    )
    assert any_figures(gate) == figures(gate)
    assert any_amount(gate, 0.02) == amount(gate, 0.02) == "2.0 points"
    above = gate_result(**{**DIFFERENCE, "value": 0.02, "reference": (), "low": None})
    assert figures(above) == (
        "Over time, the selection rate of B is 2.0 points above that of all others on average; "
        "the tolerance is at most 5 points."
    )
    assert "B is that of A on average" in figures(gate_result(**{**DIFFERENCE, "value": 0.0}))


def test_a_ratio_is_told_of_the_side_that_fares_worse(gate_result):
    assert figures(gate_result(**RATIO)) == (
        "Over time, the selection rate of B is 0.70 times that of A on average "
        "(0.61 to 0.79 at every look); the tolerance is at least 0.80."
    )
    low = gate_result(**{**RATIO, "favours": "low", "subject": "false positive rate"})
    assert "the false positive rate of A is 0.70 times that of B" in figures(low)


def test_figures_stay_on_their_side_of_the_tolerance(gate_result):
    assert amount(gate_result(**DIFFERENCE), -0.05001) == f"{MINUS}5.001 points"
    assert amount(gate_result(**RATIO), 0.7999) == "0.7999"
    assert amount(gate_result(**RATIO), 1.24999) == "1.24999"
    assert limits(gate_result(**RATIO)) == "at least 0.80"
    assert limits(gate_result(**DIFFERENCE)) == "at most 5 points"


def test_what_has_not_been_looked_at_has_no_figure(gate_result, stream):
    gate = gate_result(**{**DIFFERENCE, "value": None})
    assert figures(gate) == "The selection rate of B cannot be compared over time yet."
    waiting = stream((1, 3, 1, 3))
    assert reason(gate, waiting).endswith("has enough decisions of both groups.")


def test_every_state_has_its_reason(gate_result, stream):
    failed = stream(*[(30, 100, 50, 100)] * 6)
    told = reason(gate_result("fail", **DIFFERENCE), failed)
    assert f"passed the bar with {int(failed.alarm[-2:])} January 2025" in told
    assert "evenhand history acknowledge FOLDER 'gate:B'" in told
    one = stream((50, 100, 50, 100))
    assert reason(gate_result("warn", **DIFFERENCE), one).endswith(
        "The evidence of 1 look since 1 January 2025 does not show it yet."
    )
    assert reason(gate_result("pass", **DIFFERENCE), failed) == (
        "In 6 looks since 1 January 2025, every group is shown to be within the tolerance on "
        "average."
    )
    assert "That is within, but" in reason(gate_result("insufficient", **DIFFERENCE), one)


def test_a_change_is_told_with_its_date_and_size(stream):
    change = Change(noticed="2025-02-09", start="2025-02-01", value=-0.2, low=-0.3, high=-0.1)
    found, metric = stream((50, 100, 50, 100)), METRICS["selection_rate"]
    assert change_title(found, change, metric) == (
        "Since about 1 February 2025 the selection rate of B is 20.0 points below that of A on "
        "average."
    )
    unknown = replace(change, value=None)
    alone = replace(found, asks=replace(ASKS, reference=()))
    assert change_title(alone, unknown, metric) == (
        "Since about 1 February 2025 the selection rate of B differs from that of all others."
    )

"""Streams carried on: windows used once, merged by size, begun anew, dated, corrected."""

import math
from dataclasses import replace

import pytest

from evenhand.analyses.beginning import Terms, as_ended, begun_anew
from evenhand.analyses.gathering import evidence, gap, gather
from evenhand.analyses.stream import Ended, Question, Window
from evenhand.inference.sequential import margin_e_process
from evenhand.inference.stream_state import Band, Margin

ASKS = Question(
    id="rates:B",
    gate="rates",
    metric="selection_rate",
    comparison="difference",
    tolerance=0.05,
    attributes=("g",),
    group=("B",),
    reference=("A",),
    condition=None,
    sides=("below",),
    inverted=False,
    late=False,
    config="one",
)
TERMS = Terms(alpha=0.05, family=1, run_length=3650, level=0.95)


def days(*counts, first=1):
    """Return a window for each (x, n, other x, other n), one a day of January."""
    return [
        Window(start=f"2025-01-{first + at:02}", cells=(("", *some),))
        for at, some in enumerate(counts)
    ]


def gathered(windows, stream=None, asks=ASKS, terms=TERMS, versions=None, **more):
    return gather(asks, stream, windows, versions or {}, terms, **more)


EQUAL, BEHIND = (50, 100, 50, 100), (30, 100, 50, 100)


def test_a_look_says_what_the_whole_series_would():
    found, ended = gathered(days(EQUAL, BEHIND, BEHIND))
    whole = margin_e_process([50] * 3, [100] * 3, [50, 30, 30], [100] * 3, margin=0.05)
    assert [look.log_e for look in found.looks] == pytest.approx(whole.log_e, rel=1e-5)
    assert [look.last for look in found.looks] == ["2025-01-01", "2025-01-02", "2025-01-03"]
    assert found.looks[-1].value == pytest.approx(-0.4 / 3, abs=0.01)
    assert found.looks[-1].low < found.looks[-1].value < found.looks[-1].high
    assert (found.began, found.last, found.number, ended) == ("2025-01-01", "2025-01-03", 1, ())


def test_windows_that_were_used_are_not_used_again():
    once, _ = gathered(days(EQUAL, BEHIND))
    again, ended = gathered(days(EQUAL, BEHIND), once)
    assert (again, ended) == (once, ())
    more, _ = gathered(days(EQUAL, BEHIND, BEHIND), once)
    assert more == gathered(days(EQUAL, BEHIND, BEHIND))[0]


def test_small_windows_wait_until_both_groups_have_ten_decisions_in_cells_of_both():
    found, _ = gathered(days((2, 4, 20, 40), (2, 4, 20, 40), (2, 2, 20, 40)))
    assert [len(look.windows) for look in found.looks] == [3]
    found, _ = gathered(days((2, 4, 20, 40), (2, 4, 20, 40)))
    assert (len(found.pending), found.looks, found.last) == (2, (), "2025-01-02")
    apart = Window(start="2025-01-01", cells=(("n", 5, 20, 0, 0), ("s", 0, 0, 5, 20)))
    assert gathered([apart])[0].looks == ()


def test_an_alarm_stays_with_the_window_that_raised_it():
    found, _ = gathered(days(*[BEHIND] * 6, *[EQUAL] * 20))
    first = next(look for look in found.looks if look.log_e >= math.log(20))
    assert found.alarm == first.last
    assert found.looks[-1].log_e < math.log(20) <= found.most


def test_streams_share_the_chance_of_a_false_alarm():
    alone, _ = gathered(days(*[BEHIND] * 6))
    among, _ = gathered(days(*[BEHIND] * 6), terms=replace(TERMS, family=50))
    assert among.bar == pytest.approx(alone.bar + math.log(50))
    assert alone.alarm < among.alarm


def test_a_change_is_noticed_and_dated():
    found, _ = gathered(days(*[EQUAL] * 15, *[BEHIND] * 8))
    assert found.change.start == "2025-01-16"
    assert found.change.noticed > "2025-01-16"
    assert found.change.value == pytest.approx(-0.2, abs=0.01)
    assert found.change.low < -0.2 < found.change.high


def test_what_differs_in_a_used_window_is_a_correction_and_changes_no_look():
    once, _ = gathered(days(EQUAL, BEHIND))
    late = days(EQUAL, (31, 101, 50, 100))
    again, _ = gathered(late, once)
    (one,) = again.corrections
    assert (one.window, one.used, one.now) == (
        "2025-01-02", (("", *BEHIND),), (("", 31, 101, 50, 100),),
    )  # fmt: skip
    assert again.looks == once.looks
    assert gathered(late, again)[0] == again
    assert gathered(days(EQUAL, BEHIND), again)[0].corrections == ()
    assert gathered(late, once, recount=False)[0].corrections == ()


def test_rows_of_a_window_that_had_none_are_a_correction_as_well():
    windows = days(EQUAL, BEHIND, BEHIND)
    once, _ = gathered([windows[0], windows[2]])
    again, _ = gathered(windows, once)
    assert [(one.window, one.used) for one in again.corrections] == [("2025-01-02", ())]


def test_windows_before_a_stream_began_are_none_of_its_business():
    windows = days(EQUAL, BEHIND, EQUAL)
    once, _ = gathered(windows[1:])
    assert gathered(windows, once)[0] == once


def test_another_question_begins_a_stream_on_later_windows_alone():
    once, _ = gathered(days(*[BEHIND] * 6))
    asks = replace(ASKS, config="two", tolerance=0.1)
    anew, (gone,) = gathered(days(*[BEHIND] * 7), once, asks)
    assert (anew.number, anew.why, anew.alpha, anew.began) == (2, "plan", 0.05, "2025-01-07")
    assert gone == Ended(
        id="rates:B", number=1, began="2025-01-01", last="2025-01-06", alarm=once.alarm, why="plan"
    )


def test_a_model_version_that_takes_over_begins_a_stream_and_going_back_does_not():
    windows = days(*[EQUAL] * 5)
    order = dict(zip([w.start for w in windows], ["v1", "v1", "v2", "v1", "v2"], strict=True))
    found, (gone,) = gathered(windows, versions=order)
    assert (gone.why, gone.last, found.why) == ("version", "2025-01-02", "version")
    assert (found.began, len(found.looks)) == ("2025-01-03", 3)
    assert found.versions == ("v1", "v2")


def test_after_an_acknowledgement_alarms_are_rarer_and_no_window_counts_twice():
    alarmed, _ = gathered(days(*[BEHIND] * 6))
    first = begun_anew(alarmed)
    assert (first.alarm, first.restarts, first.number, first.why) == (None, 1, 2, "acknowledged")
    assert first.alpha == pytest.approx(0.05 * 6 / math.pi**2)
    assert gathered(days(*[BEHIND] * 6), first)[0].looks == ()
    second = begun_anew(begun_anew(first))
    assert second.alpha == pytest.approx(0.05 * 6 / (3 * math.pi) ** 2)
    assert second.bar == pytest.approx(math.log(1 / second.alpha))
    assert as_ended(first, "acknowledged").began is None


def test_evidence_of_two_sides_is_their_mean():
    one = Margin().after(([60], [100], [30], [100]), margin=0.05)
    other = Margin().after(([30], [100], [60], [100]), margin=0.05)
    mean = (math.exp(one.log_e) + math.exp(other.log_e)) / 2
    assert evidence((one, other)) == pytest.approx(math.log(mean))


def test_either_side_raises_an_alarm_where_both_count():
    both = replace(ASKS, sides=("below", "above"))
    for window in (BEHIND, (70, 100, 50, 100)):
        assert gathered(days(*[window] * 10), asks=both)[0].alarm is not None
    assert gathered(days(*[(70, 100, 50, 100)] * 10))[0].alarm is None


def test_a_ratio_is_told_as_the_gate_tells_it():
    band = Band().after(([300], [1000], [600], [1000]))
    ratio = replace(ASKS, comparison="ratio", tolerance=0.8)
    value, low, high = gap(ratio, band, 0.95, 0.05)
    assert (value, low < 0.5 < high) == (0.5, True)
    value, inverse_low, inverse_high = gap(replace(ratio, inverted=True), band, 0.95, 0.05)
    assert value == 2.0
    assert (inverse_low, inverse_high) == pytest.approx((1 / high, 1 / low), rel=1e-5)
    none = Band().after(([0], [20], [5], [20]))
    assert gap(replace(ratio, inverted=True), none, 0.95, 0.05)[::2] == (None, None)
    nothing = Band().after(([5], [20], [0], [20]))
    assert gap(replace(ratio, inverted=True), nothing, 0.95, 0.05)[:2] == (None, 0.0)


def test_a_ratio_raises_its_alarm_at_its_tolerance():
    ratio = replace(ASKS, comparison="ratio", tolerance=0.8)
    assert gathered(days(*[(30, 100, 60, 100)] * 8), asks=ratio)[0].alarm is not None
    assert gathered(days(*[(55, 100, 60, 100)] * 8), asks=ratio)[0].alarm is None


def test_strata_are_compared_within_themselves():
    """The group is equal in both strata, and mostly in the one with the low rate."""
    windows = [
        Window(start=f"2025-01-{at:02}", cells=(("n", 9, 90, 1, 10), ("s", 9, 10, 81, 90)))
        for at in range(1, 20)
    ]
    found, _ = gathered(windows)
    assert found.looks[-1].value == pytest.approx(0.0, abs=1e-9)
    assert found.alarm is None
    assert found.change is None
    pooled, _ = gathered(days(*[(18, 100, 82, 100)] * 19))
    assert pooled.alarm is not None


def test_a_restarted_band_is_as_sure_as_its_alarms():
    band = Band().after(([300], [1000], [600], [1000]))
    wide, narrow = (gap(ASKS, band, 0.95, alpha) for alpha in (0.01, 0.05))
    assert wide[1] < narrow[1] < narrow[2] < wide[2]

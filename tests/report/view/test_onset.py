"""Since when a failed gate is broken, as far as the log shows."""

from dataclasses import replace

from evenhand.analyses.beginning import Terms
from evenhand.analyses.gathering import gather
from evenhand.analyses.stream import Question, Window
from evenhand.gates.baseline import Against
from evenhand.report.view.onset import changes_of, onset
from evenhand.report.view.rows import Rows, knowing


def told(look, audit, gate):
    return {point.name: point.text for point in look(onset, audit, gate)}


def test_a_gap_that_moved_is_dated_with_what_else_changed(timed, look, gate_of, plain):
    found = told(look, timed, gate_of())
    text = plain(found["About 2 Jul 2025"])
    assert text.startswith("The gap of Black to White in selection rate widened")
    assert "Model version v2 was first seen on 1 July 2025." in text


def test_a_gap_that_was_followed_says_since_when_zero_is_outside(timed, look, gate_of):
    assert (
        "zero has been outside the band since"
        in told(look, timed, gate_of())["Since the beginning"]
    )


def test_a_gap_takes_no_change_of_everybody_and_a_target_none_of_a_group(timed, gate_of):
    target = gate_of(
        metric="selection_rate", comparison="at_least", attributes=(), group=(), reference=()
    )
    with knowing(timed):
        assert [one.id for one in changes_of(Rows(timed), gate_of())] == ["c2"]
        assert [one.id for one in changes_of(Rows(timed), target)] == ["c1"]


def test_of_an_intersection_the_changes_of_what_it_is_part_of_count(timed, gate_of, part):
    pair = gate_of(part("Black", "Women"), attributes=("race", "sex"))
    other = gate_of(part("Asian", "Women"), attributes=("race", "sex"))
    with knowing(timed):
        assert [one.id for one in changes_of(Rows(timed), pair)] == ["c2"]
        assert changes_of(Rows(timed), other) == []


def test_a_mean_and_a_quantile_of_one_column_are_of_the_same_thing(timed, gate_of):
    slow = gate_of(
        metric="latency_mean", comparison="at_most", attributes=(), group=(), reference=()
    )
    with knowing(timed):
        assert [one.id for one in changes_of(Rows(timed), slow)] == ["c3"]


def test_a_target_says_in_which_windows_it_was_missed(timed, look, gate_of, part):
    base = {"comparison": "at_most", "attributes": (), "group": (), "reference": ()}
    slow = gate_of(part(), metric="latency_p95", **base)
    values = sorted(
        (e.value, e.window)
        for e in timed.estimates
        if (e.metric, e.attributes) == ("latency_p95", ()) and e.window and e.value is not None
    )
    most, window = values[-1]
    one = told(look, timed, replace(slow, tolerance=(most + values[-2][0]) / 2))
    assert one["Past the target"].startswith(f"In one of {len(values)} months: in ")
    assert window[:4] in one["Past the target"]
    two = told(look, timed, replace(slow, tolerance=(values[-2][0] + values[-3][0]) / 2))
    assert two["Past the target"].startswith(f"In two of {len(values)} months: the first ")
    assert "Past the target" not in told(look, timed, replace(slow, tolerance=most + 1))


def test_where_no_time_is_known_that_is_said(timed, judged, look, gate_of, part):
    other = gate_of(part("Hispanic"))
    assert told(look, replace(timed, trends=()), other)["Since when"] == (
        "No time was found at which it began."
    )
    timeless = judged(other)
    timeless = replace(timeless, log=replace(timeless.log, windows=()))
    assert told(look, timeless, other) == {
        "Since when": "Cannot be said: decisions have no time here."
    }


def stream(*behind, **asked):
    """Return evidence on the gap of Black: `behind` says of each day whether there was one."""
    asks = {
        "id": "gap:Black", "gate": "gap", "metric": "selection_rate", "comparison": "difference",
        "tolerance": 0.05, "attributes": ("race",), "group": ("Black",), "reference": ("White",),
        "condition": None, "sides": ("below",), "inverted": False, "late": False, "config": "",
    }  # fmt: skip
    windows = [
        Window(start=f"2025-01-{day:02}", cells=(("", 30 if low else 50, 100, 50, 100),))
        for day, low in enumerate(behind, 1)
    ]
    terms = Terms(alpha=0.05, family=4, run_length=3650, level=0.95)
    return gather(Question(**asks | asked), None, windows, {}, terms)[0]


def test_evidence_over_many_audits_says_when_it_was_enough(timed, look, gate_of):
    alarmed = stream(*[False] * 12, *[True] * 12)
    assert (alarmed.alarm is None, alarmed.change is None) == (False, False)
    gate = gate_of(comparison="difference", tolerance=0.05)
    text = told(look, replace(timed, streams=(alarmed,)), gate)["Over many audits"]
    assert text.startswith("The evidence that it is past the tolerance was enough ")
    assert "A difference most likely began " in text
    short = replace(alarmed, change=None)
    assert "began" not in told(look, replace(timed, streams=(short,)), gate)["Over many audits"]
    quiet = stream(*[False] * 4)
    others = (quiet, stream(*[True] * 24, metric="accuracy"))
    assert "Over many audits" not in told(look, replace(timed, streams=others), gate)


def test_a_change_is_since_its_baseline(timed, look, gate_of):
    gate = gate_of(basis="baseline")
    assert told(look, timed, gate) == {"Since": "The baseline that it is judged against."}
    held = replace(timed, baseline=Against(audit="a1", as_of="2025-03-01T00:00:00+00:00"))
    assert told(look, held, gate)["Since"].startswith("The baseline as of 1 Mar")

from dataclasses import replace

import pytest

from evenhand.report.view.behind import of_row


def test_a_change_tells_what_was_before_and_after(timed, look):
    found = look(of_row, timed, timed.change_points[0], "")
    change = timed.change_points[0]
    assert (found.id, found.key) == ("c1", change.metric)
    assert found.share == f"{change.n_before:,} before, {change.n_after:,} after"
    assert found.metric.endswith(", change")
    assert found.p_value


def test_a_gap_that_moved_is_about_both_groups(timed, look):
    found = look(of_row, timed, timed.change_points[1], "")
    assert found.who.startswith("race: Black against White, ")


def test_a_shift_tells_its_other_distances_and_against_what(timed, look):
    drifted = next(s for s in timed.shifts if s.state == "drift" and not s.group)
    found = look(of_row, timed, drifted, "")
    assert found.metric == "Score, drift against the baseline"
    assert "Kolmogorov\N{EN DASH}Smirnov 0.18" in found.note
    assert found.share == "against 4,390"
    before = look(of_row, timed, replace(drifted, against="previous", ks=None), "")
    assert before.metric.endswith("against the window before")
    assert "Kolmogorov" not in before.note


def test_a_shift_without_an_index_has_a_dash_and_the_reason(timed, look):
    blank = next(s for s in timed.shifts if s.undefined == "labels_not_mature")
    found = look(of_row, timed, blank, "")
    assert found.value == "\N{EM DASH}"
    assert "label" in found.note


def test_an_anomaly_tells_its_limits(timed, look):
    found = look(of_row, timed, timed.anomalies[1], "")
    assert (found.value, found.interval, found.level) == (
        "4", "27\N{EN DASH}70", "control limits",
    )  # fmt: skip


def test_a_review_tells_how_many_were_overridden(timed, look):
    found = look(of_row, timed, timed.review_effects[0], "")
    assert found.share == "91 overridden of 760 reviewed"
    assert found.who == "race: Black against White"
    blank = look(of_row, timed, replace(timed.review_effects[0], change=None), "")
    assert blank.value == "\N{EM DASH}"


def test_an_estimate_tells_its_window_its_version_and_its_condition(timed, look):
    e = replace(
        timed.estimates[0], window="2025-03-01", model_version="v2",
        condition=("decision", "favourable"), design_effect=1.27,
    )  # fmt: skip
    found = look(of_row, timed, e, "")
    assert found.who == "Everyone, version v2, Mar 2025, favourable decision"
    assert found.note == "design effect 1.27"


def test_an_undefined_estimate_says_why_and_claims_no_method(timed, look):
    e = replace(timed.estimates[0], value=None, low=None, high=None, undefined="zero_denominator")
    found = look(of_row, timed, e, "")
    assert (found.value, found.method, found.share) == ("\N{EM DASH}", "", "")
    assert found.note


def test_a_bounded_estimate_has_its_bounds(timed, look, plain):
    e = next(e for e in timed.estimates if e.undefined == "selective_labels")
    found = look(of_row, timed, e, "")
    assert plain(found.value) == "between 41 and 80 %"


@pytest.mark.parametrize("undefined", ["zero_denominator", "of_another_version"])
def test_an_undefined_comparison_says_why(timed, look, undefined):
    d = replace(timed.disparities[0], value=None, low=None, high=None, undefined=undefined)
    found = look(of_row, timed, d, "fail: 0.80")
    assert found.note
    assert found.gate == "fail: 0.80"

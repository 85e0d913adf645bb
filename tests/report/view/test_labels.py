from dataclasses import replace

from evenhand.report.view.labels import MOST_RESTATED, labels


def test_from_when_outcomes_are_missing_and_what_can_only_be_bounded_is_said(timed, look):
    first, second = look(labels, timed).sentences
    assert first.startswith("Outcomes of decisions from 1 Nov 2025 on have not all arrived.")
    assert second.startswith("Outcomes may be missing for a reason for one group")
    assert 'reads "between \N{HORIZONTAL ELLIPSIS} and \N{HORIZONTAL ELLIPSIS}"' in second


def test_coverage_is_told_by_group_and_by_decision(timed, look):
    found = look(labels, timed)
    assert found.decisions == ("favourable", "unfavourable")
    race = found.coverage[0]
    black = next(line for line in race.lines if line.who == "Black")
    assert [figure.text for figure in black.by_decision] == ["97.0", "12.0"]


def test_it_is_said_that_late_and_lost_outcomes_are_counted_apart(timed, look):
    assert "made before 1 Nov 2025 alone" in look(labels, timed).counted
    whole = replace(timed, log=replace(timed.log, mature_until=None))
    assert look(labels, whole).counted.startswith("Share of each group's decisions")


def test_a_group_without_a_figure_by_decision_has_a_dash_with_a_reason(timed, look):
    sex = look(labels, timed).coverage[1]
    assert all(f.text == "\N{EM DASH}" and f.why for line in sex.lines for f in line.by_decision)


def test_restated_figures_keep_both_and_what_had_no_value_is_first(timed, look, plain):
    first, second = look(labels, timed).restated
    assert (first.earlier, plain(first.now)) == ("no value", "71.0 %")
    assert (plain(second.earlier), plain(second.now)) == ("83.0 %", "77.4 %")
    assert (second.earlier_as_of, second.counts) == ("5 November 2025", "610, now 1,390")
    assert (second.when, first.when) == ("Oct 2025", "whole period")


def test_many_restated_figures_are_counted(timed, look):
    many = timed.restatements[:1] * (MOST_RESTATED + 3)
    assert look(labels, replace(timed, restatements=many)).restated_left == 3


def test_without_labels_there_is_no_section(audits, look):
    assert look(labels, audits["no labels"]) is None

from dataclasses import replace

from evenhand.report.view.data import data


def test_why_nothing_is_told_of_time_is_said_in_one_sentence(audits, timed, look):
    assert look(data, audits["no time"]).untimed.startswith("Decisions have no time here")
    one = replace(timed, log=replace(timed.log, windows=("2025-01-01",), window="all"))
    found = look(data, one)
    assert found.untimed.startswith("All decisions lie in one window")
    assert dict(found.facts)["Windows"] == "one"
    assert not look(data, timed).untimed


def test_a_log_that_names_no_label_is_not_said_to_lack_outcomes(timed, look):
    without = replace(timed, log=replace(timed.log, labelled=0, columns={"decision": "outcome"}))
    assert "Outcomes known" not in dict(look(data, without).facts)
    named = replace(timed, log=replace(timed.log, labelled=0))
    assert "Outcomes known" in dict(look(data, named).facts)

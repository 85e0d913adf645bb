from dataclasses import replace
from datetime import date, timedelta

from evenhand.report.view.drift import MOST, MOST_NOTES, MOST_ROWS, drift


def test_a_row_for_each_distribution_and_a_column_for_each_window(timed, look):
    found = look(drift, timed)
    assert [name for name, _ in found.everybody.rows] == [
        "Score", "Decision", "Outcome", "Feature income", "Mix of race", "Mix of sex",
    ]  # fmt: skip
    assert found.everybody.columns == (
        "Jan 2025", "Feb 2025", "Mar 2025", "Apr 2025", "May 2025", "Jun 2025", "Jul 2025",
        "Sep 2025", "Oct 2025", "Nov 2025", "Dec 2025",
    )  # fmt: skip


def test_drift_is_a_word_a_mark_and_a_tint(timed, look):
    cells = dict(look(drift, timed).everybody.rows)["Score"]
    last, first = cells[-1], cells[0]
    assert (last.state, last.word) == ("fail", "drift")
    assert last.depth > 0
    assert last.figure.row
    assert (first.state, first.word, first.depth, first.figure.row) == ("", "", 0, "")


def test_what_cannot_be_compared_is_a_dash_with_its_reason(timed, look):
    cells = dict(look(drift, timed).everybody.rows)["Outcome"]
    assert cells[-1].figure.text == "\N{EM DASH}"
    assert cells[-1].figure.why


def test_an_index_below_nothing_is_nothing(timed, look):
    shift = replace(timed.shifts[0], psi=-0.02, state="steady")
    cells = look(drift, replace(timed, shifts=(shift,))).everybody.rows[0][1]
    assert cells[0].figure.text == "0.00"


def test_only_groups_for_whom_something_moved_are_shown(timed, look):
    found = look(drift, timed)
    assert [name for name, _ in found.groups.rows] == ["Score for Black"]
    calm = tuple(replace(s, state="steady") if s.group else s for s in timed.shifts)
    assert look(drift, replace(timed, shifts=calm)).groups is None


def test_the_lead_claims_what_is_shown_and_no_more(timed, look):
    assert look(drift, timed).lead.startswith("Shown to have drifted at some time: Score")
    states = {
        "moved": "Nothing is shown to have drifted; what may have moved is marked.",
        "steady": "Nothing is shown to have drifted from its baseline.",
    }
    for state, lead in states.items():
        rows = tuple(replace(s, state=state) for s in timed.shifts)
        assert look(drift, replace(timed, shifts=rows)).lead == lead


def test_categories_and_missing_values_are_told_once_when_first_seen(timed, look, plain):
    notes = [plain(note) for note in look(drift, timed).notes]
    assert sum("Pacific Islander (14), not in the baseline." in note for note in notes) == 1
    assert (
        sum("Native American (22), in the baseline, and no longer there." in n for n in notes) == 1
    )
    assert sum("missing or unknown; it was 2.0 %." in note for note in notes) == 1


def test_many_notes_are_counted(timed, look):
    jumps = tuple(
        replace(timed.shifts[0], id=f"s{i}", what=f"feature:f{i}", jumped=True, unknown=0.3,
                unknown_before=0.1)
        for i in range(MOST_NOTES + 2)
    )  # fmt: skip
    found = look(drift, replace(timed, shifts=jumps))
    assert (len(found.notes), found.notes_left) == (MOST_NOTES, 2)
    assert (len(found.everybody.rows), found.everybody.left_out) == (MOST_ROWS, 0)


def test_many_windows_share_columns_and_the_worst_of_each_is_shown(timed, look):
    days = tuple((date(2025, 1, 1) + timedelta(days=i)).isoformat() for i in range(100))
    calm = {"psi": 0.01, "state": "steady"}
    rows = tuple(
        replace(timed.shifts[0], id=f"s{i}", window=day,
                **({"psi": 0.5, "state": "drift"} if i == 20 else calm))
        for i, day in enumerate(days)
    )  # fmt: skip
    log = replace(timed.log, window="day", windows=days)
    found = look(drift, replace(timed, log=log, shifts=rows))
    assert (found.together, len(found.everybody.columns)) == (9, MOST)
    assert found.everybody.columns[2] == "19 Jan 2025"
    assert [cell.state for cell in found.everybody.rows[0][1]] == ["", "", "fail", *[""] * 9]


def test_more_rows_than_the_page_holds_are_counted(timed, look):
    wide = tuple(
        replace(timed.shifts[0], id=f"s{i}", what=f"feature:f{i}", psi=0.01 * i)
        for i in range(MOST_ROWS + 3)
    )
    found = look(drift, replace(timed, shifts=wide))
    assert found.everybody.left_out == 3
    assert "Feature f0" not in dict(found.everybody.rows)


def test_a_baseline_that_differs_is_not_named(timed, look):
    assert look(drift, timed).baseline == "Jan 2025 to Mar 2025"
    one = replace(timed.shifts[0], reference=("2025-02-01", "2025-02-01"))
    assert look(drift, replace(timed, shifts=(one,))).baseline == "Feb 2025"
    assert not look(drift, replace(timed, shifts=(one, *timed.shifts[1:]))).baseline


def test_what_was_compared_with_the_window_before_alone_makes_no_matrix(timed, audits, look):
    before = tuple(replace(s, against="previous") for s in timed.shifts)
    assert look(drift, replace(timed, shifts=before)) is None
    assert look(drift, audits["full"]) is None

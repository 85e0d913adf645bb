from dataclasses import replace

from evenhand.report.view.estimated import MOST, MOST_WINDOWS, estimated


def test_what_was_measured_stands_above_what_is_estimated(timed, look):
    (part,) = look(estimated, timed).parts
    assert part.title == "Everyone"
    assert part.table.rows[0][0] == "measured, where outcomes are known"
    assert [full for _, full in part.table.heads] == ["True positive rate", "Accuracy"]
    late = next(cells for name, cells in part.table.rows if name == "Nov 2025")
    assert [figure.text for figure in late] == ["\N{EM DASH}", "80.0"]


def test_for_whom_scores_cannot_be_relied_upon_is_said(timed, look):
    refused = look(estimated, timed).refused
    assert refused.startswith("Not for White, Asian, Hispanic, Black, ")
    assert "more: in the last window with outcomes" in refused
    assert "all decisions together" not in refused


def test_where_all_can_be_estimated_nobody_is_refused(audits, timed, look):
    one = replace(audits["only unknown"], estimated=timed.estimated)
    assert not look(estimated, one).refused


def test_an_estimate_without_a_value_is_no_estimate(timed, audits, look):
    blank = tuple(replace(e, value=None) for e in timed.estimated)
    assert look(estimated, replace(timed, estimated=blank)) is None
    assert look(estimated, audits["full"]) is None


def test_groups_and_windows_beyond_the_most_are_left_out_and_counted(timed, look):
    months = timed.log.windows
    rows = tuple(
        replace(timed.estimated[1], id=f"x{g}{month}", attributes=("race",), group=(f"g{g}",),
                window=month)
        for g in range(MOST + 2)
        for month in months
    )  # fmt: skip
    found = look(estimated, replace(timed, estimated=rows))
    assert (len(found.parts), found.left_out) == (MOST, 2)
    assert len(found.parts[0].table.rows) == 1 + MOST_WINDOWS
    assert found.parts[0].table.rows[-1][0] == "Dec 2025"

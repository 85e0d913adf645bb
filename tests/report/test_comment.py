import re

from evenhand.report import comment


def test_the_first_line_marks_the_audit_and_is_not_shown(judged, gate_of):
    text = comment.render(judged(gate_of())).decode()
    assert re.match(r"<!-- evenhand-audit [0-9a-f]{12} -->\n## ", text)


def test_the_mark_is_that_of_the_title_alone(judged, gate_of):
    audits = [judged(gate_of(), id=id_, title=title) for id_, title in (("a", "x"), ("b", "x"))]
    assert len({comment.marker(audit) for audit in audits}) == 1
    assert comment.marker(judged(gate_of(), title="y")) != comment.marker(audits[0])


def test_it_fits_a_comment_whatever_the_number_of_groups(judged, gate_of, part):
    gate = gate_of(*(part(f"group {i} " + "\N{EURO SIGN}" * 60) for i in range(2_000)))
    assert len(comment.render(judged(gate)).decode()) <= 65_536

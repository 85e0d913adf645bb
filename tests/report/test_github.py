import pytest

from evenhand.gates.gate import Waived
from evenhand.report import github

WAIVED = Waived(id="W1", owner="Ada", reason="A new model comes.", expires="2026-12-31")


def test_each_state_has_its_type_of_annotation_and_what_passes_has_none(judged, gate_of, part):
    gates = [gate_of(part("Black", state=s)) for s in ("pass", "insufficient", "warn", "fail")]
    lines = github.annotations(judged(*gates, gate_of(waived=WAIVED)))
    assert [line.split(" ")[0] for line in lines] == [
        "::error",
        "::warning",
        "::notice",
        "::notice",
    ]


def test_an_annotation_lies_at_its_gates_line_and_tells_the_figures(judged, gate_of):
    (line,) = github.annotations(judged(gate_of(line=41, reason="Why."), plan_file="evenhand.toml"))
    assert line == (
        "::error file=evenhand.toml,line=41,"
        "title=Selection rate ratio by race%3A Black against White::"
        "The selection rate of Black is 0.70 times that of White (0.65 to 0.75); "
        "the tolerance is 0.80. Why. n = 2,000."
    )


@pytest.mark.parametrize("count", [10, 11, 40])
def test_at_most_ten_of_a_type_and_the_first_counts_the_rest(judged, gate_of, part, count):
    gate = gate_of(*(part(f"g{i}") for i in range(count)))
    lines = github.annotations(judged(gate))
    assert len(lines) == 10
    told = f"title={count} comparisons fail::9 are marked here; the summary of the step has all."
    assert (told in lines[0]) == (count > 10)


def test_what_would_end_a_command_or_start_another_is_escaped(judged, gate_of, part):
    hostile = "a,b::error::%0A\n::set-output name=x::y\r"
    gate = gate_of(part(hostile), title=hostile, reason=hostile)
    (line,) = github.annotations(judged(gate, plan_file=hostile))
    assert "\n" not in line
    assert "\r" not in line
    command, _, message = line.removeprefix("::error ").partition("::")
    assert [one.split("=")[0] for one in command.split(",")] == ["file", "line", "title"]
    assert "%250A" in message


def test_the_summary_keeps_to_what_github_shows(judged, gate_of, part):
    gate = gate_of(*(part(f"group {i}", state="pass") for i in range(20_000)))
    audit = judged(gate)
    content = github.render(audit)
    assert len(content) <= github.MOST < 1024 * 1024
    assert b"more left out here" in content
    assert len(github.summary(audit, 20_000)) <= 20_000

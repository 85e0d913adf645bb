import io
from dataclasses import replace

import pytest

from evenhand.cli.summary import MOST_EVENTS, MOST_FAILURES, MOST_GATES, MOST_NOTES, summarise
from evenhand.cli.terminal import results
from evenhand.gates.gate import Finding, Waived
from evenhand.recommendations.recommendation import Effect
from evenhand.report import words


@pytest.fixture
def shown(monkeypatch, audit):
    def show(width=100, written=(), **changes):
        stream = io.StringIO()
        monkeypatch.setattr("sys.stdout", stream)
        monkeypatch.setenv("COLUMNS", str(width))
        with results() as console:
            summarise(console, audit(**changes), written)
        return stream.getvalue().replace("\u202f", " ").replace("\u00a0", " ")

    return show


def test_the_verdict_the_gate_and_the_advice_are_shown(shown, tmp_path):
    text = shown(written=[tmp_path / "audit.html"])
    assert text.startswith("Lending\n20,000 decisions, 1 January to 31 December 2025, favourable: ")
    assert "■ One gate failed." in text
    for part in ("■ fail", "Selection rate ratio by sex", "F against M", "0.71", "0.68\u20130.74"):
        assert part in text
    assert "at least 0.80" in text
    assert "\n1. Review the threshold.\n   Women are approved less often.\n" in text
    assert "\n- Labels are late.\n" in text
    assert text.endswith(f"\n{tmp_path / 'audit.html'}\n")


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(shown, width):
    assert max(map(len, shown(width).splitlines())) <= width


def test_an_undefined_gate_has_a_dash_and_no_group(shown, gate):
    blank = {"value": None, "low": None, "high": None, "group": (), "reference": ()}
    text = shown(gates=(gate(state="insufficient", **blank),))
    assert f"○ {words.STATES['insufficient']}" in text
    assert "—" in text
    assert "against" not in text


def test_a_difference_of_rates_is_shown_in_points(shown, gate):
    one = gate(comparison="difference", tolerance=0.1, value=-0.156, low=-0.2, high=-0.1)
    text = shown(gates=(one,))
    assert "\u221215.6" in text
    assert "at most 10.0 points" in text


def test_a_target_is_shown_in_its_own_unit_and_against_nobody(shown, gate):
    asked = {"comparison": "at_most", "tolerance": 2000.0, "value": 2340.0, "low": 2280.0}
    named = {"title": "95th percentile of latency at most 2,000 ms", "metric": "latency_p95"}
    about = {"high": 2400.0, "group": ("es",), "reference": (), "unit": "ms"}
    text = shown(width=120, gates=(gate(**asked, **named, **about),))
    for part in ("95th percentile of latency at most 2,000 ms", "2,340", "2,280\u20132,400"):
        assert part in text
    assert "against" not in text


def test_the_gates_that_matter_come_first_and_the_rest_is_counted(shown, gate):
    passes = tuple(gate(id=str(i), state="pass") for i in range(MOST_GATES + 1))
    text = shown(gates=(*passes, gate(state="warn")))
    assert text.index("▲ warn") < text.index("● pass")
    assert "and two more gates, in the report" in text


def test_an_audit_without_gates_advice_and_notes_is_short(shown):
    text = shown(gates=(), recommendations=(), notes=(), title="")
    assert text.splitlines()[0] == "evenhand"
    assert "What to do first" not in text
    assert "Tolerance" not in text


def test_many_notes_are_counted(shown):
    text = shown(notes=tuple(f"note {i}" for i in range(MOST_NOTES + 1)))
    assert "and one more note, in the report" in text


def test_what_a_log_holds_is_text_and_never_style(shown, gate):
    hostile = gate(group=("[bold]x[/bold]\x1b[31m",), reference=(":smiley:",), title="[red]t")
    text = shown(gates=(hostile,), title="[link=a]b\x07", favourable="\u202eyes")
    assert "[bold]x[/bold][31m against :smiley:" in text
    assert "[red]t" in text
    assert text.startswith("[link=a]b\n")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_rows_set_aside_are_told(shown, audit):
    text = shown(log=replace(audit().log, rejected=12))
    assert "12 rows set aside" in text


def found(kind, title, severity="high"):
    return Finding(
        id=title, kind=kind, severity=severity, title=title, detail="", attributes=(), group=(),
        evidence=(),
    )  # fmt: skip


def test_the_gravest_of_what_happened_is_told_and_the_rest_is_counted(shown):
    minor = found("change", "Cost rose about 6 September 2025.", "low")
    other = found("gate_fail", "A gate fails.")
    days = tuple(found("anomaly", f"Latency rose on {i} May 2025.", "medium") for i in range(1, 7))
    text = shown(findings=(minor, other, *days, found("change", "Latency doubled about 1 July.")))
    told = text[text.index("What happened") : text.index("What to do first")].splitlines()
    assert told[1] == "- Latency doubled about 1 July."
    assert told[2] == "- Latency rose on 1 May 2025."
    assert len([line for line in told if line.startswith("- ")]) == MOST_EVENTS
    assert "  and two more, in the report" in told
    assert "Cost rose" not in text
    assert "A gate fails." not in text


def test_what_the_advice_tells_anyway_is_not_told_twice(shown, audit):
    (advice,) = audit().recommendations
    same = replace(advice, because="Latency doubled about 1 July. It did not go back.")
    text = shown(
        findings=(found("change", "Latency doubled about 1 July."),), recommendations=(same,)
    )
    assert text.count("Latency doubled about 1 July.") == 1
    assert "What happened" not in text


def test_what_advice_would_change_is_told_once(shown, audit):
    (advice,) = audit().recommendations
    effect = Effect(
        text="The ratio: 0.75 as decided, 0.93 with it.", comparison="ratio", before=0.75,
        after=0.93, low=0.9, high=0.96, tolerance=0.8, by="tried", row="m1",
    )  # fmt: skip
    known = replace(advice, effect=effect)
    assert "Would change: The ratio: 0.75 as decided" in shown(recommendations=(known,))
    told = replace(known, because=f"So. {effect.text}")
    assert "Would change" not in shown(recommendations=(told,))


def test_where_nothing_happened_nothing_is_said_of_it(shown):
    assert "What happened" not in shown(findings=())


@pytest.mark.parametrize("width", [40, 80, 120])
def test_what_happened_keeps_to_the_terminal(shown, width):
    text = shown(width, findings=(found("drift", "The score has drifted for B. " * 6),))
    assert max(map(len, text.splitlines())) <= width


def test_what_happened_is_text_and_never_style(shown):
    text = shown(findings=(found("drift", "[bold]x[/bold]\x1b[31m has drifted"),))
    assert "[bold]x[/bold][31m has drifted" in text
    assert "\x1b" not in text


WAIVED = Waived(id="W1", owner="Ada", reason="Known", expires="2026-03-31")


def test_a_failing_gate_is_one_block_that_says_what_to_do(shown, audit, gate):
    state = replace(audit().gates[0].groups[0], n=900) if audit().gates[0].groups else None
    one = gate(state="fail", clause="29 CFR 1607.4(D)", groups=(state,) if state else ())
    advice = (replace(audit().recommendations[0], evidence=(one.id,)),)
    text = shown(gates=(one,), recommendations=advice)
    block = text.split("\n\n")[2]
    assert block.startswith(
        f"■ fail {one.title} (29 CFR 1607.4(D))\n       F against M: 0.71 (0.68"
    )
    assert "tolerance at least 0.80; n " in block
    assert block.endswith(f"> {advice[0].title}")
    assert "Compared" not in text
    assert "> see Gates in the report" in shown(gates=(one,), recommendations=())


def test_a_change_names_the_command_that_would_approve_it(shown, gate):
    one = gate(state="fail", basis="baseline", comparison="difference", unit="rate", tolerance=0.02)
    text = " ".join(shown(gates=(one,)).split())
    assert "> if this is how it should be: evenhand baseline approve" in text


def test_a_waived_failure_is_listed_with_who_answers_for_it(shown, gate):
    text = shown(gates=(gate(state="fail", waived=WAIVED), gate(state="pass")))
    assert "■ fail" not in text
    assert "▲ waived" in text
    assert "until 2026-03-31 by Ada" in text
    assert "● pass" in text


def test_more_failures_than_a_screen_holds_are_listed(shown, gate):
    text = shown(gates=tuple(gate(state="fail") for _ in range(MOST_FAILURES + 2)))
    assert text.count("> ") == MOST_FAILURES
    assert text.count("■ fail") == MOST_FAILURES + 2

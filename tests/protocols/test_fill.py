import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

import evenhand.gates.findings
from evenhand.errors import PlanError
from evenhand.gates.findings import FOUND
from evenhand.gates.findings.readiness import _KINDS
from evenhand.gates.gate import Finding
from evenhand.plan import Plan, Protocol
from evenhand.protocols.fill import BLANKS, check_protocols, incidents

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def finding(kind="gate_fail", severity="high", **changes):
    return Finding(
        **{
            "id": "f1",
            "kind": kind,
            "severity": severity,
            "title": "A gate fails for Black.",
            "detail": "0.75 times.",
            "attributes": ("race",),
            "group": ("Black",),
            "evidence": (),
        }
        | changes
    )


def protocol(**changes):
    told = {"name": "Stop", "contact": "model owner", "within": "4h", "steps": ["Stop."]}
    return Protocol.model_validate(told | changes)


def test_a_protocol_is_filled_in_for_the_finding_that_it_is_for():
    steps = ["Tell them about {group}: {title}", "Done by {due}."]
    (one,) = incidents([finding()], [protocol(steps=steps)], NOON)
    assert one.steps == (
        "Tell them about Black: A gate fails for Black.",
        "Done by 2026-03-01T16:00+00:00.",
    )
    assert (one.id, one.finding, one.protocol, one.contact) == ("i1", "f1", "Stop", "model owner")
    assert one.due == "2026-03-01T16:00+00:00"


@pytest.mark.parametrize(
    ("within", "due"), [("6h", "2026-03-01T18"), ("2d", "2026-03-03T12"), ("1w", "2026-03-08T12")]
)
def test_the_deadline_counts_from_when_the_audit_speaks_for(within, due):
    (one,) = incidents([finding()], [protocol(within=within)], NOON)
    assert one.due.startswith(due)


def test_a_protocol_is_for_findings_as_grave_as_it_says_and_graver():
    found = [finding(severity=severity) for severity in ("high", "medium", "low", "info")]

    def served(severity):
        return [one.severity for one in incidents(found, [protocol(severity=severity)], NOON)]

    assert served("high") == ["high"]
    assert served("medium") == ["high", "medium"]
    assert served("low") == ["high", "medium", "low"]


def test_a_protocol_of_some_kinds_is_for_no_others():
    found = [finding(), finding(kind="anomaly")]
    (one,) = incidents(found, [protocol(kinds=["anomaly"])], NOON)
    assert one.finding == "f1"
    assert incidents(found, [protocol(kinds=["drift"])], NOON) == ()


def test_what_a_finding_is_about_has_words_where_it_is_about_all():
    blank = protocol(steps=["{group} by {attributes}, {as_of}, {kind}, {severity}, {detail}"])
    (one,) = incidents([finding(group=(), attributes=())], [blank], NOON)
    assert one.steps == (
        "everybody by all attributes, 2026-03-01T12:00+00:00, gate_fail, high, 0.75 times.",
    )


def test_what_fills_a_blank_is_not_searched_for_blanks():
    hostile = finding(group=("{due}",))
    command = ["notify", "--about", "{group}"]
    (one,) = incidents([hostile], [protocol(command=command)], NOON)
    assert one.command == ("notify", "--about", "{due}")


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        ({"kinds": ["gate_fails"]}, "no finding of the kind 'gate_fails'", "gate_fail"),
        ({"steps": ["Call {grup}."]}, "nothing is filled in for {grup}", "group"),
        ({"command": ["x", "{when}"]}, "nothing is filled in for {when}", None),
    ],
)
def test_a_protocol_that_cannot_be_filled_in_is_refused(changes, message, hint):
    with pytest.raises(PlanError, match=r"protocols\.Stop") as caught:
        check_protocols([protocol(**changes)])
    assert message in str(caught.value)
    assert hint is None or hint in (caught.value.hint or "")


def test_two_protocols_of_one_name_are_refused():
    with pytest.raises(PlanError, match="two protocols have this name"):
        check_protocols([protocol(), protocol()])


def test_protocols_that_can_be_filled_in_are_let_through():
    check_protocols([protocol(steps=[f"{{{blank}}}" for blank in BLANKS], kinds=list(FOUND))])


def test_a_plan_has_protocols_with_steps():
    table = {"name": "Stop", "contact": "x", "within": "4h", "steps": []}
    with pytest.raises(ValueError, match="steps"):
        Plan.model_validate({"protocols": [table]})


def test_every_kind_of_finding_can_have_a_protocol():
    folder = Path(evenhand.gates.findings.__file__).parent
    named = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "kind":
                if isinstance(node.value, ast.Constant):
                    named.add(node.value.value)
                elif isinstance(node.value, ast.JoinedStr):
                    named |= {"gate_fail", "gate_warn"}
    named |= {kind for kind, _ in _KINDS.values()} | {"identifiers"}
    assert named == set(FOUND)

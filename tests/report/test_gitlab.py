import json

import pytest

from evenhand.gates.gate import Waived
from evenhand.report import gitlab

WAIVED = Waived(id="W1", owner="Ada", reason="A new model comes.", expires="2026-12-31")
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


@pytest.mark.parametrize("shape", ["full", "over time", "hostile", "undefined", "only unknown"])
def test_every_issue_has_what_gitlab_asks_for(audits, shape):
    issues = json.loads(gitlab.render(audits[shape]))
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["location"]["path"]
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)


def test_severity_follows_the_state_and_the_gravest_come_first(judged, gate_of, part):
    gates = [
        gate_of(part("Black", state="insufficient"), id="open"),
        gate_of(id="waived", waived=WAIVED),
        gate_of(part("Black", state="pass"), id="kept"),
        gate_of(id="broken"),
        gate_of(part("Black", state="warn"), id="near"),
    ]
    issues = json.loads(gitlab.render(judged(*gates)))
    assert [(one["check_name"], one["severity"]) for one in issues] == [
        ("broken", "critical"),
        ("waived", "info"),
        ("near", "minor"),
        ("open", "info"),
    ]


def test_an_issue_tells_the_figures_at_the_gates_line(judged, gate_of):
    (issue,) = json.loads(gitlab.render(judged(gate_of(line=7), plan_file="evenhand.toml")))
    assert issue["location"] == {"path": "evenhand.toml", "lines": {"begin": 7}}
    assert "0.70 times that of White (0.65 to 0.75)" in issue["description"]
    assert issue["description"].endswith("n = 2,000.")

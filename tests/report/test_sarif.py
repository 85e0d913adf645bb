import json

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from evenhand.gates.gate import Waived
from evenhand.report import sarif
from evenhand.report.cases import flagged

WAIVED = Waived(id="W1", owner="Ada", reason="A new model comes.", expires="2026-12-31")


def run(audit):
    (found,) = json.loads(sarif.render(audit))["runs"]
    return found


SHAPES = ["full", "over time", "hostile", "hostile over time", "undefined", "only unknown", "calm"]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_model_made_from_the_standards_schema_takes_it(audits, shape):
    content = json.loads(sarif.render(audits[shape]))
    log = Sarif.model_validate(content)
    assert len(log.runs[0].results) == len(flagged(audits[shape]))


def test_a_result_lies_at_its_gates_line_in_the_plan(judged, gate_of):
    (result,) = run(judged(gate_of(line=41), plan_file="plans/my plan.toml"))["results"]
    where = result["locations"][0]["physicalLocation"]
    assert where == {
        "artifactLocation": {"uri": "plans/my%20plan.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 41},
    }


@pytest.mark.parametrize(
    ("file", "uri"),
    [("/a/e.toml", "file:///a/e.toml"), ("C:\\a\\e.toml", "file:///C:/a/e.toml")],
)
def test_a_plan_named_by_its_whole_path_is_not_below_the_checkout(judged, gate_of, file, uri):
    (result,) = run(judged(gate_of(), plan_file=file))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_levels_follow_the_states_and_what_passes_is_no_result(judged, gate_of, part):
    states = ("pass", "insufficient", "warn", "fail")
    gates = [gate_of(part("Black", state=state), id=state) for state in states]
    found = {one["ruleId"]: one["level"] for one in run(judged(*gates))["results"]}
    assert found == {"fail": "error", "warn": "warning", "insufficient": "note"}


def test_every_gate_is_a_rule_and_results_point_at_theirs(judged, gate_of, part):
    audit = judged(gate_of(part("Black", state="pass"), id="a"), gate_of(id="b", clause="Rule 1."))
    found = run(audit)
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["a", "b"]
    assert rules[1]["fullDescription"]["text"].endswith("at least 0.80. Rule 1.")
    (result,) = found["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "b"


def test_a_waived_failure_is_suppressed_with_who_answers_for_it(judged, gate_of):
    (result,) = run(judged(gate_of(waived=WAIVED)))["results"]
    (suppression,) = result["suppressions"]
    assert suppression["kind"] == "external"
    assert suppression["justification"] == "W1, Ada, until 2026-12-31: A new model comes."
    assert "suppressions" not in run(judged(gate_of()))["results"][0]


def test_the_fingerprint_stays_when_the_figures_change(judged, gate_of, part):
    prints = {
        run(judged(gate_of(part("Black", value=value))))["results"][0]["partialFingerprints"][
            "evenhandCase/v1"
        ]
        for value in (0.7, 0.6)
    }
    assert len(prints) == 1


def test_at_most_five_thousand_results_the_gravest_and_the_rest_is_counted(judged, gate_of, part):
    parts = [part(f"g{i}", state="warn") for i in range(5_001)]
    found = run(judged(gate_of(*parts, part("worst"), state="fail")))
    assert len(found["results"]) == 5_000
    assert found["results"][0]["level"] == "error"
    (told,) = found["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == (
        "5,002 comparisons do not pass; the 5,000 gravest are listed here."
    )


def test_undefined_figures_are_left_out_of_the_properties(judged, gate_of, part):
    gate = gate_of(part("Black", value=None, low=None, high=None, state="insufficient"))
    (result,) = run(judged(gate))["results"]
    assert result["properties"] == {"tolerance": 0.8, "n": 2000}

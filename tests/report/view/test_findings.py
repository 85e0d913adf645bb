import tomllib
from dataclasses import replace

from evenhand.gates.findings import FOUND
from evenhand.report.view.findings import SEVERITIES, TOPICS, finding_groups
from evenhand.resources import folder


def test_the_gravest_come_first_and_empty_severities_are_left_out(timed, look):
    groups = look(finding_groups, timed)
    assert [group.title for group in groups] == ["High", "Medium", "For information"]
    assert set(SEVERITIES.values()) >= {group.title for group in groups}


def test_within_a_severity_they_stand_in_the_order_of_the_report(timed, look):
    medium = look(finding_groups, timed)[1].findings
    assert [f.topic for f in medium] == [
        "Change", "Anomaly", "Drift", "Outcomes", "Readiness", "Personal data", "",
    ]  # fmt: skip


def test_each_leads_to_the_section_that_tells_more(timed, look):
    sections = {f.topic: f.section for f in look(finding_groups, timed)[1].findings}
    assert sections["Anomaly"] == "happened"
    assert sections["Personal data"] == "readiness"
    assert sections[""] == ""


def test_words_and_evidence_are_those_of_the_finding(timed, look):
    one = replace(timed.findings[0], kind="change", evidence=("c1", "e1"))
    ((found,),) = (
        group.findings for group in look(finding_groups, replace(timed, findings=(one,)))
    )
    assert (found.title, found.detail, found.evidence) == (one.title, one.detail, ("c1", "e1"))


def test_an_audit_without_findings_has_no_groups(timed, look):
    assert look(finding_groups, replace(timed, findings=())) == ()


def test_every_topic_leads_to_a_section_that_there_is():
    listed = tomllib.loads((folder("report_templates") / "sections.toml").read_text("utf-8"))
    keys = {section["key"] for section in listed["section"]}
    assert {section for _, section in TOPICS.values() if section} <= keys


def test_every_kind_of_finding_says_what_it_is_about():
    assert set(TOPICS) == set(FOUND)

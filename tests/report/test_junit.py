import pytest
from junitparser import Failure, JUnitXml, Skipped

from evenhand.gates.gate import Waived
from evenhand.report import junit

WAIVED = Waived(id="W1", owner="Ada", reason="A new model comes.", expires="2026-12-31")


def read(audit):
    return JUnitXml.fromstring(junit.render(audit))


def only(xml):
    ((case,),) = [list(suite) for suite in xml]
    return case


def test_a_failure_has_value_tolerance_n_interval_and_reference(judged, gate_of):
    case = only(read(judged(gate_of(reason="Why."))))
    (failure,) = case.result
    assert isinstance(failure, Failure)
    for text in (failure.message, failure.text):
        for fact in ("0.70", "0.65 to 0.75", "0.80", "2,000", "White"):
            assert fact in text
    assert (case.classname, case.name) == ("race", "Black")


@pytest.mark.parametrize("waived", [None, WAIVED])
def test_what_is_undecided_or_waived_is_skipped_with_its_reason(judged, gate_of, part, waived):
    state = "fail" if waived else "insufficient"
    gate = gate_of(part("Black", state=state), reason="Too little is known.", waived=waived)
    (skipped,) = only(read(judged(gate))).result
    assert isinstance(skipped, Skipped)
    assert "Too little is known." in skipped.message
    assert ("Waived until 2026-12-31 by Ada" in skipped.message) == bool(waived)


def test_a_warning_passes_and_says_so_in_its_output(judged, gate_of, part):
    case = only(read(judged(gate_of(part("Black", state="warn"), reason="It may be chance."))))
    assert case.result == []
    assert case.system_out.startswith("warn: The selection rate of Black")
    assert "It may be chance." in case.system_out


def test_each_kind_of_gate_is_a_suite_that_counts_its_cases(judged, gate_of, part):
    parts = (part("Black"), part("Asian", state="insufficient"), part("Other", state="pass"))
    audit = judged(
        gate_of(*parts),
        gate_of(part(reference=()), id="t", comparison="at_least", attributes=()),
        gate_of(basis="baseline", id="b"),
        gate_of(basis="stream", id="s"),
    )
    xml = read(audit)
    assert [suite.name for suite in xml] == [
        "Gaps between groups",
        "Targets",
        "Changes since the baseline",
        "Evidence over time",
    ]
    assert [(s.tests, s.failures, s.skipped, s.errors) for s in xml][:2] == [
        (3, 1, 1, 0),
        (1, 1, 0, 0),
    ]
    assert (xml.tests, xml.failures) == (6, 4)


def test_the_name_of_a_case_outlives_a_change_of_its_reference(judged, gate_of, part):
    names = {
        only(read(judged(gate_of(part("Black", reference=(other,)))))).name
        for other in ("White", "Asian")
    }
    assert names == {"Black"}


def test_figures_are_properties_as_numbers(judged, gate_of):
    (suite,) = read(judged(gate_of()))
    known = {one.name: one.value for one in suite.properties()}
    assert known["race/Black/value"] == "0.7"
    assert known["race/Black/n"] == "2000"
    assert known["verdict"] == "fail"


def test_an_undefined_figure_has_no_property_and_says_so(judged, gate_of, part):
    gate = gate_of(part("Black", value=None, low=None, high=None, state="insufficient"))
    (suite,) = read(judged(gate))
    assert not {one.name for one in suite.properties()} & {"race/Black/value", "race/Black/low"}
    assert "value: undefined" in only([suite]).result[0].text


def test_the_rule_and_the_note_of_a_gate_stand_in_the_body(judged, gate_of):
    gate = gate_of(
        clause="29 CFR 1607.4(D)", note="As agreed.", condition="job", window="2025-06-01"
    )
    text = only(read(judged(gate))).result[0].text
    for line in (
        "rule: 29 CFR 1607.4(D)",
        "note: As agreed.",
        "condition: job",
        "window: 2025-06-01",
    ):
        assert line in text


def test_what_xml_cannot_hold_is_left_out(judged, gate_of, part):
    hostile = "a\x00b]]><x attr='\"'>\ufffe\ud800"
    case = only(read(judged(gate_of(part(hostile), title=hostile, reason=hostile))))
    assert case.name == "ab]]><x attr='\"'>"


# What Jenkins' schema (junit-10.xsd) demands: elements, their children and attributes.
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testsuite", "properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "property": set(),
    "testcase": {"skipped", "errors", "failure", "system-out", "system-err"},
    "failure": set(),
    "skipped": set(),
    "system-out": set(),
}
NEEDED = {
    "testsuite": {"name", "tests", "failures", "errors"},
    "property": {"name", "value"},
    "testcase": {"name"},
}
ALLOWED = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": NEEDED["testsuite"] | {"time", "skipped", "timestamp"},
    "property": NEEDED["property"],
    "testcase": {"name", "time", "classname"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
}


@pytest.mark.parametrize("shape", ["full", "over time", "hostile", "undefined", "only unknown"])
def test_elements_and_attributes_are_those_that_jenkins_knows(audits, shape):
    for element in JUnitXml.fromstring(junit.render(audits[shape]))._elem.iter():  # noqa: SLF001
        assert {child.tag for child in element} <= CHILDREN[element.tag]
        given = set(element.attrib)
        assert NEEDED.get(element.tag, set()) <= given <= ALLOWED.get(element.tag, set())


def test_no_two_cases_have_the_same_name(judged, gate_of, part):
    audit = judged(gate_of(part("a"), part("a\x07")), gate_of(part("a")))
    names = [(case.classname, case.name) for suite in read(audit) for case in suite]
    assert len(set(names)) == len(names) == 3

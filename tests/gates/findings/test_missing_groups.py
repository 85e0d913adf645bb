"""Groups that a plan expects and a log does not have are told, with the gates that need them."""

from evenhand.gates.findings._facts import Facts
from evenhand.gates.findings.missing_groups import missing_groups


def test_each_attribute_that_lacks_groups_is_told(gate_result):
    missing = (("g", ("X",)), ("h", ("Y", "Z")), ("i", ()))
    facts = Facts((), (), (gate_result("pass"),), frozenset(), missing=missing)
    first, second = missing_groups(facts)
    assert first.title == "The log has no decisions about X of g, whom the plan expects."
    assert "No gate on it can pass without." in first.detail
    assert (first.severity, first.evidence) == ("medium", ("selection_rate-ratio:g",))
    assert second.title == "The log has no decisions about Y and Z of h, whom the plan expects."
    assert "No gate speaks of it." in second.detail


def test_where_none_is_missing_nothing_is_said():
    assert missing_groups(Facts((), (), (), frozenset())) == []

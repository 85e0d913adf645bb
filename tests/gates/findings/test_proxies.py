"""A finding for each feature by which decisions go, and which tells an attribute."""

from types import SimpleNamespace

import pytest

from evenhand.analyses.proxy import Effect, Proxy
from evenhand.gates.findings.proxies import proxies


@pytest.fixture
def proxy():
    """Return a builder of a feature with which 15 of 20 points of a gap go."""

    def build(gap=-0.2, without=-0.05, reach=0.02, **changes):
        effect = Effect(
            gap=gap, gap_without=without, change=gap - without, low=gap - without - reach,
            high=gap - without + reach, expected=(),
        )  # fmt: skip
        plain = {
            "id": "y1", "attribute": "g", "feature": "region", "group": "B", "people": 1000,
            "area_under_roc": 0.7, "low": 0.68, "high": 0.72, "by_chance": 0.52, "p_value": 0.01,
            "importance": 0.05, "importance_low": 0.04, "importance_high": 0.06,
            "effect": effect, "level": 0.95,
        }  # fmt: skip
        return Proxy(**plain | changes)

    return build


def gate(state, attributes=("g",), group=("B",)):
    return SimpleNamespace(state=state, attributes=attributes, group=group)


def test_the_finding_says_what_is_told_and_what_goes_with_it(facts, proxy):
    (found,) = proxies(facts(proxies=[proxy()]))
    assert found.title == "region stands in for g: decisions go by it."
    assert found.detail == (
        "It alone tells B from all others: of a pair it names the right one in 70 of 100 cases, "
        "where chance does so in 50. In a model of the decisions B lies \u221220.0 points from all "
        "others with it and \u22125.0 without it; \u221215.0 of them go with it (\u221217.0 to "
        "\u221213.0)."
    )
    assert (found.attributes, found.group, found.evidence) == (("g",), ("B",), ("y1",))


@pytest.mark.parametrize("state", ["fail", "warn"])
def test_it_is_grave_where_a_gate_does_not_hold_and_most_of_the_gap_goes_with_it(
    facts, proxy, state
):
    (found,) = proxies(facts(proxies=[proxy()], gates=[gate(state)]))
    assert found.severity == "high"


def test_else_it_is_worth_a_look(facts, proxy):
    failed = [gate("fail")]
    assert proxies(facts(proxies=[proxy()]))[0].severity == "medium"
    other = [gate("pass"), gate("fail", ("h",)), gate("fail", ("g", "h"))]
    assert proxies(facts(proxies=[proxy()], gates=other))[0].severity == "medium"
    for less in (proxy(without=-0.15), proxy(reach=0.2), proxy(gap=-0.05, without=-0.2)):
        assert proxies(facts(proxies=[less], gates=failed))[0].severity == "medium"


def test_the_grave_ones_come_first(facts, proxy):
    both = [proxy(without=-0.15, id="y1"), proxy(id="y2")]
    found = proxies(facts(proxies=both, gates=[gate("fail")]))
    assert [one.evidence for one in found] == [("y2",), ("y1",)]


def test_a_feature_that_does_not_stand_in_is_no_finding(facts, proxy):
    assert proxies(facts(proxies=[proxy(effect=None, p_value=0.5)])) == []
    assert proxies(facts()) == []


def test_a_gap_of_nothing_has_no_sign(facts, proxy):
    (found,) = proxies(facts(proxies=[proxy(without=-0.0001)]))
    assert "and 0.0 without it" in found.detail

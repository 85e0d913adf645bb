"""Features that tell a protected attribute, and by which decisions go."""

from evenhand.analyses.proxy import Effect, Proxy
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, Severity
from evenhand.gates.words import MINUS


def proxies(facts: Facts) -> list[Finding]:
    """Return a finding for each feature that is shown to stand in for an attribute.

    It is grave where a gate about the attribute does not hold, and more than half of the gap goes
    with the feature.
    """
    broken = {
        gate.attributes for gate in facts.gates if gate.state in {"fail", "warn"} and gate.group
    }
    found = [
        _finding(one, one.effect, broken=(one.attribute,) in broken)
        for one in facts.proxies
        if one.effect is not None
    ]
    return sorted(found, key=lambda one: one.severity != "high")


def _finding(one: Proxy, effect: Effect, *, broken: bool) -> Finding:
    severity: Severity = "high" if broken and effect.is_sure and effect.is_most else "medium"
    return Finding(
        id="",
        kind="proxy",
        severity=severity,
        title=f"{one.feature} stands in for {one.attribute}: decisions go by it.",
        detail=f"It alone tells {one.group} from all others: of a pair it names the right one in "
        f"{one.area_under_roc * 100:.0f} of 100 cases, where chance does so in 50. In a model of "
        f"the decisions {one.group} lies {_points(effect.gap)} points from all others with it and "
        f"{_points(effect.gap_without)} without it; {_points(effect.change)} of them go with it "
        f"({_points(effect.low)} to {_points(effect.high)}).",
        attributes=(one.attribute,),
        group=(one.group,),
        evidence=(one.id,),
    )


def _points(value: float) -> str:
    return f"{value * 100:z.1f}".replace("-", MINUS)

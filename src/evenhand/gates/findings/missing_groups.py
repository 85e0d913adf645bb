"""Groups that the plan expects, and that the log does not have."""

from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding


def missing_groups(facts: Facts) -> list[Finding]:
    """Return a finding for each attribute of which expected groups have no decisions."""
    return [_finding(facts, attribute, names) for attribute, names in facts.missing if names]


def _finding(facts: Facts, attribute: str, names: tuple[str, ...]) -> Finding:
    held = [gate.id for gate in facts.gates if attribute in gate.attributes]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    cannot = "No gate on it can pass without." if held else "No gate speaks of it."
    return Finding(
        id="",
        kind="missing_groups",
        severity="medium",
        title=f"The log has no decisions about {listed} of {attribute}, whom the plan expects.",
        detail=(
            f"The plan says that they must be there. {cannot} Look whether rows were lost, or the "
            "values of the column changed their names."
        ),
        attributes=(attribute,),
        group=(names[0],),
        evidence=tuple(held),
    )

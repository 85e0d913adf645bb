"""A gate fails: find out why before changing anything."""

from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations.recommendation import Recommendation


def investigate(case: Case) -> list[Recommendation]:
    """Advise to look into each attribute on which a gate fails, with what is known of it."""
    failed = [gate for gate in case.facts.gates if gate.state == "fail"]
    found = []
    for attributes in dict.fromkeys(
        gate.attributes for gate in failed if len(gate.attributes) == 1
    ):
        gates = [gate for gate in failed if gate.attributes == attributes]
        groups = listed(
            list(dict.fromkeys(group_name(g.group) for gate in gates for g in gate.groups
                               if g.state == "fail"))
        )  # fmt: skip
        errors = any(gate.metric != "selection_rate" for gate in gates)
        grounds = " ".join(gate.reason for gate in gates)
        held = [f for f in case.of_kind("condition") if f.attributes == attributes]
        steps = [
            (
                "Read the reasons of a sample of unfavourable decisions of these groups, blind to "
                "the group."
            ),
            "Check how the data of these groups differ: missing values, sources, age of records.",
        ]
        if held:
            steps.insert(0, f"Start with this: {held[0].title} {held[0].detail}")
        if errors:
            steps.append(
                "The error rates differ too, so qualified people are turned away unequally: "
                "suspend automatic refusals for these groups until it is explained."
            )
        found.append(
            Recommendation(
                id="",
                rule="investigate",
                action="investigate",
                priority=0,
                title=f"Find out why {groups} fare worse by {attributes[0]}.",
                because=grounds,
                steps=tuple(steps),
                owner="Model owner, with compliance",
                when="within 7 days",
                verify=f"The gates {listed([gate.id for gate in gates])} in the next audit.",
                evidence=tuple(gate.id for gate in gates),
            )
        )
    return found

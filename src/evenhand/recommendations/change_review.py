"""What people make of the model's proposals widens a gap: change how decisions are reviewed."""

from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations._effects import accounted
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation


def change_review(case: Case) -> list[Recommendation]:
    """Advise to change the review where overrides account for most of a failing gap.

    Else where review was found to make a gap wider, or not to look.
    """
    lying = case.lying_in("override")
    gates = case.failing([row for one in lying for row in one.of])
    findings = [one for one in case.of_kind("oversight") if one.severity in {"high", "medium"}]
    if not gates and not findings:
        return []
    rows = [row for one in lying for each in one.speaking_for("override") for row in each.rows]
    effects = [found for gate in gates if (found := accounted(case, gate, {"override"}, rows))]
    groups = [gate.group for gate in gates] + [one.group for one in findings]
    who = listed(list(dict.fromkeys(group_name(group) for group in groups if group)))
    told = [f"{one.title} {one.detail}" for one in findings]
    told += [effects[0].text] if effects else []
    return [
        Recommendation(
            id="",
            rule="change_review",
            action="change_review",
            priority=0,
            title=f"Change how decisions about {who} are reviewed and overridden."
            if who
            else "Change how decisions are reviewed and overridden.",
            because=" ".join(told) or gates[0].reason,
            steps=(
                "Have a sample of overridden decisions reviewed again, blind to the group.",
                "Ask for a reason, from a fixed list, with each override; look at who gives which.",
                "Have a second person sign overrides to the disadvantage of somebody, for a month.",
            ),
            owner="Operations, with compliance",
            verify="What review does to the gap, in the next audit.",
            evidence=tuple(
                dict.fromkeys(
                    [
                        *(gate.id for gate in gates),
                        *(row for one in findings for row in one.evidence),
                    ]
                )
            ),
            severity="high" if gates else findings[0].severity,
            effort="medium",
            effect=effects[0] if effects else None,
            no_effect=""
            if effects
            else "How far the gap would close is not known: the log does not tell what was "
            "proposed before the override.",
            cost="Time of reviewers; decisions take longer while a second person signs.",
            caution="Some overrides are right: have them explained, do not forbid them.",
            gate=gate_entry(gates[0]) if gates else "",
        )
    ]

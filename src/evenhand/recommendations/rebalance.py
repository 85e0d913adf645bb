"""Weights or a constraint while fitting: tried, and it closes a failing gap."""

from evenhand.recommendations._case import Case
from evenhand.recommendations._effects import bought
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation


def rebalance(case: Case) -> list[Recommendation]:
    """Advise to fit on reweighed decisions, or under a constraint, whichever closes more."""
    found = bought(case, ("reweigh", "constrain"))
    if found is None:
        return []
    gate, remedy = found.gate, found.remedy
    how = (
        "with weights under which the outcome does not depend on the group"
        if remedy.key == "reweigh"
        else "under a constraint on the gap itself"
    )
    return [
        Recommendation(
            id="",
            rule="rebalance",
            action="rebalance",
            priority=0,
            title=f"Fit the model anew {how}.",
            because=f"{gate.reason} {remedy.done} {found.effect.text}",
            steps=(
                "Take the weights and the rows that were kept out from evenhand export feedback.",
                "Fit your own model so, on your own features, and hold the same rows out.",
                "Compare accuracy and every gate of this audit between the old and the new model.",
            ),
            owner="Data science, with legal",
            verify=f"The gate {gate.id} on the decisions after the release.",
            evidence=(gate.id, remedy.id),
            severity="high",
            effort="large",
            effect=found.effect,
            cost=found.cost,
            caution=remedy.caution,
            gate=gate_entry(gate),
        )
    ]

"""A feature stands in for a protected attribute: fix it, or fit without it."""

from evenhand.recommendations._case import Case, gravest
from evenhand.recommendations._effects import bought, why_not
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation

_KEYS = ("without_proxy",)


def fix_feature(case: Case) -> list[Recommendation]:
    """Advise to look at what stands in for an attribute, and to fit without it if that helps."""
    proxies, found = case.of_kind("proxy"), bought(case, _KEYS)
    if found is None and not proxies:
        return []
    told = " ".join(f"{one.title} {one.detail}" for one in proxies)
    rows = tuple(row for one in proxies for row in one.evidence)
    if found is None:
        return [
            Recommendation(
                id="",
                rule="fix_feature",
                action="fix_feature",
                priority=0,
                title="Say why the model needs the features that stand in for a protected "
                "attribute.",
                because=told,
                steps=(
                    "Write down what each of them is for, and whether something else says it.",
                    "Without a reason that stands, leave it out at the next fit.",
                ),
                owner="Model owner, with legal",
                verify="The same features in the next audit, tried again with --simulate.",
                evidence=rows,
                severity=gravest(proxies),
                effort="medium",
                no_effect=why_not(case, _KEYS),
                caution="What is left out may come back by another feature that tells the same.",
            )
        ]
    gate, remedy = found.gate, found.remedy
    return [
        Recommendation(
            id="",
            rule="fix_feature",
            action="fix_feature",
            priority=0,
            title="Fit the model without the feature that most stands in for "
            f"{gate.attributes[0]}.",
            because=" ".join(part for part in (told, remedy.done, found.effect.text) if part),
            steps=(
                "Say what the feature is for, and whether something else says it.",
                "Fit your own model without it, and compare on the rows that were kept out.",
                "Look at the proxies again: another feature may tell the attribute in its place.",
            ),
            owner="Data science, with the model owner",
            verify=f"The gate {gate.id} on the decisions after the release.",
            evidence=(gate.id, remedy.id, *rows),
            severity="high",
            effort="medium",
            effect=found.effect,
            cost=found.cost,
            caution=remedy.caution,
            gate=gate_entry(gate),
        )
    ]

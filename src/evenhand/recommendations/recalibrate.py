"""A group's scores promise more or less than what turns out: recalibrate."""

from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case, gravest, listed
from evenhand.recommendations._effects import bought, why_not
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation

_KEYS = ("recalibrate",)


def recalibrate(case: Case) -> list[Recommendation]:
    """Advise to recalibrate when groups are miscalibrated, or when that closes a failing gap."""
    findings, found = case.of_kind("calibration"), bought(case, _KEYS)
    if not findings and found is None:
        return []
    names = listed(list(dict.fromkeys(group_name(finding.group) for finding in findings)))
    told = [finding.title for finding in findings]
    told += ["The same score does not mean the same for everybody."] if findings else []
    told += [] if found is None else [f"{found.remedy.done} {found.effect.text}"]
    rows = [row for finding in findings for row in finding.evidence]
    rows += [] if found is None else [found.gate.id, found.remedy.id]
    return [
        Recommendation(
            id="",
            rule="recalibrate",
            action="recalibrate",
            priority=0,
            title=f"Recalibrate the scores{f': they are off for {names}' if names else ''}.",
            because=" ".join(told),
            steps=(
                "Check whether the labels of these groups are complete and mean the same.",
                (
                    "Refit the calibration on recent labelled decisions; add the features whose "
                    "lack makes the score mean different things."
                ),
                (
                    "A calibration by group uses the protected attribute in the decision: take "
                    "legal advice first."
                ),
            ),
            owner="Data science",
            verify="Calibration in the large of each group within 0.05 of zero.",
            evidence=tuple(dict.fromkeys(rows)),
            severity="high" if found is not None else gravest(findings),
            effort="medium",
            effect=None if found is None else found.effect,
            no_effect="" if found is not None else why_not(case, _KEYS),
            cost="" if found is None else found.cost,
            caution="It changes how many decisions are favourable where scores were off.",
            gate="" if found is None else gate_entry(found.gate),
        )
    ]

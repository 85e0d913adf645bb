"""Performance fell, or a model fitted anew closes a failing gap: retrain."""

from math import floor

from evenhand.recommendations._case import Case, gravest
from evenhand.recommendations._effects import bought, why_not
from evenhand.recommendations._entries import gate_entry, target_entry
from evenhand.recommendations.recommendation import Recommendation

_KEYS = ("refit", "refit_recent")


def retrain(case: Case) -> list[Recommendation]:
    """Advise to retrain when accuracy certainly fell by two points, or when that closes a gap."""
    findings, found = case.of_kind("performance"), bought(case, _KEYS)
    if not findings and found is None:
        return []
    told = [f"{one.title} {one.detail}" for one in findings]
    told += [] if found is None else [f"{found.remedy.done} {found.effect.text}"]
    rows = [row for one in findings for row in one.evidence]
    rows += [] if found is None else [found.gate.id, found.remedy.id]
    accuracy = case.facts.estimate("accuracy")
    entry = "" if found is None else gate_entry(found.gate)
    if not entry and accuracy is not None and accuracy.value is not None:
        # Rounded down: what is as it was must not be past it.
        entry = target_entry("accuracy", floor(1000 * accuracy.value) / 1000)
    return [
        Recommendation(
            id="",
            rule="retrain",
            action="retrain",
            priority=0,
            title="Retrain the model on recent labelled decisions.",
            because=" ".join(told),
            steps=(
                (
                    "Check first whether the data or the model version changed at the fall; if a "
                    "new version brought it, compare with rolling back."
                ),
                "Fit on the latest labelled windows and keep the last of them out for testing.",
                (
                    "Compare accuracy and every gate of this audit between the old and the new "
                    "model on the same decisions."
                ),
            ),
            owner="Data science",
            verify="Accuracy of the first windows after release against the first of this audit.",
            evidence=tuple(dict.fromkeys(rows)),
            severity="high" if found is not None else gravest(findings),
            effort="large",
            effect=None if found is None else found.effect,
            no_effect="" if found is not None else why_not(case, _KEYS),
            cost="" if found is None else found.cost,
            caution="A model fitted anew decides some people otherwise who were decided well: look "
            "at who changes.",
            gate=entry,
        )
    ]

"""Retraining is not indicated: said with its reasons where something else is wrong."""

from evenhand.recommendations._case import Case
from evenhand.recommendations._effects import bought
from evenhand.recommendations.recommendation import Recommendation

_FITS = ("refit", "refit_recent")
_ALL_FITS = (*_FITS, "without_proxy", "reweigh", "constrain")
_SHIFTS = ("drift", "missing", "category")


def keep_model(case: Case) -> list[Recommendation]:
    """Say that retraining is not indicated, where a gate fails and nothing speaks for it.

    Nothing is said where it cannot be told: performance needs labels.
    """
    failing = any(gate.counts_as == "fail" and not gate.target for gate in case.facts.gates)
    if not failing or "label" not in case.facts.roles or case.of_kind("selective_labels"):
        return []
    if case.of_kind("performance") or case.of_kind("calibration") or bought(case, _ALL_FITS):
        return []
    reasons = [
        "Accuracy is not shown to have fallen by two points.",
        "No group's scores are shown to promise more or less than turns out."
        if "score" in case.facts.roles
        else "",
        *_tried(case),
    ]
    moved = [one for kind in _SHIFTS for one in case.of_kind(kind)]
    reasons.append(
        "What comes in has changed, and what feeds the model is to be looked at before it is "
        "fitted to that."
        if moved
        else "What comes in is not shown to have changed."
    )
    return [
        Recommendation(
            id="",
            rule="keep_model",
            action="hold",
            priority=0,
            title="Do not retrain on account of this audit: retraining is not indicated.",
            because=" ".join(reason for reason in reasons if reason),
            steps=("Look for the cause where the other advice points, and audit again after it.",),
            owner="Model owner",
            when="next audit",
            verify="The same reasons, in the next audit.",
            evidence=tuple(row for one in moved for row in one.evidence),
            severity="low",
            effort="small",
            no_effect="To leave the model as it is changes nothing.",
            caution="A gap may lie in the model and show in none of these: see what accounts for "
            "it.",
        )
    ]


def _tried(case: Case) -> list[str]:
    """Return what a model fitted anew did to failing gaps: nothing, or it stands for no other."""
    tried = [one for one in case.facts.remedies if one.key in _FITS]
    if not any(one.counts for one in tried):
        return []
    return ["A model fitted anew was tried, and moved no failing gap by more than chance does."]

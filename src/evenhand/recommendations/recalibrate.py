"""A group's scores promise more or less than what turns out: recalibrate."""

from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations.recommendation import Recommendation


def recalibrate(case: Case) -> list[Recommendation]:
    """Advise to recalibrate when groups are miscalibrated."""
    findings = case.of_kind("calibration")
    if not findings:
        return []
    names = listed(list(dict.fromkeys(group_name(finding.group) for finding in findings)))
    return [
        Recommendation(
            id="",
            rule="recalibrate",
            action="recalibrate",
            priority=0,
            title=f"Recalibrate the scores: they are off for {names}.",
            because=f"{' '.join(finding.title for finding in findings)} The same score does not "
            "mean the same for everybody.",
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
            when="within 60 days",
            verify="Calibration in the large of each group within 0.05 of zero.",
            evidence=tuple(row for finding in findings for row in finding.evidence),
        )
    ]

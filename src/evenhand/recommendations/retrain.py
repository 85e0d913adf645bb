"""Performance fell between the first and the last windows: retrain on recent decisions."""

from evenhand.recommendations._case import Case
from evenhand.recommendations.recommendation import Recommendation


def retrain(case: Case) -> list[Recommendation]:
    """Advise to retrain when accuracy certainly fell by two points or more."""
    return [
        Recommendation(
            id="",
            rule="retrain",
            action="retrain",
            priority=0,
            title="Retrain the model on recent labelled decisions.",
            because=f"{finding.title} {finding.detail}",
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
            when="within 30 days",
            verify="Accuracy of the first windows after release against the first of this audit.",
            evidence=finding.evidence,
        )
        for finding in case.of_kind("performance")
    ]

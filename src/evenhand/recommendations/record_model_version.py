"""No model version in the log: record it."""

from evenhand.recommendations._case import Case
from evenhand.recommendations.recommendation import Recommendation


def record_model_version(case: Case) -> list[Recommendation]:
    """Advise to record which model decided, when the plan names no such column."""
    if "model_version" in case.facts.roles:
        return []
    return [
        Recommendation(
            id="",
            rule="record_model_version",
            action="record",
            priority=0,
            title="Record with each decision which model version made it.",
            because="The plan names no column for the model version, so no change in these "
            "figures can be traced to a release.",
            steps=(
                "Write the version, or the digest of the deployed artefact, into every row.",
                "Name the column with --model-version, or as columns.model_version in the plan.",
            ),
            owner="Engineering",
            when="next release",
            verify="The next audit lists the versions it found.",
            evidence=(),
            severity="low",
            effort="small",
            no_effect="It changes no figure; changes can be traced to a release from then on.",
        )
    ]

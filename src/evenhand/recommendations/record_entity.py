"""No entity id in the log: name it, or the intervals assume that nobody is decided about twice."""

from evenhand.recommendations._case import Case
from evenhand.recommendations.recommendation import Recommendation


def record_entity(case: Case) -> list[Recommendation]:
    """Advise to name who was decided about, when the plan names no such column."""
    if "entity" in case.facts.roles:
        return []
    return [
        Recommendation(
            id="",
            rule="record_entity",
            action="record",
            priority=0,
            title="Record with each decision whom it is about, as a pseudonym.",
            because="The plan names no column for the person, so all rows are taken as "
            "independent; if people appear more than once, the intervals are too narrow.",
            steps=(
                "Write a stable pseudonym of the person into every row; no name is needed.",
                "Name the column with --entity, or as columns.entity in the plan.",
            ),
            owner="Engineering",
            when="next release",
            verify="The next audit states how much repeated people widen its intervals.",
            evidence=(),
            severity="low",
            effort="small",
            no_effect="It changes how sure figures are: intervals allow for people who repeat.",
        )
    ]

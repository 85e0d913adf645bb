"""Labels fit the scores of one group worse than those of another: look at the labels first."""

from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations.recommendation import Recommendation


def check_labels(case: Case) -> list[Recommendation]:
    """Advise to look at how labels come about, where a failing gap lies in them."""
    lying = [one for one in case.lying_in("labels") if case.failing(one.of)]
    if not lying:
        return []
    spoken = [one for found in lying for one in found.speaking_for("labels")]
    groups = listed(list(dict.fromkeys(group_name(one.group) for one in lying)))
    gates = [gate.id for one in lying for gate in case.failing(one.of)]
    rows = [row for one in spoken for row in one.rows]
    return [
        Recommendation(
            id="",
            rule="check_labels",
            action="collect_labels",
            priority=0,
            title=f"Find out whether the outcomes of {groups} are recorded as those of others are.",
            because=spoken[0].text,
            steps=(
                "Ask who records the outcome, from what, and whether that differs by group.",
                (
                    "Have a random sample of outcomes found out again, by somebody who knows "
                    "neither the group nor the decision."
                ),
                "Leave out of training what is shown to be recorded otherwise.",
            ),
            owner="Operations, with data science",
            verify="The share of outcomes that the second look changes, by group.",
            evidence=tuple(dict.fromkeys([*gates, *(one.id for one in lying), *rows])),
            severity="high",
            effort="medium",
            no_effect="What the second look will say is not known.",
            cost="What it takes to find out what was true of each decision that is drawn.",
            caution="Labels may be right and scores wrong: this log cannot tell the two apart.",
        )
    ]

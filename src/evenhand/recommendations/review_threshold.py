"""Selection is unequal while errors are alike: look at where the threshold lies."""

from evenhand.gates.gate import GateResult
from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case
from evenhand.recommendations.recommendation import Recommendation


def review_threshold(case: Case) -> list[Recommendation]:
    """Advise to review the threshold where a selection gate fails and the error gates pass.

    With error rates alike, the model treats people with the same outcome alike: what turns a
    difference of scores into a difference of decisions is where the line is drawn.
    """
    if "label" not in case.facts.roles or not {"score", "threshold"} <= case.facts.roles:
        return []
    found = []
    for gate in case.failed("selection_rate"):
        if len(gate.attributes) != 1 or not _errors_alike(case, gate):
            continue
        name = group_name(gate.group)
        found.append(
            Recommendation(
                id="",
                rule="review_threshold",
                action="review_threshold",
                priority=0,
                title=f"Review where the score threshold lies, for everybody: it costs {name} "
                "most.",
                because=f"{gate.reason} Error rates by {gate.attributes[0]} are shown to be "
                "alike, so the difference comes with the scores and the line drawn through them.",
                steps=(
                    "List what the threshold was set for, by whom, and on which data.",
                    "Compare selection and error rates of all groups at neighbouring thresholds.",
                    "Move one threshold for everybody; thresholds by group need legal advice.",
                ),
                owner="Model owner, with compliance",
                when="within 30 days",
                verify=f"The gate {gate.id} on the decisions after the change.",
                evidence=(gate.id,),
            )
        )
    return found


def _errors_alike(case: Case, gate: GateResult) -> bool:
    """Return whether there are error gates of an attribute, and all of them pass.

    What cannot be judged yet may differ.
    """
    states = [
        other.state
        for other in case.facts.gates
        if other.attributes == gate.attributes
        and other.metric in {"true_positive_rate", "false_positive_rate"}
        and not other.target
        and other.basis == "period"
    ]
    return set(states) == {"pass"}

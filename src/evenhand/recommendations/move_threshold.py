"""One threshold for everybody, elsewhere: errors are alike, or it was tried and closes a gap."""

from evenhand.gates.gate import GateResult
from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case
from evenhand.recommendations._effects import Bought, accounted, bought, why_not
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation

_KEYS = ("move_threshold",)


def move_threshold(case: Case) -> list[Recommendation]:
    """Advise to use one threshold for everybody where people are held to different ones.

    Else to review it where it was tried elsewhere and closes a failing gap; or where a selection
    gate fails and the error gates pass: with error rates alike, the model treats people with the
    same outcome alike, and what turns a difference of scores into a difference of decisions is
    where the line is drawn.
    """
    by_group = _by_group(case)
    if by_group:
        return by_group
    found = bought(case, _KEYS)
    if found is not None:
        return [_advice(case, found.gate, found)]
    if "label" not in case.facts.roles or not {"score", "threshold"} <= case.facts.roles:
        return []
    return [
        _advice(case, gate, None)
        for gate in case.failed("selection_rate")
        if len(gate.attributes) == 1 and _errors_alike(case, gate)
    ]


def _advice(case: Case, gate: GateResult, found: Bought | None) -> Recommendation:
    if found is None:
        why = (
            f"Error rates by {gate.attributes[0]} are shown to be alike, so the difference comes "
            "with the scores and the line drawn through them."
        )
    else:
        why = f"{found.remedy.done} {found.effect.text}"
    return Recommendation(
        id="",
        rule="move_threshold",
        action="move_threshold",
        priority=0,
        title="Review where the score threshold lies, for everybody: it costs "
        f"{group_name(gate.group)} most.",
        because=f"{gate.reason} {why}",
        steps=(
            "List what the threshold was set for, by whom, and on which data.",
            "Compare selection and error rates of all groups at neighbouring thresholds.",
            "Move one threshold for everybody; thresholds by group need legal advice.",
        ),
        owner="Model owner, with compliance",
        verify=f"The gate {gate.id} on the decisions after the change.",
        evidence=(gate.id,) if found is None else (gate.id, found.remedy.id),
        severity="high",
        effort="small",
        effect=None if found is None else found.effect,
        no_effect="" if found is not None else why_not(case, _KEYS),
        cost="" if found is None else found.cost,
        caution="It changes how many decisions are favourable, and so what they cost.",
        gate=gate_entry(gate),
    )


def _by_group(case: Case) -> list[Recommendation]:
    """Advise to use one rule, where at the same score one group is proposed less often."""
    lying = case.lying_in("threshold")
    failing = case.failing([row for one in lying for row in one.of])
    if not failing:
        return []
    gate = failing[0]
    spoken = [one for found in lying for one in found.speaking_for("threshold")]
    effect = accounted(case, gate, {"threshold"}, [row for one in spoken for row in one.rows])
    return [
        Recommendation(
            id="",
            rule="move_threshold",
            action="move_threshold",
            priority=0,
            title=f"Hold {group_name(gate.group)} and {group_name(gate.reference)} to one rule: "
            "at the same score they are not proposed alike.",
            because=" ".join(dict.fromkeys(one.text for one in spoken)),
            steps=(
                "Find where the rule differs: a product, a channel, a setting of one release.",
                "Set one threshold for everybody, and write down what it is for.",
            ),
            owner="Model owner, with compliance",
            verify=f"The gate {gate.id} on the decisions after the change.",
            evidence=tuple(dict.fromkeys([*(one.id for one in failing), *(t.id for t in lying)])),
            severity="high",
            effort="small",
            effect=effect,
            no_effect="" if effect is not None else "What it would change is not shown.",
            cost="As many more decisions are favourable as are refused by the stricter rule alone.",
            caution="Different rules may have a reason that the law allows: ask for it first.",
            gate=gate_entry(gate),
        )
    ]


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

"""A failing gap lies in what happens to decisions on their way: mend how they are handled."""

from evenhand.gates.triage.rows import Cause
from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case
from evenhand.recommendations._effects import accounted
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Recommendation

_TITLES: dict[Cause, str] = {
    "on_the_way": "Mend what happens to decisions about {group} on their way: more of them are "
    "held up or handed on.",
    "channel": "Look at the hands and queues that decisions about {group} go through.",
    "service": "Find out why like cases of {group} are served otherwise.",
}


def mend_handling(case: Case) -> list[Recommendation]:
    """Advise to mend the handling, once for each group and way in which it differs."""
    found: dict[tuple[str, Cause], Recommendation] = {}
    for cause, title in _TITLES.items():
        for one in case.lying_in(cause):
            # Targets have their own advice, with the window to start with.
            gates = [gate for gate in case.failing(one.of) if not gate.target]
            key = group_name(one.group), cause
            if not gates or key in found:
                continue
            spoken = one.speaking_for(cause)
            rows = [row for each in spoken for row in each.rows]
            effect = (
                accounted(case, gates[0], {"composition"}, rows) if cause != "service" else None
            )
            found[key] = Recommendation(
                id="",
                rule="mend_handling",
                action="fix_pipeline",
                priority=0,
                title=title.format(group=key[0]),
                because=spoken[0].text,
                steps=(
                    (
                        "Follow twenty such decisions of this group and twenty of the others from "
                        "end to end, and note where they part."
                    ),
                    "See whether a queue, a language, a tool or a shift accounts for it.",
                    "Route like cases alike, and measure it for each group from then on.",
                ),
                owner="Operations",
                verify=f"The gate {gates[0].id} on the decisions after the change.",
                evidence=tuple(dict.fromkeys([*(gate.id for gate in gates), one.id, *rows])),
                severity="high",
                effort="medium",
                effect=effect,
                no_effect="" if effect is not None else "How far the gap would close is not shown.",
                cost="Work of those who handle decisions; what is fast now may become slower.",
                caution="Some cases are handed on for their own good: look at what became of them.",
                gate=gate_entry(gates[0]),
            )
    return list(found.values())

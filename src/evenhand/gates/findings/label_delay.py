"""Groups whose labels come later than those of the others."""

from evenhand.analyses.maturity import Delay
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding


def label_delay(facts: Facts) -> list[Finding]:
    """Return the groups of which, at the same age, fewer labels have come than of the others."""
    return [_finding(facts, delay) for delay in facts.delays]


def _finding(facts: Facts, delay: Delay) -> Finding:
    row = facts.estimate("label_coverage", (delay.attribute,), (delay.group,))
    others = _age(delay.others, delay.slot)
    if delay.age is None:
        told = (
            f"95 % of the labels that ever come had come {others} after the decision for the "
            f"others; for {delay.group} they are still coming for the oldest decisions."
        )
    else:
        told = (
            f"95 % of the labels that ever come had come {_age(delay.age, delay.slot)} after the "
            f"decision for {delay.group}, {others} after it for the others."
        )
    return Finding(
        id="",
        kind="label_delay",
        severity="medium",
        title=f"Labels of {delay.group} come later than those of the others.",
        detail=f"{told} Until then only the early ones speak for the group: figures that need "
        "labels wait for the slowest group.",
        attributes=(delay.attribute,),
        group=(delay.group,),
        evidence=() if row is None else (row.id,),
    )


def _age(age: int, slot: str) -> str:
    return f"{age:,} {slot}{'' if age == 1 else 's'}"

"""Groups whose scores promise more or less than what turns out."""

from evenhand.cube.axis import UNKNOWN
from evenhand.gates.findings._chance import beyond_chance
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name

# Smaller gaps between promise and outcome are not worth a reader's time, however certain.
_WORTH_KNOWING = 0.05
# The interval of a mean of fewer scores than this is too rough to accuse by.
_FEWEST = 100


def calibration(facts: Facts) -> list[Finding]:
    """Return the groups whose mean label is apart from their mean score, BH over groups."""
    rows = [row for row in facts.groups("calibration_in_the_large") if row.group != (UNKNOWN,)]
    found = []
    for row, known in zip(rows, beyond_chance(rows), strict=True):
        if not known or row.value is None or row.n < _FEWEST or abs(row.value) < _WORTH_KNOWING:
            continue
        lower = row.value > 0
        size = f"{abs(row.value):.2f}"
        found.append(
            Finding(
                id="",
                kind="calibration",
                severity="medium",
                title=f"Scores of {group_name(row.group)} are too {'low' if lower else 'high'} "
                f"by {size} on average.",
                detail=f"The share of positive labels is {size} {'above' if lower else 'below'} "
                "the mean score: the same score does not mean the same for this group.",
                attributes=row.attributes,
                group=row.group,
                evidence=(row.id,),
            )
        )
    return found

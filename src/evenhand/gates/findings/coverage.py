"""Labels that are known for some groups more often than for others."""

from evenhand.gates.findings._chance import beyond_chance
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name

_WORTH_KNOWING = 0.05


def coverage(facts: Facts) -> list[Finding]:
    """Return the groups whose label coverage is below their reference's by more than chance."""
    pairs = [
        (row, gap)
        for row in facts.groups("label_coverage")
        if (gap := facts.disparity("label_coverage", "difference", row.attributes, row.group))
    ]
    found = []
    known = beyond_chance([gap for _, gap in pairs])
    for (row, gap), beyond in zip(pairs, known, strict=True):
        if not beyond or row.value is None or gap.value is None or gap.value > -_WORTH_KNOWING:
            continue
        found.append(
            Finding(
                id="",
                kind="label_coverage",
                severity="medium",
                title=f"Outcomes of {group_name(row.group)} are known less often.",
                detail=f"{row.value * 100:.1f} % of their decisions have a label, "
                f"{abs(gap.value) * 100:.1f} points fewer than of {group_name(gap.reference)}: "
                "error rates may be biased for them.",
                attributes=row.attributes,
                group=row.group,
                evidence=(row.id, gap.id),
            )
        )
    return found

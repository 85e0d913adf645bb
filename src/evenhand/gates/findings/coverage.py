"""Labels that are known for some groups more often than for others."""

from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name

_WORTH_KNOWING = 0.05


def coverage(facts: Facts) -> list[Finding]:
    """Return the groups whose label coverage is certainly below their reference's."""
    found = []
    for row in facts.groups("label_coverage"):
        gap = facts.disparity("label_coverage", "difference", row.attributes, row.group)
        if gap is None or gap.value is None or gap.high is None or row.value is None:
            continue
        if gap.value > -_WORTH_KNOWING or gap.high >= 0:
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

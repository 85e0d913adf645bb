"""Performance that fell between the first and the last labelled windows."""

from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding

# A smaller fall is not worth a reader's time, however certain.
_WORTH_KNOWING = 0.02


def performance(facts: Facts) -> list[Finding]:
    """Return a finding when accuracy is lower in the last windows than in the first, for certain.

    The rows compared are those of `analyses.change`: attributes ("window",).
    """
    found = []
    for row in facts.disparities:
        if row.attributes != ("window",) or row.value is None or row.high is None:
            continue
        if row.value > -_WORTH_KNOWING or row.high >= 0 or row.low is None:
            continue
        found.append(
            Finding(
                id="",
                kind="performance",
                severity="high" if row.high <= -_WORTH_KNOWING else "medium",
                title=f"Accuracy fell by {abs(row.value) * 100:.1f} points.",
                detail=f"{row.group[0]} is compared with {row.reference[0]}: the fall lies between "
                f"{abs(row.high) * 100:.1f} and {abs(row.low) * 100:.1f} points.",
                attributes=(),
                group=(),
                evidence=(row.id,),
            )
        )
    return found

"""Every gate passes and nothing was found: change nothing, and audit again."""

from evenhand.recommendations._case import Case
from evenhand.recommendations.recommendation import Recommendation


def hold(case: Case) -> list[Recommendation]:
    """Advise to leave things as they are when all gates pass and no finding is above low."""
    # Evidence over time is undecided for long, and that is no reason to change anything.
    gates = [
        gate
        for gate in case.facts.gates
        if gate.basis != "stream" or gate.state in {"fail", "warn"}
    ]
    quiet = all(finding.severity in {"low", "info"} for finding in case.findings)
    if not gates or any(gate.state != "pass" for gate in gates) or not quiet:
        return []
    return [
        Recommendation(
            id="",
            rule="hold",
            action="hold",
            priority=0,
            title="Change nothing on account of this audit; audit the next period.",
            because=f"{_counted(len(gates))} within tolerance, and nothing else stood out. "
            "Retraining is not indicated by these figures.",
            steps=("Keep the plan unchanged, so that the next audit can be compared.",),
            owner="Compliance",
            when="next audit",
            verify="The same gates on the next period.",
            evidence=tuple(gate.id for gate in gates),
            severity="info",
            no_effect="To leave things as they are changes nothing.",
        )
    ]


def _counted(gates: int) -> str:
    return "The one gate is shown to be" if gates == 1 else f"All {gates} gates are shown to be"

"""Case: what the rules of recommendation look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding, GateResult


@dataclass(frozen=True)
class Case:
    """An audit's rows, findings and gates."""

    facts: Facts
    findings: tuple[Finding, ...]

    def of_kind(self, kind: str) -> list[Finding]:
        """Return the findings of a kind, the most severe first."""
        return [finding for finding in self.findings if finding.kind == kind]

    def failed(self, metric: str) -> list[GateResult]:
        """Return the gates on a metric that fail, the clearest first; targets are none.

        Nor are changes from a baseline, which tell nothing of how things are.
        """
        gates = [
            gate
            for gate in self.facts.gates
            if gate.metric == metric and not gate.target and gate.basis != "baseline"
        ]
        failed = [gate for gate in gates if gate.state == "fail"]
        return sorted(failed, key=lambda gate: (len(gate.attributes), gate.p_adjusted or 0.0))


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: "a", "a and b", "a, b and c".

    Names of intersections have commas of their own: "Asian, F; and Black, M".
    """
    if len(names) == 1:
        return names[0]
    comma = any("," in name for name in names)
    return f"{('; ' if comma else ', ').join(names[:-1])}{';' * comma} and {names[-1]}"

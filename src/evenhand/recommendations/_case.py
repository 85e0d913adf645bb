"""Case: what the rules of recommendation look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.analyses.decomposition import Decomposition
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding, GateResult, Severity
from evenhand.gates.triage.rows import Cause, Triage

GRAVEST_FIRST: tuple[Severity, ...] = ("high", "medium", "low", "info")


@dataclass(frozen=True)
class Case:
    """An audit's rows, findings and gates, and what accounts for them.

    `today` is the day that the audit speaks for; None: no dates are told.
    """

    facts: Facts
    findings: tuple[Finding, ...]
    decompositions: tuple[Decomposition, ...] = ()
    triages: tuple[Triage, ...] = ()
    today: date | None = None

    def lying_in(self, cause: Cause) -> list[Triage]:
        """Return the triages whose heaviest cause this is."""
        return [one for one in self.triages if one.leading == cause]

    def gates_of(self, ids: Sequence[str]) -> list[GateResult]:
        """Return the gates with these ids, in the order of the audit."""
        return [gate for gate in self.facts.gates if gate.id in ids]

    def failing(self, ids: Sequence[str]) -> list[GateResult]:
        """Return those of these gates that count as failed."""
        return [gate for gate in self.gates_of(ids) if gate.counts_as == "fail"]

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


def gravest(findings: Sequence[Finding]) -> Severity:
    """Return the severity of the gravest of some findings; info where there are none."""
    found = {finding.severity for finding in findings}
    return next((one for one in GRAVEST_FIRST if one in found), "info")


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: "a", "a and b", "a, b and c"; "" for none.

    Names of intersections have commas of their own: "Asian, F; and Black, M".
    """
    if len(names) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(names)
    comma = any("," in name for name in names)
    return f"{('; ' if comma else ', ').join(names[:-1])}{';' * comma} and {names[-1]}"

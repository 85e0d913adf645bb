"""Failures that somebody answers for stay findings, and say so."""

from dataclasses import replace

from evenhand.gates.gate import Finding, GateResult
from evenhand.gates.words import waived_words


def answered(finding: Finding, gate: GateResult) -> Finding:
    """Return the finding of a failing gate, no more than medium where the failure is waived."""
    if gate.waived is None:
        return finding
    title = f"{finding.title.removesuffix('.')}: waived until {gate.waived.expires}."
    told = waived_words(gate).rstrip(".")
    detail = f"{finding.detail} {told[:1].upper()}{told[1:]}."
    return replace(finding, severity="medium", title=title, detail=detail)

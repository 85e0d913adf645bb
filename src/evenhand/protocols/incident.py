"""Incident: a finding that a protocol of the organisation is for, with the protocol filled in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What is to be done about one finding, as was agreed on beforehand."""

    id: str
    protocol: str
    finding: str  # its id
    severity: str
    title: str  # of the finding
    contact: str  # a role
    due: str  # ISO time: when the audit speaks for, and what the protocol grants
    steps: tuple[str, ...]
    command: tuple[str, ...]  # a program and its arguments; empty: none

"""Findings: what a reader must know, one file a kind.

To add one: write `<name>.py` with a function from `Facts` to findings, and name it in KINDS.
"""

from collections.abc import Callable
from dataclasses import replace

from evenhand.gates.findings._facts import Facts
from evenhand.gates.findings.anomalies import anomalies
from evenhand.gates.findings.calibration import calibration
from evenhand.gates.findings.categories import categories
from evenhand.gates.findings.changes import changes
from evenhand.gates.findings.conditions import conditions
from evenhand.gates.findings.coverage import coverage
from evenhand.gates.findings.drift import drift
from evenhand.gates.findings.gate_states import gate_states
from evenhand.gates.findings.incompatible import incompatible
from evenhand.gates.findings.kpi_gaps import kpi_gaps
from evenhand.gates.findings.label_delay import label_delay
from evenhand.gates.findings.missing import missing
from evenhand.gates.findings.missing_groups import missing_groups
from evenhand.gates.findings.oversight import oversight
from evenhand.gates.findings.performance import performance
from evenhand.gates.findings.proxies import proxies
from evenhand.gates.findings.readiness import readiness
from evenhand.gates.findings.restated import restated
from evenhand.gates.findings.selective_labels import selective_labels
from evenhand.gates.findings.slices import slices
from evenhand.gates.findings.streams import streams
from evenhand.gates.findings.targets import targets
from evenhand.gates.gate import Finding

KINDS: tuple[Callable[[Facts], list[Finding]], ...] = (
    gate_states,
    streams,
    targets,
    missing_groups,
    incompatible,
    performance,
    calibration,
    selective_labels,
    coverage,
    label_delay,
    kpi_gaps,
    changes,
    anomalies,
    oversight,
    conditions,
    slices,
    proxies,
    drift,
    categories,
    missing,
    restated,
    readiness,
)

# What a finding can be about, for protocols to name.
FOUND = (
    "gate_fail",
    "gate_warn",
    "too_few_decisions",
    "missing_groups",
    "incompatible",
    "target",
    "performance",
    "calibration",
    "selective_labels",
    "label_coverage",
    "label_delay",
    "kpi_gap",
    "change",
    "anomaly",
    "oversight",
    "condition",
    "slice",
    "proxy",
    "drift",
    "category",
    "missing",
    "restated",
    "readiness",
    "clock",
    "duplicates",
    "identifiers",
    "watched_change",
)

_SEVERITIES = ("high", "medium", "low", "info")


def find(facts: Facts) -> tuple[Finding, ...]:
    """Return all findings, the most severe first, numbered f1, f2, ..."""
    found = [finding for kind in KINDS for finding in kind(facts)]
    ordered = sorted(found, key=lambda finding: _SEVERITIES.index(finding.severity))
    return tuple(replace(finding, id=f"f{i}") for i, finding in enumerate(ordered, 1))


__all__ = ["FOUND", "KINDS", "Facts", "find"]

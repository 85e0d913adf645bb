"""Findings: what a reader must know, the gravest first, each under what it is about."""

from dataclasses import dataclass

from evenhand.gates.gate import Finding
from evenhand.report.view.failed import page_of
from evenhand.report.view.rows import Rows

SEVERITIES = {
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "info": "For information",
}
# What a kind of finding is about, and the section that tells more, in the order of the report.
TOPICS = {
    "gate_fail": ("Gate", "gates"),
    "gate_warn": ("Gate", "gates"),
    "too_few_decisions": ("Gate", "gates"),
    "missing_groups": ("Gate", "gates"),
    "incompatible": ("Gate", "gates"),
    "target": ("Target", "performance"),
    "condition": ("Like with like", "conditional"),
    "slice": ("Subgroup", "slices"),
    "proxy": ("Proxy", "proxies"),
    "performance": ("Performance", "performance"),
    "kpi_gap": ("Performance", "performance"),
    "calibration": ("Scores", ""),
    "change": ("Change", "happened"),
    "watched_change": ("Change", "evidence"),
    "anomaly": ("Anomaly", "happened"),
    "drift": ("Drift", "drift"),
    "category": ("Drift", "drift"),
    "missing": ("Missing values", "drift"),
    "oversight": ("Oversight", "oversight"),
    "label_coverage": ("Outcomes", "labels"),
    "label_delay": ("Outcomes", "labels"),
    "selective_labels": ("Outcomes", "labels"),
    "restated": ("Outcomes", "labels"),
    "readiness": ("Readiness", "readiness"),
    "clock": ("Readiness", "readiness"),
    "duplicates": ("Readiness", "readiness"),
    "identifiers": ("Personal data", "readiness"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding, what it is about, and the section that tells more."""

    topic: str
    section: str  # a key of sections.toml; "": none
    title: str
    detail: str
    evidence: tuple[str, ...]
    page: str = ""  # anchor of the page of the gate that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """The findings of one severity."""

    title: str
    slight: bool  # what weighs little
    findings: tuple[Found, ...]


def finding_groups(rows: Rows) -> tuple[FindingGroup, ...]:
    """Return the findings by severity, the gravest first; empty severities are left out."""
    groups = []
    for severity, title in SEVERITIES.items():
        found = [f for f in rows.audit.findings if f.severity == severity]
        found.sort(key=_place)
        if found:
            groups.append(
                FindingGroup(
                    title=title,
                    slight=severity in {"low", "info"},
                    findings=tuple(_found(rows, one) for one in found),
                )
            )
    return tuple(groups)


def _place(finding: Finding) -> int:
    """Return the place of a finding among those of its severity; new kinds come last."""
    order = list(TOPICS)
    return order.index(finding.kind) if finding.kind in TOPICS else len(order)


def _found(rows: Rows, finding: Finding) -> Found:
    topic, section = TOPICS.get(finding.kind, ("", ""))
    return Found(
        topic=topic,
        section=section,
        title=finding.title,
        detail=finding.detail,
        evidence=finding.evidence,
        page=_page(rows, finding),
    )


def _page(rows: Rows, finding: Finding) -> str:
    """Return the anchor of the page that tells more; "" where no gate that fails is meant."""
    if finding.kind not in {"gate_fail", "target"}:
        return ""
    return next((page for row in finding.evidence if (page := page_of(rows.audit, row))), "")

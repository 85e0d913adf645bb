"""What keeps the log's decisions from being traced, and personal data that should not be in it."""

from collections.abc import Iterable

from evenhand.analyses.readiness import Check
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, Severity
from evenhand.log.identifiers import IDENTIFIERS

# Whoever has one of these can act in a person's name, or find the person in other registers.
_EXPOSING = frozenset(
    {
        "payment_card",
        "iban",
        "social_security",
        "medicare_number",
        "nhs_number",
        "uk_national_insurance",
        "german_tax_id",
        "national_number",
    }
)
# These tell people apart only together with something else, and an audit may need them.
_TELLING = frozenset(
    {"postcode", "place", "coordinates", "web_address", "ip_address", "photograph", "age_over_89"}
)

# More copies than this make every count of the audit a guess.
_MANY_COPIES = 0.01

_KINDS: dict[str, tuple[str, Severity]] = {
    "id": ("readiness", "medium"),
    "sequence": ("readiness", "low"),
    "time": ("readiness", "medium"),
    "future": ("clock", "medium"),
    "early_labels": ("clock", "medium"),
    "order": ("clock", "medium"),
    "pause": ("clock", "low"),
    "frozen": ("readiness", "medium"),
    "entity": ("readiness", "low"),
    "model_version": ("readiness", "low"),
    "reason": ("readiness", "medium"),
    "reviewer": ("readiness", "medium"),
    "override_reason": ("readiness", "medium"),
    "same_moment": ("duplicates", "low"),
}

_TITLES = {
    "id": "Some decisions have no id.",
    "sequence": "Numbers are missing from the sequence of ids.",
    "time": "Some decisions have no time.",
    "future": "Some decisions lie in the future.",
    "early_labels": "Some labels are older than their decisions.",
    "order": "The clock of the log goes back.",
    "pause": "There is an unusual pause in the log.",
    "frozen": "Values stand still in {where}.",
    "entity": "Some decisions do not say whom they are about.",
    "model_version": "Some decisions do not say which model version made them.",
    "reason": "Some unfavourable decisions have no reason.",
    "reviewer": "Some reviewed decisions do not say who reviewed them.",
    "override_reason": "Some overridden decisions do not say why.",
    "same_moment": "Some people are decided about twice at one and the same time.",
}


def readiness(facts: Facts) -> list[Finding]:
    """Return what is there with gaps; what the plan does not name is left to the table."""
    gaps = [check for check in facts.checks if check.state == "gap"]
    found = [_gap(check) for check in gaps if check.key in _KINDS]
    found += [_duplicates(check) for check in gaps if check.key == "duplicates"]
    classes = dict.fromkeys(check.key for check in gaps if check.key.startswith("identifiers:"))
    return found + [_identifiers(check for check in gaps if check.key == key) for key in classes]


def _gap(check: Check) -> Finding:
    kind, severity = _KINDS[check.key]
    title = _TITLES[check.key].replace("{where}", check.where)
    return _finding(kind, severity, title, f"{check.detail} It prevents: {_lower(check.prevents)}")


def _duplicates(check: Check) -> Finding:
    many = (check.count or 0) > _MANY_COPIES * (check.of or 1)
    title = "Decisions are in the log more than once."
    return _finding(
        "duplicates", "high" if many else "medium", title, f"{check.detail} {check.prevents}"
    )


def _identifiers(checks: Iterable[Check]) -> Finding:
    """Return one finding for a class, with the columns that hold it and no value of them."""
    held = list(checks)
    known = IDENTIFIERS[held[0].key.partition(":")[2]]
    severity: Severity = "medium"
    if known.key in _EXPOSING:
        severity = "high"
    elif known.key in _TELLING:
        severity = "low"
    columns = ", ".join(check.where for check in held)
    return _finding(
        "identifiers",
        severity,
        f"The log holds {known.title}.",
        f"In {columns}: {' '.join(check.detail for check in held)}",
    )


def _finding(kind: str, severity: Severity, title: str, detail: str) -> Finding:
    return Finding(
        id="",
        kind=kind,
        severity=severity,
        title=title,
        detail=detail,
        attributes=(),
        group=(),
        evidence=(),
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]

"""audit.codequality.json: what does not pass, as GitLab shows it beside a merge request."""

import json
from typing import Any

from evenhand.report.cases import Case, Outcome, flagged, place
from evenhand.report.options import Options
from evenhand.result import Audit

_SEVERITIES: dict[Outcome, str] = {
    "fail": "critical",
    "warn": "minor",
    "waived": "info",
    "insufficient": "info",
}


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return what is to be looked at as a report of code quality."""
    found = [_issue(audit, case) for case in flagged(audit)]
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", errors="replace")


def _issue(audit: Audit, case: Case) -> dict[str, Any]:
    path, line = place(audit, case.gate)
    return {
        "description": f"{case.name}. {case.reason}",
        "check_name": case.check,
        # The same for the same case in every audit: GitLab tells what is new by it.
        "fingerprint": case.key,
        "severity": _SEVERITIES[case.outcome],
        "location": {"path": path, "lines": {"begin": line}},
    }

"""audit.sarif: what does not pass as SARIF 2.1.0, each at the line of its gate in the plan."""

import json
import re
from typing import Any
from urllib.parse import quote

from evenhand.report import words
from evenhand.report.cases import Case, Outcome, cases, flagged, place
from evenhand.report.options import Options
from evenhand.result import Audit

MOST = 5_000  # results of a run that GitHub shows

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Outcome, str] = {
    "fail": "error",
    "waived": "error",
    "warn": "warning",
    "insufficient": "note",
}
_DRIVE = re.compile(r"^[A-Za-z]:/")


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return what fails, warns or is undecided as results of one run, the gravest first.

    A failure that is waived is a suppressed result. Where there are more results than are shown,
    the rest is counted in a notification.
    """
    found = flagged(audit)
    rules: dict[str, Case] = {}
    for case in cases(audit):
        rules.setdefault(case.check, case)
    place_of = {check: i for i, check in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "evenhand",
                "version": audit.evenhand_version,
                "rules": [_rule(check, case) for check, case in rules.items()],
            }
        },
        "automationDetails": {"id": f"evenhand/{words.plain(audit.title)}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(audit, len(found))],
        "results": [_result(audit, case, place_of[case.check]) for case in found[:MOST]],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    text = json.dumps(log, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text.encode("utf-8", errors="replace")


def _rule(check: str, case: Case) -> dict[str, Any]:
    gate = case.gate
    told = [f"{case.title}: {case.tolerance}.", words.plain(gate.clause), words.plain(gate.note)]
    return {
        "id": check,
        "shortDescription": {"text": case.title},
        "fullDescription": {"text": " ".join(text for text in told if text)},
        "help": {"text": f"How it is worked out: evenhand explain {words.plain(gate.metric)}"},
        "defaultConfiguration": {"level": "error"},
    }


def _invocation(audit: Audit, count: int) -> dict[str, Any]:
    done: dict[str, Any] = {
        "executionSuccessful": True,
        "exitCode": audit.verdict.exit_code,
    }
    if count > MOST:
        text = f"{count:,} comparisons do not pass; the {MOST:,} gravest are listed here."
        done["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return done


def _result(audit: Audit, case: Case, rule: int) -> dict[str, Any]:
    path, line = place(audit, case.gate)
    gate = case.gate
    figures = {
        "value": gate.value,
        "low": gate.low,
        "high": gate.high,
        "tolerance": gate.tolerance,
        "n": gate.n,
    }
    result: dict[str, Any] = {
        "ruleId": case.check,
        "ruleIndex": rule,
        "level": _LEVELS[case.outcome],
        "message": {"text": f"{case.name}. {case.reason}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(path),
                    "region": {"startLine": line},
                }
            }
        ],
        "partialFingerprints": {"evenhandCase/v1": case.key},
        "properties": {name: value for name, value in figures.items() if value is not None},
    }
    if case.outcome == "waived" and gate.waived is not None:
        given = gate.waived
        why = f"{given.id}, {given.owner}, until {given.expires}: {given.reason}"
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": words.plain(why)}
        ]
    return result


def _artifact(path: str) -> dict[str, str]:
    """Return where a file is: below the checkout, unless the path says where it is by itself."""
    if path.startswith("/"):
        return {"uri": f"file://{quote(path)}"}
    if _DRIVE.match(path):
        return {"uri": f"file:///{quote(path, safe='/:')}"}
    return {"uri": quote(path.removeprefix("./")), "uriBaseId": "%SRCROOT%"}

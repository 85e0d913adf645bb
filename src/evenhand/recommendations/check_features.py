"""What the model sees, or what it says, is no longer what it was: find out what feeds it."""

from evenhand.gates.gate import Finding
from evenhand.recommendations._case import Case, gravest
from evenhand.recommendations.recommendation import Recommendation


def check_features(case: Case) -> list[Recommendation]:
    """Advise to look at what feeds the model, once for all that changed in it."""
    findings = [
        finding
        for kind in ("missing", "category", "drift")
        for finding in case.of_kind(kind)
        if finding.severity in {"high", "medium"}
    ]
    if not findings:
        return []
    return [
        Recommendation(
            id="",
            rule="check_features",
            action="fix_pipeline",
            priority=0,
            title=_title(case, findings),
            because=_because(findings),
            steps=tuple(_steps(case)),
            owner="Data engineering, with the model owner",
            verify="No new drift against the same baseline in the next audit.",
            evidence=tuple(dict.fromkeys(row for one in findings for row in one.evidence)),
            severity=gravest(findings),
            effort="medium",
            no_effect="What it would change is not known before the cause is.",
            caution="To mend the data changes decisions, too: hold both against each other first.",
        )
    ]


def _title(case: Case, findings: list[Finding]) -> str:
    rows = {row for finding in findings for row in finding.evidence}
    fed = {row.what for row in case.facts.shifts if row.id in rows} - {"score", "decision", "label"}
    if fed:
        return "Find out what changed in the data that the model is fed."
    return "Find out why what the model says has changed."


def _steps(case: Case) -> list[str]:
    steps = [
        "See whether a new model version came then: what it says may have changed, not the data.",
        "Ask who feeds the model what changed then: a source, a unit, a form, a default.",
    ]
    if case.of_kind("missing") or case.of_kind("category"):
        steps.append(
            "See what the model does with a value that is missing or that it was not trained on."
        )
    steps.append(
        "If the world changed and not the data, name the new baseline in the plan, under drift, "
        "with the date and the reason."
    )
    if case.of_kind("performance"):
        steps.append("Performance fell too: retrain once the data are in order, not before.")
    return steps


def _because(findings: list[Finding]) -> str:
    first, left = findings[0], len(findings) - 1
    more = {0: [], 1: ["One more change was found."]}.get(
        left, [f"{left} more changes were found."]
    )
    return " ".join([first.title, first.detail, *more])

"""Outcomes are known less often for some groups: collect their labels."""

from evenhand.gates.words import group_name
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations.recommendation import Recommendation


def collect_labels(case: Case) -> list[Recommendation]:
    """Advise to collect labels where coverage is unequal, with how many decisions lack one."""
    findings = case.of_kind("label_coverage")
    if not findings:
        return []
    grounds, names = [], []
    for finding in findings:
        row = case.facts.estimate("label_coverage", finding.attributes, finding.group)
        lacking = round((row.denominator or 0) - (row.numerator or 0)) if row is not None else 0
        names.append(group_name(finding.group))
        grounds.append(f"{finding.title} {finding.detail} {lacking:,} of them have none.")
    return [
        Recommendation(
            id="",
            rule="collect_labels",
            action="collect_labels",
            priority=0,
            title=f"Collect the missing outcomes of {listed(names)}.",
            because=" ".join(grounds),
            steps=(
                "Find out why these labels are missing: later, refused, or never asked for.",
                (
                    "Follow up a random sample of the decisions without a label, both favourable "
                    "and unfavourable."
                ),
            ),
            owner="Operations",
            when="next audit",
            verify="Label coverage of each group within 5 points of its reference.",
            evidence=tuple(row for finding in findings for row in finding.evidence),
        )
    ]

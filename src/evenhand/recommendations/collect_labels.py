"""Outcomes that are not known: less often for some groups, or for one decision alone."""

from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name
from evenhand.inference.one_sample_size import enough_to_tell
from evenhand.recommendations._case import Case, gravest, listed
from evenhand.recommendations._entries import level_entry
from evenhand.recommendations.recommendation import Recommendation

# A share of a sample of this size is known to five points either way, whatever the share.
_WITHIN, _LEVEL = 0.05, 0.95
# Groups whose labels are known as often as this are alike enough.
_APART = 0.05


def collect_labels(case: Case) -> list[Recommendation]:
    """Advise to collect labels: where they are selective, and where coverage is unequal."""
    found, selective = [], case.of_kind("selective_labels")
    if selective:
        found.append(_sample(case, selective))
    # Whoever has been told to label a sample of a group need not be told to follow it up.
    told = {(one.attributes, one.group) for one in selective}
    unequal = case.of_kind("label_coverage")
    if other := [one for one in unequal if (one.attributes, one.group) not in told]:
        found.append(_collect(case, other))
    return found


def _lacking(case: Case, finding: Finding) -> dict[str, int]:
    """Return how many mature decisions of each kind have no label, of whom a finding is about."""
    return {
        decision: round((row.denominator or 0) - (row.numerator or 0))
        for decision in ("unfavourable", "favourable")
        if (row := case.facts.labelled(decision).get((finding.attributes, finding.group)))
    }


def _sample(case: Case, findings: list[Finding]) -> Recommendation:
    """Advise to label a random sample of the decisions whose labels are missing."""
    enough, steps, drawn = enough_to_tell(0.5, within=_WITHIN, level=_LEVEL), [], False
    for finding in findings:
        whose = f" of {group_name(finding.group)}" if finding.group else ""
        for decision, n in _lacking(case, finding).items():
            if n > enough:
                drawn = True
                steps.append(
                    f"Draw {enough:,} of the {n:,} {decision} decisions{whose} without a label at "
                    "random, and find out what was true of them: that tells their share to about "
                    "five points."
                )
            elif n:
                steps.append(
                    f"Find out what was true of the {n:,} {decision} decisions{whose} without a "
                    "label."
                )
    if drawn:
        steps.append(_WEIGH)
    return Recommendation(
        id="",
        rule="sample_labels",
        action="collect_labels",
        priority=0,
        title=f"Label {'a random sample of ' * drawn}the decisions without a label.",
        because=" ".join(f"{one.title} {one.detail}" for one in findings),
        steps=(
            *steps,
            (
                "If the labels that are there are a random sample already, say so in the plan: "
                'label.missing = "at_random".'
            ),
        ),
        owner="Operations",
        when="next audit",
        verify="The error rates are figures again, not bounds.",
        evidence=tuple(row for finding in findings for row in finding.evidence),
        severity=gravest(findings),
        effort="medium",
        no_effect=_NO_EFFECT,
        cost="What it takes to find out what was true of each decision that is drawn.",
        caution="Whoever is asked may not answer: those who do are no sample, either.",
    )


_NO_EFFECT = "What the labels will say is not known; they turn bounds into figures."

# Bounds do not know that those drawn stand for the others; weights do.
_WEIGH = (
    "Give each decision that was drawn as weight how many it was drawn from over how many were "
    "drawn, those that were not drawn 0, all others 1, and name that column with --weight."
)


def _collect(case: Case, findings: list[Finding]) -> Recommendation:
    """Advise to collect labels where coverage is unequal, with how many decisions lack one."""
    grounds, names = [], []
    for finding in findings:
        lacking = sum(_lacking(case, finding).values())
        names.append(group_name(finding.group))
        grounds.append(f"{finding.title} {finding.detail} {lacking:,} have none.")
    return Recommendation(
        id="",
        rule="collect_labels",
        action="collect_labels",
        priority=0,
        title=f"Collect the missing outcomes of {listed(names)}.",
        because=" ".join(grounds),
        steps=(
            "Find out why these labels are missing: lost, refused, or never asked for.",
            (
                "Follow up a random sample of the decisions without a label, both favourable "
                "and unfavourable."
            ),
        ),
        owner="Operations",
        when="next audit",
        verify="Label coverage of each group within 5 points of its reference.",
        evidence=tuple(row for finding in findings for row in finding.evidence),
        severity=gravest(findings),
        effort="medium",
        no_effect=_NO_EFFECT,
        cost="What it takes to find out what was true of each decision that is drawn.",
        caution="Whoever is asked may not answer: those who do are no sample, either.",
        gate=level_entry("label_coverage", findings[0].attributes, _APART),
    )

"""Labels that may be missing for a reason: what they would show is bounded, not known."""

from evenhand.analyses.estimate import Estimate
from evenhand.cube.axis import UNKNOWN
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name

# Every metric of labels is undefined where both decisions count; these say where that is so.
_SIGNS = ("accuracy", "base_rate")


def selective_labels(facts: Facts) -> list[Finding]:
    """Return one finding where everybody's labels are selective, else one a group of which it is.

    The shares of labels by decision are those of mature decisions: what is missing is not late.
    """
    everybody = [row for key in _SIGNS if (row := facts.estimate(key)) is not None]
    if any(row.undefined == "selective_labels" for row in everybody):
        return [_finding(facts, everybody[0])]
    key = everybody[0].metric if everybody else _SIGNS[0]
    # People whose group is unknown are no group that labels could be missing for.
    rows = [row for row in facts.groups(key) if row.group != (UNKNOWN,)]
    rows = [row for row in rows if row.undefined == "selective_labels"]
    return [_finding(facts, row) for row in rows]


def _finding(facts: Facts, row: Estimate) -> Finding:
    place = (row.attributes, row.group)
    shares = [
        (decision, found, found.value)
        for decision in ("unfavourable", "favourable")
        if (found := facts.labelled(decision).get(place)) is not None and found.value is not None
    ]
    told = " and ".join(
        f"{value * 100:.1f} % of the {decision} ones" for decision, _, value in shares
    )
    whose = f" of {group_name(row.group)}" if row.group else ""
    return Finding(
        id="",
        kind="selective_labels",
        severity="medium",
        title=f"Labels{whose} may be missing for a reason: error rates are bounded, not known.",
        detail=f"Of the decisions whose labels have had the time to arrive, {told} have one. "
        "Those that are missing may be of another kind, so figures that need them are given as "
        "the range of all that they may be; this range does not shrink with more decisions.",
        attributes=row.attributes,
        group=row.group,
        evidence=(row.id, *(one.id for _, one, _ in shares)),
    )

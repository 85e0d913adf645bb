"""Labels that are known for some groups more often than for others."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from evenhand.analyses.estimate import Estimate
from evenhand.gates.findings._facts import Facts, Group
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name
from evenhand.inference.multiplicity import benjamini_hochberg
from evenhand.inference.score import difference_z

_WORTH_KNOWING = 0.05
_FALSE_DISCOVERIES = 0.05


class _Pair(NamedTuple):
    """A group and its reference: whose labels, how many points apart, and how sure that is."""

    row: Estimate
    reference: Group
    share: float
    gap: float
    p_value: float
    evidence: tuple[str, ...]


def coverage(facts: Facts) -> list[Finding]:
    """Return the groups whose labels are missing more often than those of their reference.

    Of mature decisions: labels that are late and will come are told by ``label_delay``. By five
    points or more, and by more than chance, which looking at many groups is allowed for.
    """
    pairs = [pair for row in facts.groups("label_coverage") if (pair := _pair(facts, row))]
    adjusted = benjamini_hochberg([pair.p_value for pair in pairs]).tolist()
    return [
        _finding(facts, pair)
        for pair, p_value in zip(pairs, adjusted, strict=True)
        if p_value <= _FALSE_DISCOVERIES and pair.gap <= -_WORTH_KNOWING
    ]


def _pair(facts: Facts, row: Estimate) -> _Pair | None:
    """Return a group beside its reference; None where one of them has no mature decision."""
    compared = facts.disparity("label_coverage", "difference", row.attributes, row.group)
    if compared is None:
        return None
    mine = _by_decision(facts, row.attributes, row.group)
    theirs = _by_decision(facts, row.attributes, compared.reference)
    if not mine or not theirs:
        return None
    (x1, n1), (x2, n2) = (
        np.sum([(one.numerator or 0.0, one.denominator or 0.0) for one in rows], axis=0)
        for rows in (mine, theirs)
    )
    # A decision of someone who comes back, or one that weighs more, tells less than one.
    first, second = (max(one.design_effect or 1.0 for one in rows) for rows in (mine, theirs))
    z = float(difference_z(x1 / first, n1 / first, x2 / second, n2 / second, 0.0))
    return _Pair(
        row,
        compared.reference,
        share=float(x1 / n1),
        gap=float(x1 / n1 - x2 / n2),
        p_value=float(2 * ndtr(-abs(z))),
        evidence=(row.id, *(one.id for one in (*mine, *theirs))),
    )


def _by_decision(facts: Facts, attributes: Group, group: Group) -> list[Estimate]:
    """Return the labelled shares of a group's mature decisions, of either kind that it has."""
    rows = (facts.labelled(kind).get((attributes, group)) for kind in _DECISIONS)
    return [row for row in rows if row is not None and row.value is not None]


_DECISIONS = ("unfavourable", "favourable")


def _finding(facts: Facts, pair: _Pair) -> Finding:
    row = pair.row
    told = facts.estimate("base_rate", row.attributes, row.group)
    bounded = told is not None and told.undefined == "selective_labels"
    return Finding(
        id="",
        kind="label_coverage",
        severity="medium",
        title=f"Outcomes of {group_name(row.group)} are known less often.",
        detail=f"Of their decisions whose labels have had the time to arrive, "
        f"{pair.share * 100:.1f} % have one, {abs(pair.gap) * 100:.1f} points fewer than of "
        f"{group_name(pair.reference)}"
        f"{'.' if bounded else ': error rates may be biased for them.'}",
        attributes=row.attributes,
        group=row.group,
        evidence=pair.evidence,
    )

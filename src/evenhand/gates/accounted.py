"""Accounted for: what all flagged gaps and changes are made of, and where each of them lies."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from evenhand.analyses.decomposing import decompose, reversals
from evenhand.analyses.decomposition import Decomposition, Reversal
from evenhand.analyses.measure import Measurement
from evenhand.analyses.question import Question
from evenhand.analyses.settings import Settings
from evenhand.cube.tallies import Tallies
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.questions import questions
from evenhand.gates.triage import triage
from evenhand.gates.triage.rows import Triage
from evenhand.plan import Plan

# An audit of many groups can flag hundreds of gaps: the first of them are looked into.
MOST = 20

_Key = tuple[tuple[str, ...], str]


class Accounted(NamedTuple):
    """Decompositions, reversals and triages of an audit, and what its reader must know of them."""

    decompositions: tuple[Decomposition, ...]
    reversals: tuple[Reversal, ...]
    triages: tuple[Triage, ...]
    notes: tuple[str, ...]


def account(  # noqa: PLR0917 - the stages before it
    facts: Facts,
    findings: Iterable[Finding],
    tallies: Tallies,
    plan: Plan,
    settings: Settings,
    measured: Mapping[_Key, Measurement],
) -> Accounted:
    """Return what accounts for everything flagged; nothing is computed where nothing is.

    Of more than 20 gaps and changes the rest is left out, and a note says how many.
    """
    asked = questions(facts, findings)
    kept = asked[:MOST]
    decompositions = decompose(
        kept,
        tallies,
        plan,
        settings,
        metrics=facts.metrics,
        changes=facts.change_points,
        effects=_effects(kept, measured),
    )
    left = len(asked) - len(kept)
    notes = () if not left else (_left_out(left),)
    return Accounted(
        decompositions,
        reversals(facts.disparities),
        triage(kept, decompositions, facts, plan),
        notes,
    )


def _left_out(count: int) -> str:
    which = (
        "One further flagged gap or change is"
        if count == 1
        else (f"{count} further flagged gaps or changes are")
    )
    return f"{which} not decomposed: it is done for {MOST}, the worst of every gate first."


def _effects(asked: Iterable[Question], measured: Mapping[_Key, Measurement]) -> dict[_Key, float]:
    """Return the larger design effect of each gap's metric over the groups of its attributes."""
    found = {}
    for question in asked:
        key = question.attributes, question.metric
        effect = measured[key].effect if key in measured else None
        if effect is not None and np.isfinite(effect).any():
            found[key] = max(float(np.nanmax(effect)), 1.0)
    return found

"""Feedback: what an audit can hand to those who train the model.

To add a table: write a file that returns a `Table`, and name it in `feedback`.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from evenhand.cube import roles
from evenhand.cube.tally import Collect
from evenhand.feedback.card import NAME, card
from evenhand.feedback.drifted import drifted
from evenhand.feedback.held_out import held_out
from evenhand.feedback.parted import parted, training_rows
from evenhand.feedback.table import Cell, Column, Feedback, Table
from evenhand.feedback.to_collect import to_collect
from evenhand.feedback.weights import weights
from evenhand.gates.findings import Facts
from evenhand.metrics.own import metrics_of
from evenhand.plan import Plan
from evenhand.result import Audit

__all__ = ["NAME", "TABLES", "Cell", "Column", "Feedback", "Table", "feedback"]

# The names of all tables there can be: those of an earlier run must not lie beside newer ones.
TABLES = ("weights", "held_out", "to_collect", "drift")


def feedback(
    audit: Audit,
    plan: Plan,
    frame: nw.LazyFrame[Any],
    kinds: roles.Kinds,
    *,
    collect: Collect,
    endings: Sequence[str],
) -> Feedback:
    """Return what a training pipeline is handed.

    Parameters
    ----------
    audit : Audit
        Of the log.
    plan : Plan
        That it was audited by.
    frame : LazyFrame
        The log, opened as it was audited.
    kinds : dict of str to str
        Name to kind of every column.
    collect : callable
        The engine's way from a small lazy frame to arrays.
    endings : sequence of str
        Of the files that will be written, for the card: csv, parquet.
    """
    cutoff = audit.log.mature_until
    where = parted(frame, plan, kinds, cutoff=cutoff, collect=collect)
    known = None if isinstance(where, str) else where
    selective = {one.attributes for one in audit.findings if one.kind == "selective_labels"}
    facts = Facts(
        audit.estimates,
        audit.disparities,
        audit.gates,
        frozenset(audit.log.columns),
        slices=audit.slices,
        metrics=metrics_of(plan),
    )
    tables = (
        weights(
            training_rows(frame, plan, kinds, where=known, cutoff=cutoff, collect=collect),
            plan,
            kinds,
            selective=selective,
            collect=collect,
        ),
        held_out(frame, plan, kinds, where=where, collect=collect),
        to_collect(facts, audit.findings, level=float(audit.method["level"])),
        drifted(audit.shifts),
    )
    files = {
        one.name: [f"{one.name}.{ending}" for ending in endings]
        for one in tables
        if not one.refused
    }
    return Feedback(tables=tables, card=card(audit, where, tables, files=files))

"""Fit the model anew on the latest of the earlier decisions: what is old may no longer hold."""

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, at_same_rate, fitted, promised
from evenhand.models.remedies._remedy import Kind, Tried


def refit_recent(bench: Bench, aim: Aim) -> Tried:  # noqa: ARG001 - no gap is aimed at
    """Return the decisions of a model fitted on the later half of the rows to fit on."""
    recent = bench.fit[len(bench.fit) // 2 :]
    model = fitted(bench, bench.rows.label, recent)
    score = promised(model, bench, bench.test)
    decided = at_same_rate(bench, promised(model, bench, bench.tune), score)
    return Tried(
        decided,
        score,
        f"Fitted on the latest {len(recent):,} of {len(bench.fit):,} labelled decisions, with as "
        "many favourable ones as before.",
    )


REFIT_RECENT = Kind(
    key="refit_recent",
    title="Refit on recent decisions",
    caution="",
    attempt=refit_recent,
    refits=True,
)

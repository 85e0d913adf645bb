"""Fit the model anew on all earlier labelled decisions."""

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, at_same_rate, fitted, promised
from evenhand.models.remedies._remedy import Kind, Tried


def refit(bench: Bench, aim: Aim) -> Tried:  # noqa: ARG001 - no gap is aimed at
    """Return the decisions of a model fitted anew, at the rate of favourable ones as it was."""
    model = fitted(bench, bench.rows.label, bench.fit)
    score = promised(model, bench, bench.test)
    decided = at_same_rate(bench, promised(model, bench, bench.tune), score)
    return Tried(
        decided,
        score,
        f"Fitted on {len(bench.fit):,} labelled decisions, with as many favourable ones as before.",
    )


REFIT = Kind(
    key="refit",
    title="Refit the model",
    caution="",
    attempt=refit,
    refits=True,
)

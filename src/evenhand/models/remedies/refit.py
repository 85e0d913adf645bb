"""Fit the model anew on all earlier labelled decisions."""

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench
from evenhand.models.remedies._remedy import Kind, Tried, refitted


def refit(bench: Bench, aim: Aim) -> Tried:  # noqa: ARG001 - no gap is aimed at
    """Return the decisions of a model fitted anew, at the rate of favourable ones as it was."""
    return refitted(bench, f"{len(bench.fit):,} labelled decisions")


REFIT = Kind(
    key="refit",
    title="Refit the model",
    caution="",
    attempt=refit,
    refits=True,
)

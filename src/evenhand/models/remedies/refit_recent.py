"""Fit the model anew on the latest of the earlier decisions: what is old may no longer hold."""

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench
from evenhand.models.remedies._remedy import Kind, Tried, refitted


def refit_recent(bench: Bench, aim: Aim) -> Tried:  # noqa: ARG001 - no gap is aimed at
    """Return the decisions of a model fitted on the later half of the rows to fit on."""
    recent = bench.fit[len(bench.fit) // 2 :]
    done = f"the latest {len(recent):,} of {len(bench.fit):,} labelled decisions"
    return refitted(bench, done, places=recent)


REFIT_RECENT = Kind(
    key="refit_recent",
    title="Refit on recent decisions",
    caution="",
    attempt=refit_recent,
    refits=True,
)

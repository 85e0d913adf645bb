"""Distances between the score distributions of a group and the reference."""

from collections.abc import Iterator

from evenhand.analyses.disparities._panel import Panel, row
from evenhand.analyses.disparity import Disparity
from evenhand.inference.distance import ks, ks_p_value, wasserstein


def score_distance(panel: Panel) -> Iterator[Disparity]:
    """Yield Kolmogorov-Smirnov and Wasserstein distances of the binned scores.

    Kolmogorov-Smirnov reads at the bin edges, so it is a lower bound of the true one and its
    p-value is conservative; Wasserstein is off by one bin width at most. Neither has an
    interval: both are biased upward in small groups.
    """
    scores = panel.inputs.scores
    if scores is None:
        return
    ref, shapes = panel.reference, scores.n.sum(axis=(1, 2))
    n = shapes.sum(axis=-1)
    apart = ks(shapes, shapes[ref])
    p_value = ks_p_value(apart, n, n[ref])
    moved = wasserstein(shapes, shapes[ref], scores.edges)
    for group in panel.others:
        yield row(
            panel,
            "mean_score",
            "kolmogorov_smirnov",
            group=group,
            reference=ref,
            value=apart[group],
            p_value=p_value[group],
            method="kolmogorov",
            n=n[group] + n[ref],
        )
        yield row(
            panel,
            "mean_score",
            "wasserstein",
            group=group,
            reference=ref,
            value=moved[group],
            n=n[group] + n[ref],
        )

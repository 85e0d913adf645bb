"""Small groups to work metrics by hand on."""

import numpy as np
import pytest

from evenhand.metrics._metric import Counts, Kpi, Scores


@pytest.fixture
def group():
    """Return a builder of one group's counts; rejected and selected have no label."""

    def build(*, tp=0, fn=0, fp=0, tn=0, rejected=0, selected=0):
        return Counts(np.array([[[tn, fn, rejected], [fp, tp, selected]]], dtype=np.float64))

    return build


@pytest.fixture
def scored():
    """Return a builder of one group's scores from rows of (score, label or None, decision)."""

    def build(rows, edges=(0.0, 0.25, 0.5, 0.75, 1.01), median=0.5):
        n, total, squares = (np.zeros((1, 2, 3, len(edges) - 1)) for _ in range(3))
        for score, label, decision in rows:
            bin_of = int(np.searchsorted(edges, score, side="right")) - 1
            place = (0, decision, 2 if label is None else label, bin_of)
            n[place] += 1
            total[place] += score
            squares[place] += score**2
        above = np.array([float(sum(score > median for score, _, _ in rows))])
        return Scores(np.array(edges), n, total, squares, above)

    return build


@pytest.fixture
def kpi():
    """Return a builder of one group's KPI from its recorded values, over others if there are."""

    def build(values, *, over=None, decisions=None, days=1.0):
        values = np.array(values, dtype=np.float64)
        others = np.zeros(len(values)) if over is None else np.array(over, dtype=np.float64)
        centres, counts = np.unique(values, return_counts=True)
        return Kpi(
            decisions=np.array([float(len(values) if decisions is None else decisions)]),
            n=np.array([float(len(values))]),
            total=np.array([values.sum()]),
            squares=np.array([(values**2).sum()]),
            histogram=counts[None, :].astype(np.float64),
            centres=centres,
            days=days,
            base=None if over is None else np.array([others.sum()]),
            base_squares=None if over is None else np.array([(others**2).sum()]),
            cross=None if over is None else np.array([(values * others).sum()]),
        )

    return build

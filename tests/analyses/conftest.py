"""Small tables to compare groups by hand on."""

import numpy as np
import pytest

from evenhand.analyses.disparities import Panel
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.measure import available, measure
from evenhand.analyses.settings import Settings
from evenhand.cube.axes import MATURE
from evenhand.cube.cube import Cube
from evenhand.cube.roles import DECISIONS, LABELS
from evenhand.cube.survey import Survey
from evenhand.cube.tallies import Tallies
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Counts

SURVEY = Survey(rows=0, first=None, last=None, score_low=0.0, score_high=1.0, values={})


@pytest.fixture(scope="session")
def settings():
    return Settings(level=0.95, alpha=0.05, seed=1, draws=500)


@pytest.fixture(scope="session")
def grouping():
    """Return a builder of a grouping by its groups' names; a reference of None: no comparison."""

    def build(*names, reference=0, by="plan"):
        groups = tuple((name,) for name in names)
        return Grouping(("g",), groups, np.arange(len(names)), reference, by)

    return build


@pytest.fixture(scope="session")
def table():
    """Return a builder of cells from one row a group: tn, fn, rejected, fp, tp, selected."""

    def build(*rows):
        return np.array(rows, dtype=np.float64).reshape(len(rows), 2, 3)

    return build


@pytest.fixture(scope="session")
def inputs():
    """Return a builder of inputs from cells; other parts are missing unless given."""

    def build(cells, *, squares=None, buckets=None, scores=None, kpis=None):
        return Inputs(
            counts=Counts(cells),
            squares=Counts(cells if squares is None else squares),
            buckets=None if buckets is None else Counts(buckets),
            scores=scores,
            kpis=kpis or {},
        )

    return build


@pytest.fixture(scope="session")
def panel(settings, grouping, inputs):
    """Return a builder of a panel with every metric that the cells can serve."""

    def build(cells, *, reference=0, names="abcdefghijklmnopqrst", scores=None, kpis=None):
        found = inputs(cells, scores=scores, kpis=kpis)
        needs = frozenset({"decision", "label", "score", "time"})
        measured = {
            key: measure(metric, found, settings)
            for key, metric in METRICS.items()
            if available(metric, found, needs)
        }
        of = grouping(*names[: len(cells)], reference=reference)
        return Panel(of, reference, found, measured, settings)

    return build


@pytest.fixture(scope="session")
def tallies(tallies_of_rows):
    """Return the builder of tallies from rows."""
    return tallies_of_rows


@pytest.fixture(scope="session")
def tallies_of_rows():
    """Return a builder of tallies from rows: dicts with n, decision, label, axes and levels."""

    def cube(rows, axes, measures):
        levels = {}
        for axis in axes:
            fixed = {"decision": DECISIONS, "label": LABELS, "mature": MATURE}.get(axis)
            seen = sorted({row.get(axis, "all") for row in rows}, key=lambda v: (v == "unknown", v))
            levels[axis] = fixed or tuple(seen)
        codes = np.array(
            [[levels[axis].index(row.get(axis, "all")) for axis in axes] for row in rows]
        )
        return Cube(
            levels, codes, {key: np.array([row.get(key, row["n"]) for row in rows], dtype=float)
                            for key in measures}
        )  # fmt: skip

    def build(
        rows,
        *attributes,
        conditions=(),
        entities=None,
        kpis=None,
        histograms=None,
        calendar=None,
        cutoff=None,
        slot_measures=(),
        failures=False,
    ):
        named = [f"attribute:{name}" for name in attributes]
        axes = [*named, *(f"condition:{name}" for name in conditions)]
        axis_of = {name: f"attribute:{name}" for name in attributes}
        axis_of |= {name: f"condition:{name}" for name in conditions}
        rows = [
            {"label": "unknown", "mature": "yes"}
            | {axis_of.get(key, key): value for key, value in row.items()}
            for row in rows
        ]
        people = None
        if entities is not None:
            some = [{**row, "bucket": str(b)} for row, b in zip(rows, entities, strict=True)]
            people = cube(some, [*named, "mature", "decision", "label", "bucket"], ["n"])
        period = ["window", "mature", "model_version"]
        counts = ["n", "w", "w2"]
        return Tallies(
            survey=SURVEY,
            calendar=calendar,
            cutoff=cutoff,
            outcomes=cube(rows, [*axes, *period, "decision", "label"], counts),
            slots=cube(
                rows,
                [*named, "slot", "model_version", "decision", "label"],
                [*counts, *slot_measures],
            ),
            scores=None,
            score_edges=np.array([0.0, 1.0]),
            kpis=None if kpis is None else cube(rows, [*axes, *period, "decision", "label"], kpis),
            histograms=histograms or {},
            entities=people,
            failures=cube(rows, [*axes, *period, "failure_class"], ["n"]) if failures else None,
        )

    return build

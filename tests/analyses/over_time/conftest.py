"""Small logs as tallies, written cell by cell."""

from datetime import date, timedelta

import numpy as np
import pytest

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.grouping import Grouping
from evenhand.analyses.over_time.series import Series, Slots
from evenhand.analyses.settings import Settings
from evenhand.cube.cube import Cube
from evenhand.cube.features import Feature
from evenhand.cube.roles import DECISIONS, LABELS
from evenhand.cube.survey import Survey
from evenhand.cube.tallies import Tallies
from evenhand.cube.windows import Calendar
from evenhand.metrics import METRICS

MONTHS = tuple(f"2025-{month:02d}-01" for month in range(1, 13))
SURVEY = Survey(rows=0, first=None, last=None, score_low=0.0, score_high=1.0, values={})
EVERYBODY = Grouping((), ((),), np.array([0]), None, "largest")


def cube_of(levels, **measures):
    """Return a cube from dense arrays, one dimension an axis."""
    shape = tuple(len(names) for names in levels.values())
    codes = np.stack([place.ravel() for place in np.indices(shape)], axis=1)
    dense = {name: np.broadcast_to(values, shape).ravel() for name, values in measures.items()}
    return Cube(levels, codes, {name: values.astype(float) for name, values in dense.items()})


@pytest.fixture(scope="session")
def cube():
    """Return a builder of a cube from dense arrays, one dimension an axis."""
    return cube_of


@pytest.fixture(scope="session")
def groupings():
    """Return everybody, and the groups of g."""

    def build(*groups):
        known = Grouping(("g",), tuple((g,) for g in groups), np.arange(len(groups)), 0, "plan")
        return (EVERYBODY, known)

    return build


@pytest.fixture(scope="session")
def tallies():
    """Return a builder of tallies from decisions by window, group, decision and label."""

    def build(cells, groups, *, scores=None, cutoff=None, windows=None):
        starts = MONTHS[: cells.shape[0]] if windows is None else windows
        levels = {
            "attribute:g": groups,
            "window": (*starts, "unknown") if len(starts) < cells.shape[0] else starts,
        }
        outcomes = cube_of(
            {**levels, "decision": DECISIONS, "label": LABELS}, n=np.swapaxes(cells, 0, 1)
        )
        return Tallies(
            survey=SURVEY,
            calendar=Calendar("day", "month", starts, starts),
            cutoff=cutoff,
            outcomes=outcomes,
            kpis=None,
            slots=outcomes,
            scores=scores,
            score_edges=np.linspace(0, 1, 101),
            histograms={},
            entities=None,
            failures=None,
        )

    return build


@pytest.fixture(scope="session")
def decided():
    """Return a builder of decisions from numbers by window and group; half of them favourable."""

    def build(n):
        n = np.asarray(n, dtype=float)
        cells = np.zeros((*n.shape, 3, 3))
        cells[:, :, 0, 0], cells[:, :, 1, 1] = n // 2, n - n // 2
        return cells

    return build


@pytest.fixture(scope="session")
def feature():
    """Return a builder of a feature from counts by window, group and bin; the last bin is null."""

    def build(counts, groups, *, names=None, at=None, rest=None, windows=None):
        bins = counts.shape[-1] - 1
        levels = {
            "attribute:g": groups,
            "window": MONTHS[: len(counts)] if windows is None else windows,
            "bin": (*(names or map(str, range(bins))), "unknown"),
        }
        n = np.swapaxes(counts, 0, 1)
        total = {} if at is None else {"total": n * np.append(at, 0.0)}
        kind = "category" if at is None else "number"
        cells = cube_of(levels, n=n, **total)
        return Feature(kind=kind, cells=cells, edges=np.zeros(0), rest=rest)

    return build


@pytest.fixture(scope="session")
def everybody():
    """Return the grouping of everybody."""
    return EVERYBODY


@pytest.fixture(scope="session")
def settings():
    """Return the settings of an audit at 95 %."""
    return Settings(level=0.95, alpha=0.05, seed=1, draws=500)


def days_of(n, first="2025-01-06"):
    """Return the names of n days; the first is a Monday unless given."""
    start = date.fromisoformat(first)
    return tuple(str(start + timedelta(days=place)) for place in range(n))


@pytest.fixture(scope="session")
def days():
    """Return a builder of names of days."""
    return days_of


@pytest.fixture(scope="session")
def slots():
    """Return a builder of slots from series: key -> (total, n) or (total, squares, n)."""

    def build(series, *, names=None, volume=None):
        found = {}
        for key, parts in series.items():
            arrays = [np.asarray(part, dtype=float) for part in parts]
            arrays = [part[:, None] if part.ndim == 1 else part for part in arrays]
            total, n = arrays[0], np.broadcast_to(arrays[-1], arrays[0].shape)
            rate = len(arrays) == 2
            squares = total if rate else arrays[1]
            found[key] = Series(METRICS[key], "rate" if rate else "mean", total, squares, n)
        first = next(iter(found.values())) if found else None
        counted = first.n if volume is None else np.asarray(volume, dtype=float)
        counted = counted[:, None] if counted.ndim == 1 else counted
        return Slots(names or days_of(len(counted)), counted, found)

    return build


@pytest.fixture(scope="session")
def moved():
    """Return a builder of a change of the selection rate of everybody at a place among slots."""

    def build(names, at, **more):
        plain = {
            "id": "c1", "metric": "selection_rate", "attributes": (), "group": (),
            "reference": (), "at": names[at], "earliest": names[at], "latest": names[at],
            "before": 0.5, "after": 0.4, "difference": -0.1, "low": -0.12, "high": -0.08,
            "level": 0.95, "p_value": 0.001, "method": "glr", "n_before": 100, "n_after": 100,
            "alarm": None, "began": None, "touched": (), "coincidences": (),
        }  # fmt: skip
        return ChangePoint(**{**plain, **more})

    return build

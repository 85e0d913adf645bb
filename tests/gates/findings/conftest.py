"""Rows to make findings of."""

import pytest

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.shift import Category, Shift
from evenhand.gates.findings import Facts


@pytest.fixture(scope="session")
def estimate():
    """Return a builder of an estimate of one group over the whole log."""

    def build(metric, group="B", value=0.5, low=0.4, high=0.6, **more):
        plain = {
            "id": f"e-{metric}-{group}", "attributes": ("g",), "window": None,
            "model_version": None, "condition": None, "level": 0.95, "method": "wilson", "n": 900,
            "numerator": None, "denominator": None, "design_effect": None, "undefined": None,
        }  # fmt: skip
        return Estimate(
            metric=metric, group=(group,), value=value, low=low, high=high, **{**plain, **more}
        )

    return build


@pytest.fixture(scope="session")
def disparity():
    """Return a builder of a comparison of one group with the reference."""

    def build(metric, comparison, group, *interval, **more):
        value, low, high = interval or (0.5, 0.4, 0.6)
        plain = {
            "id": f"d-{metric}-{group}", "criterion": None, "attributes": ("g",),
            "reference": ("A",), "against": "reference", "condition": None, "level": 0.95,
            "simultaneous": False, "p_value": None, "method": "wilson", "n": 5000,
            "support": None, "undefined": None,
        }  # fmt: skip
        return Disparity(
            metric=metric, comparison=comparison, group=(group,), value=value, low=low, high=high,
            **{**plain, **more},
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def facts():
    """Return a builder of facts from rows."""

    def build(estimates=(), disparities=(), gates=(), roles=(), **more):
        rows = {key: tuple(value) for key, value in more.items() if key != "window"}
        return Facts(
            tuple(estimates), tuple(disparities), tuple(gates), frozenset(roles),
            window=more.get("window"), **rows,
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def anomaly():
    """Return a builder of a day on which volume was far below what is usual."""

    def build(**more):
        plain = {
            "id": "a1", "kind": "volume", "metric": "decisions", "attributes": (), "group": (),
            "start": "2025-03-04", "end": "2025-03-04", "slots": 1, "value": 40.0,
            "expected": 60.0, "low": 45.0, "high": 77.0, "excess": -5.5, "n": 40,
        }  # fmt: skip
        return Anomaly(**{**plain, **more})

    return build


@pytest.fixture(scope="session")
def change():
    """Return a builder of a selection rate that fell by ten points."""

    def build(**more):
        plain = {
            "id": "c1", "metric": "selection_rate", "attributes": (), "group": (),
            "reference": (), "at": "2025-07-02", "earliest": "2025-07-02", "latest": "2025-07-02",
            "before": 0.6, "after": 0.5, "difference": -0.1, "low": -0.12, "high": -0.08,
            "level": 0.95, "p_value": 0.001, "method": "glr", "n_before": 900, "n_after": 800,
            "alarm": None, "began": None, "touched": (), "coincidences": (),
        }  # fmt: skip
        return ChangePoint(**{**plain, **more})

    return build


@pytest.fixture(scope="session")
def shift():
    """Return a builder of a feature that is as it was in a month, against the first quarter."""

    def build(month, what="feature:income", *, group=None, came=(), went=(), **more):
        plain = {
            "id": f"s-{what}-{month}-{group or 'all'}-{more.get('against', 'baseline')}",
            "kind": "number", "against": "baseline", "reference": ("2025-01-01", "2025-03-01"),
            "psi": 0.01, "p_value": 1.0, "p_none": 0.9, "jensen_shannon": 0.0, "ks": 0.0,
            "wasserstein": None, "n": 1_000, "n_against": 3_000, "state": "steady",
            "unknown": 0.0, "unknown_before": 0.0, "p_unknown": 1.0, "jumped": False,
            "undefined": None,
        }  # fmt: skip
        return Shift(
            what=what,
            window=f"2025-{month:02d}-01",
            attributes=("g",) if group else (),
            group=(group,) if group else (),
            came=tuple(Category(name=a, n=b, n_against=c) for a, b, c in came),
            went=tuple(Category(name=a, n=b, n_against=c) for a, b, c in went),
            **{**plain, **more},
        )

    return build

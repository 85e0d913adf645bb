"""Rows to make findings of."""

import pytest

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
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

    def build(estimates=(), disparities=(), gates=(), roles=()):
        return Facts(tuple(estimates), tuple(disparities), tuple(gates), frozenset(roles))

    return build

"""Cases to advise on."""

import pytest

from evenhand.analyses.estimate import Estimate
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState
from evenhand.recommendations import Case

EVERYTHING = ("label", "score", "threshold", "time", "entity", "model_version")


@pytest.fixture(scope="session")
def finding():
    """Return a builder of a finding."""

    def build(kind, group="B", **more):
        plain = {
            "id": "f1", "severity": "medium", "title": f"Something of {group}.",
            "detail": "Somewhat.", "attributes": ("g",), "evidence": ("e1",),
        }  # fmt: skip
        return Finding(kind=kind, group=(group,), **{**plain, **more})

    return build


@pytest.fixture(scope="session")
def group_state():
    """Return a builder of a group's state."""

    def build(group="B", state="fail", **more):
        plain = {
            "reference": ("A",), "value": 0.7, "low": 0.6, "high": 0.78, "p_value": 0.001,
            "n": 900, "testable": True, "needed": None, "disparity": "d1",
        }  # fmt: skip
        names = group if isinstance(group, tuple) else (group,)
        return GroupState(group=names, state=state, **{**plain, **more})

    return build


@pytest.fixture(scope="session")
def gate_result(group_state):
    """Return a builder of a gate's result; its id is that of its metric and attributes."""

    def build(state="fail", groups=None, **more):
        parts = (group_state(state=state),) if groups is None else tuple(groups)
        first = parts[0]
        plain = {
            "title": "Selection rate ratio by g", "metric": "selection_rate",
            "comparison": "ratio", "attributes": ("g",), "tolerance": 0.8, "warn": None,
            "decide_by": "evidence", "on_insufficient": "pass", "source": "default", "alpha": 0.05,
            "minimum_n": 97, "reason": "The reason.", "value": first.value, "low": first.low,
            "high": first.high, "group": first.group, "reference": first.reference,
            "p_value": 0.001, "p_adjusted": 0.004, "n": 2000,
        }  # fmt: skip
        fields = {**plain, **more}
        fields.setdefault("id", f"{fields['metric']}:{'*'.join(fields['attributes'])}")
        return GateResult(state=state, groups=parts, **fields)

    return build


@pytest.fixture(scope="session")
def case():
    """Return a builder of a case."""

    def build(*, gates=(), findings=(), estimates=(), roles=EVERYTHING):
        facts = Facts(tuple(estimates), (), tuple(gates), frozenset(roles))
        return Case(facts, tuple(findings))

    return build


@pytest.fixture(scope="session")
def coverage_row():
    """Return a builder of the label coverage of a group."""

    def build(group, numerator, denominator):
        return Estimate(
            id="e1", metric="label_coverage", attributes=("g",), group=(group,), window=None,
            model_version=None, condition=None, value=numerator / denominator, low=None, high=None,
            level=0.95, method="wilson", n=denominator, numerator=numerator,
            denominator=denominator, design_effect=None, undefined=None,
        )  # fmt: skip

    return build

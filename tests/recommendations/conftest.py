"""Cases to advise on."""

import pytest

from evenhand.analyses.decomposition import Decomposition, Part
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.remedy import Outcome, RemediedGap, Remedy
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding, GateResult, GroupState
from evenhand.gates.triage.rows import Evidence, Triage
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

    def build(
        *, gates=(), findings=(), estimates=(), roles=EVERYTHING, remedies=(), decompositions=(),
        triages=(), today=None,
    ):  # fmt: skip
        facts = Facts(
            tuple(estimates), (), tuple(gates), frozenset(roles), remedies=tuple(remedies)
        )
        return Case(facts, tuple(findings), tuple(decompositions), tuple(triages), today)

    return build


@pytest.fixture(scope="session")
def remedy():
    """Return a builder of a remedy that was tried on the gap of the failing gate."""

    def build(key, deployed=0.7, value=0.9, change=(0.1, 0.3), **more):
        """`value` lies .02 within its interval on either side."""
        told = Outcome(
            deployed=deployed, value=value, low=value - 0.02, high=value + 0.02,
            change=value - deployed, change_low=change[0], change_high=change[1],
        )  # fmt: skip
        rate = Outcome(
            deployed=0.4, value=0.45, low=0.44, high=0.46, change=0.05, change_low=0.04,
            change_high=0.06,
        )  # fmt: skip
        accuracy = Outcome(
            deployed=0.8, value=0.79, low=0.78, high=0.8, change=-0.01, change_low=-0.02,
            change_high=0.0,
        )  # fmt: skip
        gap = RemediedGap(
            gate="selection_rate:g", metric="selection_rate", comparison="ratio",
            attributes=("g",), group=("B",), reference=("A",), tolerance=0.8, outcome=told,
        )  # fmt: skip
        plain = {
            "id": f"m-{key}", "title": "A remedy", "done": "It was done.", "caution": "Mind this.",
            "refused": "", "unlike": "", "selection_rate": rate, "accuracy": accuracy,
            "area_under_roc": None, "gaps": (gap,),
        }  # fmt: skip
        return Remedy(key=key, **{**plain, **more})

    return build


@pytest.fixture(scope="session")
def triage():
    """Return a builder of a triage of the failing gate, with what speaks for its cause."""

    def build(cause, domain="model", **more):
        evidence = Evidence(
            domain=domain, cause=cause, side="for", weight=0.8, text=f"It is the {cause}.",
            rows=("e9", "k1"),
        )  # fmt: skip
        plain = {
            "id": "t1", "of": ("selection_rate:g",), "metric": "selection_rate",
            "attributes": ("g",), "group": ("B",), "reference": ("A",), "kind": "gap",
            "ranked": (), "evidence": (evidence,), "not_examined": (),
        }  # fmt: skip
        return Triage(leading=cause, **{**plain, **more})

    return build


@pytest.fixture(scope="session")
def decomposition():
    """Return a builder of the failing gate's gap of -.2 in parts: (name, value, low, high)."""

    def build(*parts, total=-0.2, **more):
        plain = {
            "id": "k1", "of": ("selection_rate:g",), "kind": "gap", "metric": "selection_rate",
            "attributes": ("g",), "group": ("B",), "reference": ("A",), "before": None,
            "after": None, "method": "scores", "over": (), "support": None, "level": 0.95, "n": 900,
        }  # fmt: skip
        made = tuple(
            Part(name=name, subject="", value=value, low=low, high=high)
            for name, value, low, high in parts
        )
        return Decomposition(total=total, parts=made, **{**plain, **more})

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

"""Gaps of ten points with their decompositions, and whatever else is known of them."""

import pytest

from evenhand.analyses.change_point import ChangePoint, Coincidence
from evenhand.analyses.decomposition import Decomposition, Part
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.question import Question
from evenhand.analyses.review_effect import ReviewEffect
from evenhand.analyses.shift import Shift
from evenhand.gates.findings import Facts
from evenhand.gates.triage import triage
from evenhand.plan import Plan

PLAN = Plan.model_validate({
    "columns": {"time": "t", "model_version": "m"}, "decision": {"column": "d"},
    "label": {"column": "y"}, "score": {"column": "s"}, "protected": [{"column": "g"}],
    "conditions": ["loan", "channel"], "kpis": {"override": "o"},
})  # fmt: skip
ROLES = {"decision", "label", "score", "time", "override"}


@pytest.fixture(scope="session")
def plan():
    return PLAN


@pytest.fixture(scope="session")
def question():
    """Return a builder of a question about the gap of B to A."""

    def build(metric="selection_rate", **more):
        plain = {"of": ("gate",), "attributes": ("g",), "group": ("B",), "reference": ("A",)}
        return Question(metric=metric, **{**plain, **more})

    return build


@pytest.fixture(scope="session")
def parts():
    """Return a builder of a decomposition from its parts in points; sure unless told."""

    def build(method, over=(), *, metric="selection_rate", sure=True, support=1.0, **values):
        reach = 0.5 if sure else 1.5
        return Decomposition(
            id=f"k-{method}-{'-'.join(over)}", of=("gate",), kind="gap", metric=metric,
            attributes=("g",), group=("B",), reference=("A",), before=None, after=None,
            method=method, over=tuple(over), total=sum(values.values()) / 100,
            parts=tuple(
                Part(name=name, subject="", value=value / 100,
                     low=(value - abs(value) * reach) / 100,
                     high=(value + abs(value) * reach) / 100)
                for name, value in values.items()
            ),
            support=support, level=0.95, n=1000,
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def estimates():
    """Return a builder of a metric's estimates of B and A, of one model version if named."""

    def build(metric, b, a, *, version=None, reach=0.01, n=1000):
        return [
            Estimate(
                id=f"e-{metric}-{group}-{version}", metric=metric, attributes=("g",),
                group=(group,), window=None, model_version=version, condition=None, value=value,
                low=value - reach, high=value + reach, level=0.95, method="wilson", n=n,
                numerator=None, denominator=None, design_effect=None, undefined=None,
            )
            for group, value in (("B", b), ("A", a))
        ]  # fmt: skip

    return build


@pytest.fixture(scope="session")
def gap():
    """Return the row of a difference in base rates that is certain."""
    return Disparity(
        id="d-base", criterion=None, metric="base_rate", attributes=("g",), group=("B",),
        reference=("A",), against="reference", comparison="difference", condition=None,
        value=-0.1, low=-0.12, high=-0.08, level=0.95, simultaneous=False, p_value=None,
        method="", n=1000, support=None, undefined=None,
    )  # fmt: skip


@pytest.fixture(scope="session")
def review():
    """Return a builder of what review did to the gap of B to A."""

    def build(before, after, group="B"):
        return ReviewEffect(
            id="v1", attributes=("g",), group=(group,), reference=("A",), before=before,
            after=after, change=None, low=None, high=None, level=0.95, p_value=None, reviewed=1,
            overridden=1, upward=0, n=100,
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def moved():
    """Return a builder of a change on the first of July, with what else came then."""

    def build(metric, *coincidences, group=()):
        return ChangePoint(
            id="c1", metric=metric, attributes=("g",) if group else (), group=group,
            reference=("A",) if group else (), at="2025-07-01", earliest="2025-07-01",
            latest="2025-07-01", before=0.9, after=0.8, difference=-0.1, low=None, high=None,
            level=0.95, p_value=0.01, method="glr", n_before=1, n_after=1, alarm=None, began=None,
            touched=(), coincidences=tuple(
                Coincidence(kind=kind, text="Model version v2 was first seen.", at="2025-07-01")
                for kind in coincidences
            ),
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def shift():
    """Return a builder of the drift of a feature."""

    def build(what, *, window="2025-07-01", jumped=False, state="drift"):
        return Shift(
            id=f"s-{what}", what=what, kind="number", attributes=(), group=(), window=window,
            against="baseline", reference=("2025-01-01", "2025-03-01"), psi=0.3, p_value=0.01,
            p_none=0.01, jensen_shannon=None, ks=None, wasserstein=None, n=100, n_against=100,
            state=state, came=(), went=(), unknown=None, unknown_before=None, p_unknown=None,
            jumped=jumped, undefined=None,
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def judge():
    """Return a function that gives the triage of one question."""

    def of(question, *decompositions, plan=PLAN, roles=ROLES, estimates=(), **rows):
        facts = Facts(tuple(estimates), tuple(rows.pop("disparities", ())), (), frozenset(roles),
                      **{name: tuple(some) for name, some in rows.items()})  # fmt: skip
        (found,) = triage([question], decompositions, facts, plan)
        return found

    return of

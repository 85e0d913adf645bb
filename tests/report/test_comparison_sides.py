"""What is compared: results, baselines, and the parts of a result."""

import datetime as dt

import pandas as pd
import pytest

from evenhand.approval import approve
from evenhand.audit import audit
from evenhand.errors import PlanError
from evenhand.plan import Plan
from evenhand.report.comparison_sides import side_of, side_of_baseline, sides_by


def plan(**more):
    return Plan.model_validate(
        {
            "decision": {"column": "d", "favourable": "y"},
            "protected": [{"column": "sex", "reference": "M"}],
            **more,
        }
    )


@pytest.fixture(scope="module")
def found():
    rows = [("F", "y"), ("F", "n"), ("M", "y"), ("M", "y"), ("?", "n")] * 40
    log = pd.DataFrame(rows, columns=["sex", "d"])
    log["model"] = ["v1"] * 100 + ["v2"] * 100
    log["at"] = pd.date_range("2025-01-01", periods=200, freq="8h")
    asked = plan(columns={"model_version": "model", "time": "at"}, window="month")
    return audit(log, asked, as_of=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_a_result_is_a_side_with_its_gates_and_figures(found):
    side = side_of(found, "A")
    assert (side.name, side.audit, side.verdict) == ("A", found.id, found.verdict.state)
    assert side.references == {"sex": "M"}
    assert side.figures["selection_rate", ("sex",), ("F",)].value == 0.5
    assert not any("unknown" in group for _, _, group in side.figures)
    assert side.gates["selection_rate-ratio:sex"].figure == "0.50"


def test_a_baseline_is_a_side_without_a_plan(found):
    approved = approve(found, by="Ada", reason="So.", on="2026-01-02")
    side = side_of_baseline(approved, "B")
    assert (side.audit, side.asked) == (found.id, {})
    assert side.figures["selection_rate", ("sex",), ("M",)].value == 1
    assert set(side.gates) == {"selection_rate-ratio:sex"}


@pytest.mark.parametrize(
    ("by", "names"), [("model-version", ["v1", "v2"]), ("window", ["2025-01-01", "2025-02-01"])]
)
def test_versions_and_windows_are_sides_of_their_own(found, by, names):
    sides = sides_by(found, by)
    assert [side.name for side in sides][:2] == names
    assert sum(side.rows for side in sides) == 200
    assert {side.verdict for side in sides} == {""}


@pytest.mark.parametrize("by", ["model-version", "window"])
def test_one_version_or_window_is_nothing_to_compare(by):
    log = pd.DataFrame({"sex": ["F", "M"], "d": ["y", "n"]})
    with pytest.raises(PlanError, match="a comparison takes two"):
        sides_by(audit(log, plan()), by)

"""The columns that performance is read from."""

import pytest

from evenhand.cube.recorded import recorded
from evenhand.errors import PlanError
from evenhand.plan import Plan
from evenhand.plan.kpi_roles import KPI_ROLES


def test_every_role_is_a_column_that_is_read(opened):
    rows = {
        role: [1.0] if kind in {"number", "duration"} else ["yes"]
        for role, kind in KPI_ROLES.items()
    }
    log = opened(rows)
    plan = Plan.model_validate({"kpis": {role: role for role in KPI_ROLES}})
    found = recorded(plan, log.kinds)
    assert set(found) == set(KPI_ROLES) - {"failure_class"}
    assert {role for role, one in found.items() if one.flag} == {
        role for role, kind in KPI_ROLES.items() if kind == "flag"
    }


def test_a_role_that_there_is_not_is_refused(opened):
    log = opened({"x": [1.0]})
    with pytest.raises(PlanError, match="there is no KPI 'latncy'") as caught:
        recorded(Plan(kpis={"latncy": "x"}), log.kinds)
    assert "latency" in caught.value.hint

"""Units of targets: from the metric, or from the name of its column."""

import pytest

from evenhand.gates.units import affixes, unit_of
from evenhand.metrics import METRICS
from evenhand.metrics._metric import Metric
from evenhand.plan import Plan


@pytest.mark.parametrize(
    ("column", "unit"),
    [("latency_ms", "ms"), ("Latency_S", "s"), ("ms", "ms"), ("latency", ""), ("wait_days", "")],
)
def test_a_column_tells_its_unit_by_how_its_name_ends(column, unit):
    assert unit_of(METRICS["latency_p95"], Plan(kpis={"latency": column})) == unit


def test_rates_and_counts_need_no_column_and_other_numbers_have_no_unit():
    plan = Plan()
    assert unit_of(METRICS["failure_rate"], plan) == "rate"
    assert unit_of(METRICS["decisions"], plan) == "count"
    assert unit_of(METRICS["matthews_correlation"], plan) == ""
    assert unit_of(METRICS["cost_per_decision"], plan) == ""


def test_a_kpi_of_the_users_own_has_the_unit_of_its_own_column():
    def refund(kpi):
        return kpi

    plan = Plan.model_validate({"own_kpis": [{"name": "refund", "column": "refund_eur"}]})
    metric = Metric(refund, title="Refund", short="Refund", reads="own", unit="column")
    assert unit_of(metric, plan) == "eur"


def test_money_stands_before_and_time_after():
    assert affixes("eur") == ("€ ", "")
    assert affixes("h") == ("", " h")
    assert affixes("") == ("", "")

from math import nan

import numpy as np
import pytest

from evenhand.metrics.throughput import throughput


def test_it_is_decisions_over_days_with_the_error_of_a_count(kpi):
    rate = throughput(kpi([1] * 36, days=4.0))
    assert rate.value.tolist() == [9.0]
    assert rate.se.tolist() == [1.5]
    assert rate.n.tolist() == [36]


def test_a_group_without_decisions_has_none_a_day_and_no_standard_error(kpi):
    rate = throughput(kpi([], days=4.0))
    assert rate.value.tolist() == [0.0]
    assert np.isnan(rate.se).all()


@pytest.mark.parametrize("days", [nan, 0.0])
def test_a_log_without_a_span_of_time_has_no_throughput(kpi, days):
    rate = throughput(kpi([1, 1], days=days))
    assert np.isnan(rate.value).all()
    assert np.isnan(rate.se).all()

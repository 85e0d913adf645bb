import math

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from evenhand.report import openmetrics

SHAPES = ["full", "over time", "hostile", "hostile over time", "undefined", "only unknown", "calm"]


def families(audit):
    text = openmetrics.render(audit).decode()
    return {family.name: family for family in text_string_to_metric_families(text)}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_real_parser_takes_it_and_no_sample_is_there_twice(audits, shape):
    for family in families(audits[shape]).values():
        assert family.type == "gauge"
        keys = [tuple(sorted(one.labels.items())) for one in family.samples]
        assert len(set(keys)) == len(keys)


def test_the_figures_of_each_group_are_told(judged, gate_of, part):
    found = families(judged(gate_of(part("Black", value=0.712963), part("Asian", value=None))))
    samples = {one.labels["group"]: one for one in found["evenhand_gate_value"].samples}
    assert samples["Black"].value == 0.713
    assert samples["Black"].labels["reference"] == "White"
    assert math.isnan(samples["Asian"].value)
    assert {one.labels["group"]: one.value for one in found["evenhand_gate_n"].samples} == {
        "Black": 2000,
        "Asian": 2000,
    }


def test_rates_have_four_decimals_whatever_the_noise(judged, gate_of, part):
    texts = {
        openmetrics.render(judged(gate_of(part("Black", value=value))))
        for value in (0.7, 0.7 + 1e-12, 0.70000499)
    }
    assert len(texts) == 1
    assert b"} 0.7000\n" in texts.pop()


def test_a_target_in_milliseconds_keeps_its_digits(judged, gate_of, part):
    gate = gate_of(
        part(reference=(), value=12345.678), comparison="at_most", unit="ms", tolerance=500.0
    )
    (sample,) = families(judged(gate))["evenhand_gate_value"].samples
    assert sample.value == 12345.7


def test_states_are_counted_even_where_there_are_none(judged, gate_of):
    found = families(judged(gate_of()))
    counts = {one.labels["state"]: one.value for one in found["evenhand_gates"].samples}
    assert counts == {"fail": 1, "waived": 0, "warn": 0, "insufficient": 0, "pass": 0}


def test_neither_the_time_nor_the_id_of_the_audit_is_told(judged, gate_of):
    one, two = (judged(gate_of(), id=id_, as_of=at) for id_, at in (("a", "2025"), ("b", "2026")))
    assert openmetrics.render(one) == openmetrics.render(two)


def test_counts_are_whole_and_hidden_differences_get_a_number(audits, judged, gate_of, part):
    found = families(audits["full"])["evenhand_estimate"]
    assert all(one.labels.get("attributes", "").count(",") == 0 for one in found.samples)
    twins = families(judged(gate_of(part("a"), part("a\x07"))))["evenhand_gate_value"].samples
    assert [one.labels.get("number") for one in twins] == [None, "2"]

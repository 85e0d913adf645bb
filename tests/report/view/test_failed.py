"""Which failed gates have a page of their own, and in which order."""

from dataclasses import replace

from evenhand.gates.gate import Waived
from evenhand.report.view.failed import MOST, failed, page_of

WAIVED = Waived(id="W1", owner="Ada", reason="Known.", expires="2026-03-31")


def test_what_fails_comes_worst_first_and_what_is_waived_last(judged, gate_of):
    waived = gate_of(id="waived", waived=WAIVED)
    target = gate_of(id="slow", metric="latency_p95", comparison="at_most", attributes=())
    plain, pair = gate_of(id="plain"), gate_of(id="pair", attributes=("race", "sex"))
    passing = gate_of(id="passing", state="pass")
    audit = judged(waived, passing, target, pair, plain)
    assert [gate.id for gate in failed(audit)] == ["plain", "pair", "slow", "waived"]


def test_where_the_evidence_is_alike_the_one_furthest_past_its_tolerance_is_worst(
    judged, gate_of, part
):
    ratios = [gate_of(part("B", value=value), id=str(value)) for value in (0.7, 0.2, 0.5)]
    assert [gate.id for gate in failed(judged(*ratios))] == ["0.2", "0.5", "0.7"]
    gaps = [
        gate_of(part("B", value=value), id=str(value), comparison="difference", tolerance=0.1)
        for value in (0.2, -0.4, 0.3)
    ]
    assert [gate.id for gate in failed(judged(*gaps))] == ["-0.4", "0.3", "0.2"]
    free = gate_of(part("B", value=3.0), id="free", comparison="at_most", tolerance=0.0)
    near = replace(free, id="near", value=1.0)
    assert [gate.id for gate in failed(judged(near, free))] == ["free", "near"]


def test_the_first_eight_have_a_page(judged, gate_of):
    gates = [gate_of(id=f"g{i:02}", p_adjusted=i / 100) for i in range(MOST + 2)]
    audit = judged(*gates)
    assert [page_of(audit, gate.id) for gate in gates] == [
        *(f"failure-{i}" for i in range(1, MOST + 1)), "", "",
    ]  # fmt: skip
    assert page_of(audit, "unknown") == ""
    assert page_of(judged(replace(gates[0], state="warn")), "g00") == ""

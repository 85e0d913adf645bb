"""What the report tells of a baseline."""

from dataclasses import replace

from evenhand.analyses.churn import Churn
from evenhand.gates.baseline import Against
from evenhand.report.view.rows import Rows
from evenhand.report.view.since import MOST, since
from evenhand.report.words import SPACE

HELD = Against(
    audit="a1", as_of="2026-01-01T00:00:00+00:00", approved="2026-01-02", by="Ada <a@b>",
    reason="As it should be.", rows=1200, sha256="f" * 64,
)  # fmt: skip


def told(audit, **more):
    return since(Rows(replace(audit, **more)))


def test_without_a_baseline_there_is_no_section(full):
    assert told(full, baseline=None) is None


def test_who_approved_what_and_why_is_told(full):
    found = told(full, baseline=HELD)
    assert found.sentences[0] == (
        "Held against audit a1 as of 1 January 2026 (1,200 decisions), which Ada <a@b> approved on "
        "2 January 2026: As it should be."
    )
    assert found.sentences[-1] == "No change was judged."


def test_the_changes_are_counted_by_state(full):
    gate = full.gates[0]
    gates = [
        replace(gate, id=str(i), basis="baseline", state=state)
        for i, state in enumerate(("fail", "pass", "pass"))
    ]
    found = told(full, baseline=HELD, gates=tuple(gates))
    assert found.sentences[-1] == "Three changes judged: 1 fail, 2 pass."


def test_decisions_that_changed_are_listed_and_the_rest_counted(full):
    one = Churn(
        attributes=("sex",), group=("F",), n=1000, changed=0.1, low=0.08, high=0.12,
        gained=0.03, lost=0.07,
    )  # fmt: skip
    everybody = replace(one, attributes=(), group=())
    rows = (everybody, *[one] * (MOST + 2))
    found = told(full, baseline=Against(decision="old"), churn=rows)
    assert len(found.churn) == MOST
    assert found.left_out == 3
    assert (found.churn[0].who, found.churn[1].who) == ("Everybody", "F")
    assert found.churn[1].lost.replace(SPACE, " ") == "7.0 %"
    assert "stands in the column old" in found.sentences[0]

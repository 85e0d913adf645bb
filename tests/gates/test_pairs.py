"""Changes of rows that both versions decided, through the audit."""

import numpy as np
import pandas as pd
import pytest

from evenhand.audit import audit
from evenhand.plan import Plan


def log(counts):
    """Return a log of {(sex, old, new, label): rows}."""
    rows = [key for key, number in counts.items() for _ in range(number)]
    return pd.DataFrame(rows, columns=["sex", "old", "new", "label"])


def changes(frame, *gates, **more):
    plan = Plan.model_validate(
        {
            "decision": {"column": "new", "favourable": "y"},
            "label": {"column": "label", "missing": "at_random"},
            "protected": [{"column": "sex", "reference": "M"}],
            "baseline": {"decision": "old"},
            "gates": list(gates),
            **more,
        }
    )
    return {gate.id: gate for gate in audit(frame, plan).gates if gate.basis == "baseline"}


SELECTION = {"metric": "selection_rate", "tolerance": 0.5}
RECALL = {"metric": "true_positive_rate", "tolerance": 0.5}
PRECISION = {"metric": "positive_predictive_value", "tolerance": 0.5}
SCORING = {"metric": "latency_p95", "comparison": "ratio", "tolerance": 0.5}


def table():
    """Return 2000 men whose decisions stay, and 2000 women of whom 200 lose and 40 gain."""
    counts = {("M", d, d, str(y)): 500 for d in "yn" for y in (0, 1)}
    counts |= {("F", "y", "y", "1"): 400, ("F", "y", "y", "0"): 400}
    counts |= {("F", "y", "n", "1"): 150, ("F", "y", "n", "0"): 50}
    counts |= {("F", "n", "y", "1"): 20, ("F", "n", "y", "0"): 20}
    counts |= {("F", "n", "n", "1"): 430, ("F", "n", "n", "0"): 530}
    return counts


def test_the_change_is_that_of_mcnemars_table():
    gate = changes(log(table()), SELECTION)["change:selection_rate-difference:sex"]
    assert (gate.state, gate.value) == ("fail", pytest.approx(0.08))
    # Women: b = 200, c = 40 of 2000, d = .08; men do not change.
    off = np.sqrt((240 / 2000 - 0.08**2) / 2000)
    assert (gate.high - gate.low) / 2 == pytest.approx(1.96 * off, rel=0.02)


def test_rates_among_the_qualified_speak_of_them_alone():
    gate = changes(log(table()), RECALL)["change:true_positive_rate-difference:sex"]
    assert gate.value == pytest.approx((150 - 20) / 1000)
    assert gate.groups[0].n == 1000
    # Women had five points more than men before, and have eight fewer now.
    assert gate.groups[0].before == pytest.approx(-0.05)


def test_precision_has_another_denominator_on_either_side():
    gate = changes(log(table()), PRECISION)["change:positive_predictive_value-difference:sex"]
    before, after = 550 / 1000, 420 / 840
    # Precision of men is a half both times; women had more, and now have as much.
    assert gate.groups[0].value == pytest.approx(before - after - 2 * (before - 0.5), abs=1e-9)


def test_what_reads_more_than_decisions_has_no_pairs():
    frame = log(table()).assign(latency_ms=1.0)
    target = {"metric": "latency_p95", "at_most": 5}
    found = changes(frame, kpis={"latency": "latency_ms"}, targets=[target])
    assert found == {}


def test_repeated_people_widen_the_intervals():
    frame = log(table())
    alone = changes(frame, SELECTION)["change:selection_rate-difference:sex"]
    people = np.arange(len(frame)) // 4
    together = changes(frame.assign(who=people), SELECTION, columns={"entity": "who"})
    assert together["change:selection_rate-difference:sex"].high > alone.high

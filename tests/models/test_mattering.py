"""How much decisions go by each feature."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from evenhand.models.halves import Halves
from evenhand.models.mattering import importances

ROWS = 2_000


@pytest.fixture(scope="module")
def found():
    """Return importances where decisions go by `x`, a little by `kind`, and not by `noise`."""
    random = np.random.default_rng(2)
    table = pd.DataFrame(
        {
            "x": random.normal(size=ROWS),
            "kind": pd.Categorical(random.choice(["a", "b"], ROWS)),
            "noise": random.normal(size=ROWS),
        }
    )
    chance = 1 / (1 + np.exp(-1.5 * table["x"] - 1.0 * (table["kind"] == "a")))
    decision = (random.random(ROWS) < chance).astype(int).to_numpy()
    halves = Halves.of(np.arange(ROWS), random, seed=1)
    return *importances(table, decision, halves, random, level=0.95), decision, halves


def test_what_decisions_go_by_is_told_from_what_they_do_not_go_by(found):
    _, importance, *_ = found
    assert importance["x"][1] > importance["kind"][2] > importance["kind"][1] > 0
    value, low, high = importance["noise"]
    assert low < 0 < high
    assert abs(value) < 0.02


def test_a_value_lies_amid_its_bounds(found):
    for value, low, high in found[1].values():
        assert low < value < high
        assert value - low == pytest.approx(high - value)


def test_the_model_expects_more_where_more_was_decided(found):
    expected, _, decision, halves = found
    assert ((expected >= 0) & (expected <= 1)).all()
    within = [roc_auc_score(decision[halves.half == s], expected[halves.half == s]) for s in (0, 1)]
    assert min(within) > 0.75
    assert expected.mean() == pytest.approx(decision.mean(), abs=0.03)

"""Features that a model can learn from are kept; the others are left out, and why is said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as some
from sklearn.metrics import roc_auc_score

from evenhand.cube.rows import Rows
from evenhand.models.usable import alone, usable

N = 400
RANDOM = np.random.default_rng(3)
DECISION = (RANDOM.random(N) < 0.5).astype(float)
LABEL = np.where(RANDOM.random(N) < 0.2, np.nan, (RANDOM.random(N) < 0.5).astype(float))
NOISE = RANDOM.normal(size=N)


def texts(values):
    return np.array(values, dtype=object)


def rows(**features):
    return Rows(
        decision=DECISION, label=LABEL, score=None, at=None, person=None, groups={},
        features=features,
    )  # fmt: skip


def why(**features):
    _, out = usable(rows(**features))
    return {one.feature: one.why for one in out}


def test_a_number_and_a_category_are_kept():
    kept, out = usable(rows(number=NOISE, category=texts(["a", "b"] * (N // 2))))
    assert list(kept.features) == ["number", "category"]
    assert out == ()


@pytest.mark.parametrize("value", [np.full(N, 3.0), texts(["a"] * N)], ids=["number", "text"])
def test_what_is_the_same_everywhere_is_left_out(value):
    assert why(same=value, noise=NOISE) == {"same": "it has the same value in every row"}


@pytest.mark.parametrize("value", [np.full(N, np.nan), texts([None] * N)], ids=["number", "text"])
def test_what_has_no_value_is_left_out(value):
    assert why(empty=value) == {"empty": "it has no value in any row"}


def test_one_value_that_is_there_for_some_only_is_kept():
    assert why(some=np.where(np.arange(N) % 2, 3.0, np.nan)) == {}


@pytest.mark.parametrize(
    "value", [np.arange(N) * 7.0, texts([f"name {i}" for i in range(N)])], ids=["number", "text"]
)
def test_what_names_rows_is_left_out(value):
    assert "another value in nearly every row" in why(id=value)["id"]


def test_numbers_with_decimals_may_differ_in_every_row():
    assert why(income=NOISE) == {}


def test_few_rows_do_not_show_that_a_value_names_them():
    few = rows(number=np.arange(N, dtype=float)).take(np.arange(60))
    assert usable(few)[1] == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("decision", DECISION),
        ("decision", texts(np.where(DECISION == 1, "granted", "refused"))),
        ("decision", np.where(DECISION == 1, 250.0, np.nan)),
        ("decision", NOISE - 100 * DECISION),
        ("label", np.where(np.isnan(LABEL), 0.0, LABEL)),
    ],
    ids=["copy", "text", "only_if_favourable", "line", "label"],
)
def test_what_alone_tells_the_decision_or_the_label_is_left_out(name, value):
    assert f"it alone tells the {name}" in why(leak=value)["leak"]


def test_what_tells_the_decision_of_most_rows_only_is_kept():
    flipped = np.where(np.arange(N) % 10 == 0, 1 - DECISION, DECISION)
    assert why(near=flipped) == {}


def test_a_decision_that_is_always_the_same_is_told_by_nothing():
    assert alone(NOISE, np.ones(N)) == 0.5
    assert alone(np.array([np.nan, 1.0, 2.0]), np.array([0.0, 1.0, 1.0])) == 1


@given(some.arrays(np.float64, 60, elements=st.integers(0, 9)), st.integers(0, 10**6))
def test_of_few_different_numbers_it_is_the_area_of_their_shares(values, seed):
    outcome = np.random.default_rng(seed).permutation(np.repeat([0.0, 1.0], 30))
    share = {value: outcome[values == value].mean() for value in set(values)}
    expected = roc_auc_score(outcome, [share[value] for value in values])
    assert alone(values, outcome) == pytest.approx(expected)

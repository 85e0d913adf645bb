"""What drifted, as a table."""

import pytest

from evenhand.analyses.shift import Shift
from evenhand.feedback.drifted import drifted


@pytest.fixture
def shift():
    """Return a builder of a feature that is as it was in July."""

    def build(**more):
        plain = {
            "id": "s1", "what": "feature:income", "kind": "number", "attributes": (), "group": (),
            "window": "2025-07-01", "against": "baseline",
            "reference": ("2025-01-01", "2025-03-01"), "psi": 0.01, "p_value": 1.0, "p_none": 0.9,
            "jensen_shannon": 0.0, "ks": 0.0, "wasserstein": None, "n": 100, "n_against": 300,
            "state": "steady", "came": (), "went": (), "unknown": 0.02, "unknown_before": 0.01,
            "p_unknown": 1.0, "jumped": False, "undefined": None,
        }  # fmt: skip
        return Shift(**{**plain, **more})

    return build


def test_what_drifted_is_listed_and_what_is_steady_is_not(shift):
    found = drifted(
        [
            shift(state="drift", psi=0.3),
            shift(id="s2"),
            shift(id="s3", what="score", attributes=("race",), group=("B",), state="drift"),
        ]
    )
    assert found.rows == (
        (
            "feature", "income", None, None, "2025-07-01", "baseline", "2025-01-01", "2025-03-01",
            0.3, 100, 300, 0.02, 0.01, "s1",
        ),
        (
            "score", None, "race", "B", "2025-07-01", "baseline", "2025-01-01", "2025-03-01",
            0.01, 100, 300, 0.02, 0.01, "s3",
        ),
    )  # fmt: skip
    assert all(len(row) == len(found.columns) for row in found.rows)


def test_values_that_began_to_be_missing_are_listed_too(shift):
    assert [row[-1] for row in drifted([shift(jumped=True, psi=None)]).rows] == ["s1"]


def test_nothing_drifted_and_nothing_compared_are_told_apart(shift):
    assert "shown to have drifted" in drifted([shift()]).refused
    assert "Nothing was compared" in drifted([]).refused

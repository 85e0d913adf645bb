import pytest

from evenhand.analyses.decomposing import reversals
from evenhand.analyses.disparity import Disparity


@pytest.fixture
def difference():
    """Return a builder of differences in selection rates of a to b."""

    def build(value, low, high, *, condition=None, comparison="difference", group="a"):
        return Disparity(
            id="d2" if condition else "d1", criterion=None, metric="selection_rate",
            attributes=("g",), group=(group,), reference=("b",), against="reference",
            comparison=comparison, condition=condition, value=value, low=low, high=high,
            level=0.95, simultaneous=False, p_value=None, method="", n=100, support=1.0,
            undefined=None,
        )  # fmt: skip

    return build


@pytest.mark.parametrize(
    ("within", "strength"),
    [((0.05, 0.01, 0.09), "strong"), ((0.02, -0.01, 0.05), "weak")],
)
def test_a_gap_whose_sign_turns_is_a_reversal(difference, within, strength):
    rows = [difference(-0.1, -0.15, -0.05), difference(*within, condition="loan")]
    (found,) = reversals(rows)
    assert (found.id, found.strength, found.condition) == ("w1", strength, "loan")
    assert (found.crude, found.within, found.evidence) == (-0.1, within[0], ("d1", "d2"))


def test_the_interval_that_must_exclude_zero_is_one_sided(difference):
    # 1.96 standard errors reach past zero; 1.645 do not.
    rows = [difference(-0.1, -0.15, -0.05), difference(0.09, -0.01, 0.19, condition="loan")]
    assert reversals(rows)[0].strength == "strong"


def test_two_signs_that_may_both_be_chance_are_no_reversal(difference):
    rows = [difference(-0.01, -0.05, 0.03), difference(0.01, -0.02, 0.04, condition="loan")]
    assert reversals(rows) == ()


@pytest.mark.parametrize("crude", [(0.1, 0.05, 0.15), (None, None, None)])
def test_without_two_signs_nothing_turns(difference, crude):
    rows = [
        difference(*crude), difference(0.05, 0.01, None, condition="loan"),
        difference(-0.05, -0.1, None, condition="loan", group="c"),
        difference(None, None, None, condition="loan"),
        difference(0.5, 0.4, 0.6, condition="loan", comparison="ratio"),
    ]  # fmt: skip
    assert reversals(rows) == ()


def test_a_bound_without_limit_excludes_nothing(difference):
    rows = [difference(-0.1, -0.15, None), difference(0.05, 0.01, 0.09, condition="loan")]
    assert reversals(rows)[0].strength == "weak"


def test_what_moves_most_comes_first(difference):
    rows = [
        difference(-0.1, -0.15, -0.05), difference(0.02, 0.01, 0.03, condition="loan"),
        difference(0.06, 0.01, 0.09, condition="region"),
    ]  # fmt: skip
    assert [one.condition for one in reversals(rows)] == ["region", "loan"]

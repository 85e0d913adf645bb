import pytest

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.decomposing.sides import around

MONTHS = tuple(f"2025-{month:02d}-01" for month in range(1, 7))


@pytest.fixture
def change():
    """Return a builder of changes of everybody's accuracy, by their slot."""

    def build(at, metric="accuracy"):
        return ChangePoint(
            id="c1", metric=metric, attributes=(), group=(), reference=(), at=at, earliest=at,
            latest=at, before=0.9, after=0.8, difference=-0.1, low=None, high=None, level=0.95,
            p_value=0.01, method="glr", n_before=1, n_after=1, alarm=None, began=None, touched=(),
            coincidences=(),
        )  # fmt: skip

    return build


def test_a_window_in_which_it_changed_is_on_neither_side(change):
    found = around(change("2025-03-15"), (*MONTHS, "unknown"), [])
    assert found.before == MONTHS[:2]
    assert found.after == MONTHS[3:]


def test_a_change_as_a_window_begins_leaves_none_out(change):
    found = around(change("2025-03-01"), MONTHS, [])
    assert (*found.before, *found.after) == MONTHS


def test_the_neighbours_of_the_same_figure_bound_the_stretch(change):
    others = [change("2025-02-01"), change("2025-05-01"), change("2025-04-02", "latency_mean")]
    found = around(change("2025-03-01"), MONTHS, [*others, change("2025-03-01")])
    assert found.before == MONTHS[1:2]
    assert found.after == MONTHS[2:4]


@pytest.mark.parametrize("at", ["2025-01-10", "2025-06-10"])
def test_without_a_full_window_on_either_side_there_are_none(change, at):
    assert around(change(at), MONTHS, []) is None

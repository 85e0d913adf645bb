import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.cube import Cube
from evenhand.cube.axis import Axis
from evenhand.cube.tally import tally

CUBE = Cube(
    {"sex": ("F", "M", "unknown"), "label": ("0", "1")},
    np.array([[0, 0], [0, 1], [1, 1], [0, 1]]),
    {"n": np.array([2.0, 3.0, 5.0, 7.0]), "w": np.array([0.5, 1.0, 2.0, 4.0])},
)


def named(cube):
    """Return what a cube counts by the names of the levels, whatever their order."""
    found = {}
    for place, codes in enumerate(cube.codes.tolist()):
        at = tuple(cube.levels[axis][code] for axis, code in zip(cube.axes, codes, strict=True))
        cell = found.setdefault(at, dict.fromkeys(cube.measures, 0.0))
        for name, values in cube.measures.items():
            cell[name] += values[place]
    return found


def test_a_sum_has_one_dimension_an_axis_in_the_order_asked():
    assert CUBE.sum("n", "sex", "label").tolist() == [[2, 10], [0, 5], [0, 0]]
    assert CUBE.sum("n", "label", "sex").tolist() == [[2, 0, 0], [10, 5, 0]]
    assert CUBE.sum("w", "label").tolist() == [0.5, 7.0]
    assert CUBE.sum("n").shape == ()
    assert float(CUBE.sum("n")) == 17


def test_where_keeps_the_axis_with_all_its_levels():
    women = CUBE.where("sex", "F")
    assert women.levels == CUBE.levels
    assert women.sum("n", "sex").tolist() == [12, 0, 0]
    assert women.sum("w", "label").tolist() == [0.5, 5.0]


def test_where_nobody_is_there_nothing_is_counted():
    nobody = CUBE.where("sex", "unknown")
    assert nobody.sum("n", "sex", "label").tolist() == [[0, 0], [0, 0], [0, 0]]
    assert float(nobody.sum("n")) == 0


def test_relabel_renames_merges_and_orders_levels():
    merged = CUBE.relabel("sex", lambda old: "known" if old in "FM" else "none", ["none", "known"])
    assert merged.levels == {"sex": ("none", "known"), "label": ("0", "1")}
    assert merged.sum("n", "sex", "label").tolist() == [[0, 0], [2, 15]]
    assert CUBE.sum("n", "sex").tolist() == [12, 5, 0]  # the cube itself is as it was


def test_an_axis_without_levels_can_be_given_some():
    empty = Cube({"bin": ()}, np.zeros((0, 1), dtype=np.int64), {"n": np.zeros(0)})
    assert empty.sum("n", "bin").tolist() == []
    assert empty.relabel("bin", str, ["1", "2"]).sum("n", "bin").tolist() == [0, 0]


def test_a_sum_of_cubes_has_the_levels_of_both():
    other = Cube(
        {"sex": ("X", "F"), "label": ("1", "0")},
        np.array([[0, 0], [1, 1]]),
        {"n": np.array([1.0, 10.0]), "w": np.array([1.0, 0.5])},
    )
    both = CUBE + other
    assert both.levels == {"sex": ("F", "M", "unknown", "X"), "label": ("0", "1")}
    assert both.sum("n", "sex", "label").tolist() == [[12, 10], [0, 5], [0, 0], [0, 1]]
    assert both.sum("w", "sex").tolist() == [6.0, 2.0, 0.0, 1.0]
    assert named(both) == named(other + CUBE)


def test_a_cube_without_cells_adds_nothing():
    empty = CUBE.where("sex", "unknown")
    assert named(CUBE + empty) == named(CUBE)
    assert named(empty + empty) == {}


LEVEL = st.sampled_from(["a", "b", "", "é", None])
ROWS = st.lists(st.tuples(LEVEL, LEVEL, st.integers(-9, 9)), min_size=1, max_size=30)


def counted(rows):
    """Return the cube of rows in a pandas frame, by the real tally."""
    frame = pd.DataFrame(rows, columns=["group", "decision", "value"])

    def collect(lazy):
        found = lazy.collect().to_native()
        return {name: found[name].to_numpy(dtype=object, na_value=None) for name in found.columns}

    axes = {name: Axis(nw.col(name)) for name in ("group", "decision")}
    value = nw.col("value")
    return tally(
        nw.from_native(frame).lazy(),
        axes,
        {"total": value, "squares": value * value},
        collect=collect,
        max_cells=1000,
    )


@settings(max_examples=25)
@given(ROWS, ROWS)
def test_the_cube_of_two_logs_is_the_sum_of_their_cubes(first, second):
    assert named(counted(first) + counted(second)) == named(counted([*first, *second]))


@settings(max_examples=25)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert counted(shuffled).levels == counted(rows).levels
    assert named(counted(shuffled)) == named(counted(rows))


@settings(max_examples=25)
@given(ROWS, ROWS)
def test_any_sum_of_a_sum_is_the_sum_of_the_sums(first, second):
    both = counted(first) + counted(second)
    for measure in both.measures:
        total = counted(first).sum(measure) + counted(second).sum(measure)
        assert both.sum(measure, "group").sum() == pytest.approx(total)
        assert both.sum(measure, "group", "decision").sum() == pytest.approx(total)


def test_a_projection_has_the_sums_of_the_whole():
    cube = Cube(
        {"a": ("x", "y"), "b": ("0", "1"), "c": ("p", "q", "r")},
        np.array([[0, 0, 0], [0, 0, 2], [1, 1, 1], [0, 1, 0]]),
        {"n": np.array([1.0, 2.0, 3.0, 4.0]), "w": np.array([0.5, 0.0, 1.0, 1.0])},
    )
    small = cube.project("c", "a")
    assert small.axes == ("c", "a")
    for measure in ("n", "w"):
        assert small.sum(measure, "c", "a").tolist() == cube.sum(measure, "c", "a").tolist()
    assert len(small.codes) == 3


def test_an_axis_can_follow_from_another():
    cube = Cube({"day": ("1", "2", "3")}, np.array([[0], [1], [2]]), {"n": np.arange(3.0)})
    found = cube.derive("day", lambda day: "early" if day < "3" else "late", ("early", "late"),
                        new="part")  # fmt: skip
    assert found.axes == ("day", "part")
    assert found.sum("n", "part").tolist() == [1, 2]
    assert found.sum("n", "day").tolist() == [0, 1, 2]

import narwhals as nw
import pytest

from evenhand.cube.axis import Axis
from evenhand.cube.tally import Known, tally
from evenhand.errors import LogError


@pytest.fixture
def counted(opened):
    def build(columns, *, max_cells=100, measures=None, **axes):
        log = opened(columns)
        return tally(log.frame, axes, measures or {}, collect=log.collect, max_cells=max_cells)

    return build


def test_null_is_a_level_and_comes_last(counted):
    cube = counted({"sex": ["M", None, "F", None, "zeta"]}, sex=Axis(nw.col("sex")))
    assert cube.levels["sex"] == ("F", "M", "zeta", "unknown")
    assert cube.sum("n", "sex").tolist() == [1, 1, 1, 2]


def test_nan_is_null(counted):
    cube = counted({"x": [1.0, float("nan"), None, float("nan")]}, x=Axis(nw.col("x")))
    assert cube.levels["x"] == ("1", "unknown")
    assert cube.sum("n", "x").tolist() == [1, 3]


def test_raw_values_that_mean_the_same_share_a_level(counted):
    axis = Axis(nw.col("x"), lambda raw: "yes" if raw in {"y", "Y"} else "no")
    cube = counted({"x": ["y", "n", "Y", None]}, x=axis)
    assert cube.levels["x"] == ("no", "yes")
    assert cube.sum("n", "x").tolist() == [2, 2]


def test_ordered_levels_that_nobody_has_are_left_out_unless_they_are_fixed(counted):
    order = ("z", "y", "a")
    loose, fixed = (Axis(nw.col("x"), order=order, fixed=fixed) for fixed in (False, True))
    cube = counted({"x": ["a", "z", "b"]}, loose=loose, fixed=fixed)
    assert cube.levels == {"loose": ("z", "a", "b"), "fixed": ("z", "y", "a", "b")}
    assert cube.sum("n", "fixed").tolist() == [1, 0, 1, 1]


def test_a_sum_of_no_values_is_zero(counted):
    cube = counted(
        {"x": ["a", "b"], "value": [1.5, None]},
        measures={"total": nw.col("value"), "known": (~nw.col("value").is_null()).cast(nw.Int64)},
        x=Axis(nw.col("x")),
    )
    assert cube.sum("total", "x").tolist() == [1.5, 0.0]
    assert cube.sum("known", "x").tolist() == [1.0, 0.0]


def test_rows_with_a_value_are_counted_beside_its_sum(counted):
    value = nw.col("value")
    cube = counted(
        {"x": ["a", "a", "b"], "value": [1.5, 0.5, None]},
        measures={"known": Known(value), "total": value, "again": value, "other": Known(value * 2)},
        x=Axis(nw.col("x")),
    )
    assert cube.sum("known", "x").tolist() == cube.sum("other", "x").tolist() == [2.0, 0.0]
    assert cube.sum("total", "x").tolist() == cube.sum("again", "x").tolist() == [2.0, 0.0]
    assert cube.sum("n", "x").tolist() == [2.0, 1.0]


def test_rows_are_counted_unless_the_count_is_named(counted):
    columns = {"x": ["a", "a"], "weight": [0.5, 2.0]}
    assert counted(columns, x=Axis(nw.col("x"))).sum("n") == 2
    weighed = counted(columns, measures={"n": nw.col("weight")}, x=Axis(nw.col("x")))
    assert weighed.sum("n") == 2.5


def test_a_column_may_have_the_name_that_the_tally_uses(counted):
    cube = counted(
        {"axis_0": ["p", "q"], "n": ["r", "r"]},
        first=Axis(nw.col("n")),
        second=Axis(nw.col("axis_0")),
    )
    assert cube.levels == {"first": ("r",), "second": ("p", "q")}
    assert cube.sum("n", "first", "second").tolist() == [[1, 1]]


def test_cells_are_in_order_whichever_row_came_first(counted):
    axes = {"x": Axis(nw.col("x")), "y": Axis(nw.col("y"))}
    cube = counted({"x": ["q", None, "p", "q"], "y": [1, 1, 2, 0]}, **axes)
    assert cube.codes.tolist() == [[0, 2], [1, 0], [1, 1], [2, 1]]


def test_two_axes_may_count_by_one_column(counted):
    cube = counted({"x": ["p", "q"]}, one=Axis(nw.col("x")), two=Axis(nw.col("x")))
    assert cube.sum("n", "one", "two").tolist() == [[1, 0], [0, 1]]


def test_as_many_cells_as_are_allowed_are_fine(counted):
    assert counted({"x": list(range(5))}, x=Axis(nw.col("x")), max_cells=5).sum("n") == 5


def test_too_many_cells_are_an_error_that_names_the_widest_columns(counted):
    columns = {"zip": list(range(40)), "a:b": [i % 7 for i in range(40)], "sex": ["F", "M"] * 20}
    axes = {
        "attribute:sex": Axis(nw.col("sex")),
        "attribute:zip": Axis(nw.col("zip")),
        "condition:a:b": Axis(nw.col("a:b")),
    }
    with pytest.raises(LogError, match="more than 30 cells") as caught:
        counted(columns, max_cells=30, **axes)
    assert str(caught.value).endswith("the widest columns are zip (31) and a:b (7)")
    assert caught.value.hint == (
        "band or drop a column with that many values, or raise intake.max_cells"
    )


def test_one_axis_with_too_many_values_is_named_alone(counted):
    with pytest.raises(LogError, match=r"the widest columns? (is|are) zip \(4\)"):
        counted({"zip": list(range(9))}, zip=Axis(nw.col("zip")), max_cells=3)

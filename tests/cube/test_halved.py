from datetime import datetime

import narwhals as nw
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cube.halved import halved

NUMBERS = st.floats(-100, 100)


@given(
    st.lists(NUMBERS, unique=True, min_size=1, max_size=25).map(sorted),
    st.lists(NUMBERS, min_size=1),
)
def test_a_value_lies_beyond_as_many_edges_as_it_reaches(opened, edges, values):
    values = [*values, *edges]
    found = opened({"x": values}).values(halved(nw.col("x"), edges))
    assert found == np.searchsorted(edges, values, side="right").tolist()


def test_edges_may_be_times(opened):
    days = [datetime(2025, 1, day, 12) for day in (1, 2, 3)]  # noqa: DTZ001 - none has a zone here
    found = opened({"at": days}).values(halved(nw.col("at"), days[1:]))
    assert found == [0, 1, 2]

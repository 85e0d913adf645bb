from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.inference.lattice import lattice

WIDTHS = (2, 3, 2)
FIRST = (0, 2, 5)


def by_brute_force(codes, sums, *, named, enough, depth):
    """Return the sums of every conjunction by going through all cells for each."""
    found = {}
    for size in range(1, depth + 1):
        for columns in combinations(range(len(WIDTHS)), size):
            for values in product(*[range(WIDTHS[column]) for column in columns]):
                items = tuple(FIRST[c] + v for c, v in zip(columns, values, strict=True))
                inside = np.all([codes[:, c] == v for c, v in zip(columns, values, strict=True)], 0)
                total = sums[inside].sum(axis=0)
                if (total >= enough).all() and named[list(items)].all():
                    found[items] = total
    return found


cells = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 1), st.integers(0, 9)),
    min_size=1,
    max_size=20,
)


@given(cells, st.lists(st.booleans(), min_size=7, max_size=7), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_a_lattice_is_what_going_through_all_conjunctions_gives(rows, named, depth):
    table = np.array(rows)
    codes, sums = table[:, :3], table[:, 3:].astype(float)
    sums = np.concatenate([sums, np.ones_like(sums)], axis=1)
    keep, enough = np.array(named), np.array([-np.inf, 2.0])
    found = lattice(codes, WIDTHS, sums, named=keep, enough=enough, depth=depth)
    items = [tuple(int(i) for i in row if i >= 0) for row in found.items]
    expected = by_brute_force(codes, sums, named=keep, enough=enough, depth=depth)
    assert dict(zip(items, found.sums.tolist(), strict=True)) == {
        key: value.tolist() for key, value in expected.items()
    }
    for row, own in enumerate(items):
        parents = [own[:i] + own[i + 1 :] for i in range(len(own))]
        named_parents = [
            items[place] if place >= 0 else () for place in found.parents[row][: len(own)]
        ]
        assert named_parents == [parent if parent in expected else () for parent in parents]
        assert (found.parents[row][len(own) :] == -1).all()


def test_a_conjunction_of_no_columns_is_none():
    found = lattice(
        np.zeros((1, 0), dtype=np.int64),
        (),
        np.ones((1, 1)),
        named=np.zeros(0, dtype=bool),
        enough=np.zeros(1),
        depth=3,
    )
    assert found.items.shape == (0, 3)
    assert found.sums.shape == (0, 1)

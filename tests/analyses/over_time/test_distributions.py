"""What is watched for drift, as counts by window and by group."""

import numpy as np
import pytest

from evenhand.analyses.over_time.distributions import distributions, mix

GROUPS = ("A", "B")
BOTH = frozenset({"decision", "label"})


@pytest.fixture
def watched(tallies, decided):
    """Return a runner: what is watched of a log of 8 windows, by name."""

    def run(roles=BOTH, features=None, **more):
        counted = tallies(decided(np.full((8, 2), 200.0)), GROUPS, **more)
        found = distributions(counted, features or {}, (0, 1), roles)
        return {one.what: one for one in found}

    return run


def test_decisions_and_labels_are_watched_where_there_are_any(watched):
    assert set(watched()) == {"decision", "label"}
    assert set(watched(frozenset({"decision"}))) == {"decision"}
    assert watched(frozenset()) == {}


def test_bins_are_the_known_values(watched, groupings):
    one = watched()["decision"]
    assert one.bins == ("unfavourable", "favourable")
    everybody, by_g = groupings(*GROUPS)
    known, missing = one.of(everybody)
    assert known.tolist() == [[[200.0, 200.0]]] * 8
    assert missing.tolist() == [[0.0]] * 8
    known, _ = one.of(by_g)
    assert known.tolist() == [[[100.0, 100.0]] * 2] * 8


def test_late_labels_are_not_missing(watched, groupings):
    assert watched()["label"].of(groupings(*GROUPS)[0])[1] is None
    assert watched(cutoff="2025-04-01")["label"].windows == 3
    assert watched(cutoff="2025-04-01")["decision"].windows == 8
    # Half a mature window is not compared.
    assert watched(cutoff="2025-04-20")["label"].windows == 3


def test_the_names_of_roles_cannot_come_and_go_and_those_of_a_feature_can(watched, feature):
    counts = np.full((8, 2, 4), 10.0)
    size = feature(counts, GROUPS, names=("s", "l", "others"), rest="others")
    income = feature(counts, GROUPS, at=np.arange(3.0))
    found = watched(features={"size": size, "income": income})
    assert found["decision"].names == ()
    assert found["feature:size"].names == ("s", "l")
    assert found["feature:size"].kind == "category"
    assert found["feature:income"].names == ()
    assert found["feature:income"].kind == "number"


def test_the_place_of_an_empty_bin_lies_between_its_neighbours(watched, feature):
    counts = np.full((8, 2, 4), 10.0)
    counts[:, :, 1] = 0
    some = watched(features={"x": feature(counts, GROUPS, at=np.array([1.0, 9.0, 5.0]))})
    assert some["feature:x"].means().tolist() == [1.0, 3.0, 5.0]
    none = watched(features={"x": feature(counts * 0, GROUPS, at=np.array([1.0, 9.0, 5.0]))})
    assert none["feature:x"].means().tolist() == [0.0, 0.0, 0.0]


def test_scores_lie_in_twentieths_of_the_baseline(watched, cube):
    windows = tuple(f"2025-{month:02d}-01" for month in range(1, 9))
    levels = {"attribute:g": GROUPS, "window": windows, "bin": tuple(map(str, range(100)))}
    scores = cube(levels, n=np.ones((2, 8, 100)), total=np.ones((2, 8, 100)))
    one = watched(scores=scores)["score"]
    assert one.kind == "number"
    assert len(one.bins) == 20
    assert one.cells.sum("n", "bin").tolist() == [5.0 * 16] * 20
    # Half of the 200 decisions of a group and window have no score.
    assert one.rows is not None


def test_scores_that_are_not_counted_by_window_are_not_watched(watched, cube):
    scores = cube({"attribute:g": GROUPS, "bin": ("0",)}, n=np.ones((2, 1)), total=np.ones((2, 1)))
    assert "score" not in watched(scores=scores)


def test_scores_of_an_empty_baseline_lie_in_one_bin(watched, cube, groupings):
    windows = tuple(f"2025-{month:02d}-01" for month in range(1, 9))
    n = np.ones((2, 8, 4))
    n[:, :2] = 0
    levels = {"attribute:g": GROUPS, "window": windows, "bin": tuple("0123")}
    one = watched(scores=cube(levels, n=n, total=n))["score"]
    assert one.bins == ("0",)
    known, missing = one.of(groupings(*GROUPS)[0])
    assert known[:, 0, 0].tolist() == [0, 0, 8, 8, 8, 8, 8, 8]
    assert missing[:, 0].tolist() == [400, 400, 392, 392, 392, 392, 392, 392]


def test_the_mix_is_that_of_known_groups(tallies, decided, groupings):
    counted = tallies(decided(np.tile([200.0, 100.0, 50.0], (8, 1))), ("A", "B", "unknown"))
    one = mix(counted, "g")
    assert (one.what, one.kind, one.bins, one.names) == ("mix:g", "category", GROUPS, GROUPS)
    known, missing = one.of(groupings(*GROUPS)[0])
    assert known[0, 0].tolist() == [200.0, 100.0]
    assert missing[0].tolist() == [50.0]

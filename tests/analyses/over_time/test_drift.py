"""Drift of everything that is watched, for everybody and by group."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.stats as ss

from evenhand.analyses.over_time.drift import drift
from evenhand.inference.drift import psi_debiased
from evenhand.plan.plan import Drift

NOTHING = frozenset()
GROUPS = ("A", "B")


def rows_of(shifts, what, group=(), against="baseline"):
    return [s for s in shifts if (s.what, s.group, s.against) == (what, group, against)]


def test_every_thing_is_followed_for_everybody_and_every_group(
    tallies, groupings, feature, decided
):
    n = np.full((8, 2), 300.0)
    draw = np.random.default_rng(5)
    counts = draw.multinomial(270, np.ones(6) / 6, (8, 2)).astype(float)
    counts = np.concatenate([counts, np.full((8, 2, 1), 30.0)], axis=2)
    income = feature(counts, GROUPS, at=np.arange(6.0))
    found = drift(
        tallies(decided(n), GROUPS), {"income": income}, groupings(*GROUPS), Drift(),
        frozenset({"decision", "label"}),
    )  # fmt: skip
    assert {s.what for s in found} == {"decision", "label", "feature:income", "mix:g"}
    assert {s.state for s in found} == {"steady"}
    assert len({s.id for s in found}) == len(found) == (3 * 3 + 1) * (7 + 6)
    (last,) = [s for s in rows_of(found, "feature:income", ("B",)) if s.window == "2025-08-01"]
    assert last.reference == ("2025-01-01", "2025-02-01")
    assert (last.attributes, last.n, last.n_against) == (("g",), 270, 540)
    assert (last.unknown, last.unknown_before) == (0.1, 0.1)
    assert last.kind == "number"
    assert last.wasserstein is not None
    own = psi_debiased(counts[7, 1, :6], counts[:2, 1, :6].sum(axis=0))
    assert last.psi == pytest.approx(float(own))
    label = rows_of(found, "label")[0]
    assert (label.unknown, label.unknown_before, label.p_unknown) == (None, None, None)
    assert label.kind == "category"
    assert label.ks is None


def test_a_feature_that_shifts_in_one_group_drifts_there_and_from_that_window(
    tallies, groupings, feature, decided
):
    flat, high = np.array([40.0] * 10), np.array([10.0] * 5 + [70.0] * 5)
    counts = np.tile(np.append(flat, 0), (8, 2, 1))
    counts[5:, 1, :10] = high
    n = counts.sum(axis=2)
    income = feature(counts, GROUPS, at=np.arange(10.0))
    watched = {"income": income}
    found = drift(tallies(decided(n), GROUPS), watched, groupings(*GROUPS), Drift(), NOTHING)
    states = {
        g: [s.state for s in rows_of(found, "feature:income", g)] for g in ((), ("A",), ("B",))
    }
    assert states["B",] == ["steady"] * 3 + ["drift"] * 3
    assert states["A",] == ["steady"] * 6
    previous = rows_of(found, "feature:income", ("B",), "previous")
    assert [s.state for s in previous] == ["steady"] * 4 + ["drift"] + ["steady"] * 2


def test_the_mix_of_groups_drifts_and_a_group_comes(tallies, groupings, decided):
    n = np.array([[500.0, 500.0, 0.0]] * 4 + [[200.0, 700.0, 100.0]] * 4)
    cells = decided(n)
    groups = ("A", "B", "C")
    found = drift(tallies(cells, groups), {}, groupings(*groups), Drift(), NOTHING)
    rows = rows_of(found, "mix:g")
    assert [s.state for s in rows] == ["steady"] * 2 + ["drift"] * 4
    assert [[one.name for one in s.came] for s in rows] == [[], []] + [["C"]] * 4
    assert rows_of(found, "mix:g", ("A",)) == []
    assert rows[0].unknown == 0.0


def test_groups_that_are_unknown_more_often_jump(tallies, groupings, decided):
    n = np.array([[500.0, 500.0, 10.0]] * 4 + [[400.0, 400.0, 210.0]] * 4)
    groups = ("A", "B", "unknown")
    found = drift(tallies(decided(n), groups), {}, groupings("A", "B"), Drift(), NOTHING)
    rows = rows_of(found, "mix:g")
    assert [s.jumped for s in rows] == [False] * 2 + [True] * 4
    assert rows[-1].unknown == pytest.approx(210 / 1010)
    assert {s.state for s in rows} == {"steady"}


def test_scores_are_compared_on_the_quantiles_of_the_baseline(tallies, groupings, decided, cube):
    draw = np.random.default_rng(7)
    windows, n = 8, 400
    table = pd.DataFrame(
        {
            "window": np.repeat(np.arange(windows), n),
            "group": np.tile(["A", "B"], windows * n // 2),
            "score": np.clip(draw.normal(0.4, 0.15, windows * n), 0, 0.999),
        }
    )
    table.loc[table["window"] >= 6, "score"] = np.clip(table["score"] + 0.2, 0, 0.999)
    table["bin"] = (table["score"] * 100).astype(int)
    starts = tuple(f"2025-{month:02d}-01" for month in range(1, 9))
    levels = {"attribute:g": GROUPS, "window": starts, "bin": tuple(str(i) for i in range(100))}
    shape = (2, windows, 100)
    place = np.ravel_multi_index(
        ((table["group"] == "B").astype(int), table["window"], table["bin"]), shape
    )
    scores = cube(
        levels,
        n=np.bincount(place, minlength=np.prod(shape)).reshape(shape),
        total=np.bincount(place, weights=table["score"], minlength=np.prod(shape)).reshape(shape),
    )
    cells = decided(np.full((windows, 2), 210.0))
    found = drift(tallies(cells, GROUPS, scores=scores), {}, groupings(*GROUPS), Drift(), NOTHING)
    rows = rows_of(found, "score")
    assert [s.state for s in rows] == ["steady"] * 4 + ["drift"] * 2
    # Twenty of 420 decisions have no score, then as before.
    assert rows[0].unknown == pytest.approx(20 / 420)
    assert not any(s.jumped for s in rows)
    first = table["window"] < 2
    edges = np.quantile(table["score"][first], np.arange(1, 20) / 20)
    p, q = (
        np.bincount(np.searchsorted(edges, table["score"][which]), minlength=20)
        for which in (table["window"] == 7, first)
    )
    # Bins of a hundredth make the twentieths uneven, no more.
    assert rows[-1].psi == pytest.approx(float(psi_debiased(p, q)), rel=0.1)
    moved = ss.wasserstein_distance(table["score"][table["window"] == 7], table["score"][first])
    assert rows[-1].wasserstein == pytest.approx(moved, rel=0.05)


def test_labels_are_compared_while_they_are_mature(tallies, groupings, decided):
    n = np.full((8, 2), 200.0)
    counted = tallies(decided(n), GROUPS, cutoff="2025-06-01")
    found = drift(counted, {}, groupings(*GROUPS), Drift(), frozenset({"label", "decision"}))
    assert {s.window for s in rows_of(found, "label")} == {"2025-03-01", "2025-04-01", "2025-05-01"}
    assert len(rows_of(found, "decision")) == 6


def test_undecided_rows_are_missing_decisions(tallies, groupings, decided):
    cells = decided(np.full((4, 2), 300.0))
    cells[3, :, 2, 2] = 100
    found = drift(tallies(cells, GROUPS), {}, groupings(*GROUPS), Drift(), frozenset({"decision"}))
    (*_, last) = rows_of(found, "decision")
    assert (last.unknown, last.unknown_before, last.jumped) == (0.25, 0.0, True)


def test_decisions_without_a_time_lie_in_no_window(tallies, groupings, decided):
    cells = decided(np.array([[300.0, 300.0]] * 4 + [[900.0, 0.0]]))
    counted = tallies(
        cells, GROUPS, windows=("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01")
    )
    found = drift(counted, {}, groupings(*GROUPS), Drift(), frozenset({"decision"}))
    assert {s.window for s in found} == {"2025-02-01", "2025-03-01", "2025-04-01"}
    assert {s.state for s in found} == {"steady"}


def test_of_many_windows_everybody_alone_is_compared(tallies, groupings, decided, feature):
    windows = tuple(str(day)[:10] for day in pd.date_range("2025-01-01", periods=70))
    counted = tallies(decided(np.full((70, 2), 200.0)), GROUPS, windows=windows)
    size = feature(np.full((70, 2, 3), 100.0), GROUPS, names=("s", "l"), windows=windows)
    found = drift(counted, {"size": size}, groupings(*GROUPS), Drift(), frozenset({"decision"}))
    assert {s.group for s in found} == {()}
    assert {s.what for s in found} == {"decision", "mix:g", "feature:size"}


def test_nothing_is_compared_without_times_or_of_one_window(tallies, groupings, decided):
    counted = tallies(decided([[300.0, 300.0]]), GROUPS)
    assert drift(counted, {}, groupings(*GROUPS), Drift(), frozenset({"decision"})) == ()
    counted = replace(counted, calendar=None)
    assert drift(counted, {}, groupings(*GROUPS), Drift(), frozenset({"decision"})) == ()


def test_a_number_without_any_value_is_undefined(tallies, groupings, feature, decided):
    counts = np.zeros((4, 2, 2))
    counts[:, :, 1] = 200
    counted = tallies(decided(np.full((4, 2), 200.0)), GROUPS)
    empty = feature(counts, GROUPS, at=np.zeros(1))
    found = drift(counted, {"gone": empty}, groupings(*GROUPS), Drift(), NOTHING)
    rows = rows_of(found, "feature:gone")
    assert {(s.state, s.undefined, s.psi, s.unknown) for s in rows} == {
        ("undefined", "too_few", None, 1.0)
    }


def test_the_values_counted_together_neither_come_nor_go(tallies, groupings, feature, decided):
    counts = np.full((4, 2, 3), 100.0)
    counts[3, :, :2] = [[200.0, 0.0]] * 2
    counted = tallies(decided(np.full((4, 2), 300.0)), GROUPS)
    city = feature(counts, GROUPS, names=("x", "others"), rest="others")
    found = drift(counted, {"city": city}, groupings(*GROUPS), Drift(), NOTHING)
    assert not any(s.came or s.went for s in found)
    city = feature(counts, GROUPS, names=("x", "y"))
    found = drift(counted, {"city": city}, groupings(*GROUPS), Drift(), NOTHING)
    assert [[one.name for one in s.went] for s in rows_of(found, "feature:city")] == [[], [], ["y"]]

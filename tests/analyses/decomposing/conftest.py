"""Small logs of two groups, and the sides of a gap between them."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.decomposing.sides import Resampling, of_group, restricted
from evenhand.cube.cube import Cube
from evenhand.cube.roles import DECISIONS, LABELS


@pytest.fixture(scope="session")
def resampling():
    return Resampling(50, 1, 1.0)


@pytest.fixture(scope="session")
def sides():
    """Return a function that gives the tallies of groups a and b of the attribute g."""

    def of(tallies):
        return tuple(restricted(tallies, of_group(("g",), (name,))) for name in "ab")

    return of


@pytest.fixture(scope="session")
def row():
    """Return a builder of rows of a group, favourable or not, with whatever else is given."""

    def build(group, n, good, **more):
        decision = "favourable" if good else "unfavourable"
        return {"g": group, "n": n, "decision": decision, **more}

    return build


@pytest.fixture(scope="session")
def scored():
    """Return a function that adds scores to tallies: (group, decision, label, bin, n, overridden).

    Without a last entry overrides are not recorded.
    """

    def add(tallies, *cells, bins=4):
        levels = {
            "attribute:g": tallies.outcomes.levels["attribute:g"],
            "mature": ("yes", "no"),
            "decision": DECISIONS,
            "label": LABELS,
            "bin": tuple(map(str, range(bins))),
        }
        codes = [
            [
                levels["attribute:g"].index(group),
                0,
                1 if good else 0,
                LABELS.index(label),
                place,
            ]
            for group, good, label, place, *_ in cells
        ]
        measures = {"n": np.array([float(cell[4]) for cell in cells])}
        if len(cells[0]) > 5:
            measures["overridden"] = np.array([float(cell[5]) for cell in cells])
        scores = Cube(levels, np.array(codes), measures)
        return replace(tallies, scores=scores, score_edges=np.linspace(0, 1, bins + 1))

    return add

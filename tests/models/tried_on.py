"""Rows with planted effects, to try remedies on; and gates on their gaps."""

from dataclasses import replace

import numpy as np

from evenhand.cube.rows import Rows
from evenhand.gates.gate import GateResult
from evenhand.models.aim import Aim
from evenhand.models.bench import bench_of

AIM = Aim(
    metric="selection_rate",
    comparison="ratio",
    attribute="origin",
    group="B",
    reference="A",
    tolerance=0.8,
    proxies=("area",),
)


def rows_of(n=3_000, seed=1):
    """Return rows in which B's areas are scored lower than they deserve; merit alone matters."""
    random = np.random.default_rng(seed)
    of = random.choice(2, n, p=[0.6, 0.4])
    area, merit = random.normal(size=n) + 1.5 * of, random.normal(size=n)
    label = (random.random(n) < 1 / (1 + np.exp(-1.5 * merit))).astype(float)
    score = 1 / (1 + np.exp(-(1.5 * merit - 1.2 * area + 0.9)))
    return Rows(
        decision=(score >= 0.5).astype(float),
        label=label,
        score=score,
        at=np.datetime64("2025-01-01T00:00:00", "us") + np.arange(n) * np.timedelta64(1, "m"),
        person=None,
        groups={"origin": np.array(["A", "B"], dtype=object)[of]},
        features={"area": area, "merit": merit},
    )


def bench(rows=None, score=(0.5, True), **changes):
    found = bench_of(rows or rows_of(), score=score, cutoff=None, seed=7)
    return replace(found, **changes)


def gate_of(metric="selection_rate", comparison="ratio", **more):
    plain = {
        "id": f"{metric}-{comparison}", "title": "A gate", "metric": metric,
        "comparison": comparison, "attributes": ("origin",),
        "tolerance": 0.8 if comparison == "ratio" else 0.1, "warn": None,
        "decide_by": "evidence", "on_insufficient": "pass", "source": "plan", "alpha": 0.05,
        "minimum_n": 5, "state": "fail", "reason": "", "value": None, "low": None, "high": None,
        "group": ("B",), "reference": ("A",), "p_value": None, "p_adjusted": None, "n": 0,
        "groups": (), "subject": metric.replace("_", " "),
    }  # fmt: skip
    return GateResult(**{**plain, **more})

"""A population that goes on: a sample that remedies are tried on, and more of the same people."""

from dataclasses import replace

import numpy as np

from evenhand.cube.rows import Rows
from evenhand.gates.gate import GateResult
from evenhand.models.aim import Aim
from evenhand.models.bench import bench_of, table_of

GROUPS = np.array(["A", "B", "C"], dtype=object)
START = np.datetime64("2025-01-01T00:00:00", "us")
MINUTE = np.timedelta64(1, "m")

AIM = Aim(
    metric="selection_rate",
    comparison="ratio",
    attribute="origin",
    group="B",
    reference="A",
    tolerance=0.8,
    proxies=("area",),
)


def world(random, n):
    """Return rows of a population in which an area stands in for the origin.

    The deployed score promises people of B's areas less than they keep. Some people come again,
    a few decisions are changed by hand, and one label in five never comes.
    """
    people = np.repeat(np.arange(n), random.choice([1, 2, 3], n, p=[0.7, 0.2, 0.1]))[:n]
    born = random.choice(3, n, p=[0.6, 0.3, 0.1])
    of, area = born[people], (random.normal(size=n) + (born == 1) * 1.5)[people]
    merit = random.normal(size=n)[people] + 0.3 * random.normal(size=n)
    history = random.poisson(2, n).astype(float)
    worth = 1.2 * merit - 0.4 * (history - 2)
    label = (random.random(n) < 1 / (1 + np.exp(-worth))).astype(float)
    score = np.round(1 / (1 + np.exp(-(worth - 0.6 * area + 0.3 * random.normal(size=n)))), 4)
    decision = (score >= 0.5).astype(float)
    changed = random.random(n) < 0.02
    label[random.random(n) < 0.2] = np.nan
    order = random.permutation(n)
    rows = Rows(
        decision=np.where(changed, 1 - decision, decision),
        label=label,
        score=score,
        at=START + order * MINUTE,
        person=people.astype(str).astype(object),
        groups={"origin": GROUPS[of]},
        features={"area": area, "merit": merit, "history": history},
    )
    return rows.take(np.argsort(rows.at))


def bench(rows, seed):
    return bench_of(rows, score=(0.5, True), cutoff=None, seed=seed)


def going_on(tried, fresh):
    """Return a bench whose rows to test are the tried one's, and then fresh ones.

    What is fitted and tuned is as before, so that a remedy decides both by the same rule.
    """
    rows = joined(tried.rows, fresh)
    more = np.arange(len(tried.rows), len(rows))
    return replace(
        tried,
        rows=rows,
        table=table_of(rows, tried.fit),
        test=np.concatenate([tried.test, more]),
        score=rows.score,
    )


def joined(first, second):
    return Rows(
        decision=np.concatenate([first.decision, second.decision]),
        label=np.concatenate([first.label, second.label]),
        score=np.concatenate([first.score, second.score]),
        at=np.concatenate([first.at, second.at]),
        person=np.concatenate([first.person, "again " + second.person]),
        groups={k: np.concatenate([v, second.groups[k]]) for k, v in first.groups.items()},
        features={k: np.concatenate([v, second.features[k]]) for k, v in first.features.items()},
    )


def gate_of(metric, comparison, group, reference):
    """Return a gate on a gap by origin, as it stands before it is judged."""
    return GateResult(
        id=f"{metric}-{comparison}",
        title="",
        metric=metric,
        comparison=comparison,
        attributes=("origin",),
        tolerance=0.8 if comparison == "ratio" else 0.1,
        warn=None,
        decide_by="evidence",
        on_insufficient="pass",
        source="plan",
        alpha=0.05,
        minimum_n=5,
        state="fail",
        reason="",
        value=None,
        low=None,
        high=None,
        group=(group,),
        reference=(reference,),
        p_value=None,
        p_adjusted=None,
        n=0,
        groups=(),
    )

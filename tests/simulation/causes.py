"""Nine causes to plant in a clean log, and where an audit must say that each lies."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from decision_log import clean_log
from planted import AS_OF, HARMED

from evenhand.audit import audit
from evenhand.plan import Plan, Retraining

# The conditions of the clean log mean nothing: what they account for is chance.
PRODUCTS = {"car": 0.6, "home": 0.4}
SLOW = "post"  # a channel whose decisions wait
DISTRICTS = np.array([f"district {one}" for one in range(8)], dtype=object)
SAMPLE = 1_000  # rows that proxies are looked for in: too few for remedies, which take longer


@dataclass(frozen=True)
class Planted:
    """A cause, how to plant it, and what the audit must say of it.

    Attributes
    ----------
    name : str
    plant : callable
        From a log and a generator to the log with the cause.
    domain : str
        Data, model or workflow.
    causes : tuple of str
        What may lead: the cause by its name in the triage.
    metrics : tuple of str
        The figures whose gap it opens; the first flagged of them is judged.
    features : tuple of str
        What the model sees. With features proxies are looked for.
    """

    name: str
    plant: Callable
    domain: str
    causes: tuple[str, ...]
    metrics: tuple[str, ...] = ("selection_rate",)
    features: tuple[str, ...] = ()


PLAN = Plan.model_validate(
    {
        "columns": {
            "id": "id", "entity": "person", "time": "decided_at", "model_version": "model",
            "reviewer": "reviewer",
        },
        "decision": {"column": "decision", "favourable": "yes"},
        "label": {"column": "outcome", "positive": "1", "time": "outcome_at"},
        "score": {"column": "score"},
        "protected": [{"column": "origin", "reference": "north"}],
        "conditions": ["product", "channel"],
        "kpis": {
            "latency": "latency_ms", "failure": "failed", "review": "reviewed",
            "override": "overridden",
        },
        "gates": [
            {"metric": "selection_rate", "tolerance": 0.05},
            {"metric": "false_positive_rate", "tolerance": 0.05},
            {"metric": "true_positive_rate", "tolerance": 0.05},
        ],
        "window": "month",
    }
)  # fmt: skip


def ground(seed, n=20_000):
    """Return a clean log in which people ask for one of two products, whoever they are."""
    random = np.random.default_rng([seed, 7])
    log = clean_log(seed, n)
    names = np.array(list(PRODUCTS), dtype=object)
    return log.assign(product=random.choice(names, len(log), p=list(PRODUCTS.values())))


def judged(cause, seed):
    """Return the triage of the first gap that the cause opened; None if none is flagged."""
    random = np.random.default_rng([seed, *cause.name.encode()])
    plan = PLAN.model_copy(
        update={
            "features": cause.features,
            "retraining": Retraining(simulate=bool(cause.features), rows=SAMPLE),
        }
    )
    found = audit(pl.from_pandas(cause.plant(ground(seed), random)), plan, as_of=AS_OF)
    for metric in cause.metrics:
        for one in found.triages:
            if one.metric == metric and one.group == (HARMED,) and one.kind == "gap":
                return one
    return None


# ---- planting


def _composition(log, random):
    """One group asks for what few get: within each product all are decided alike."""
    log = _harmed_ask(log, random, "home")
    return _rescored(log, random, -1.6 * (log["product"] == "home"), true=True)


def _threshold(log, _):
    """A higher bar for one group, set in the rule: what is proposed, not what people make of it."""
    passed = (log["origin"] == HARMED) & (log["score"] < 0.62)
    return _proposed(log, passed, favourable=False)


def _scores(log, random):
    """The model scores one group lower than its outcomes."""
    return _rescored(log, random, -0.8 * (log["origin"] == HARMED), true=False)


def _labels(log, random):
    """Good outcomes of one group are written down as bad ones."""
    lost = (log["origin"] == HARMED) & (log["outcome"] == 1) & (random.random(len(log)) < 0.3)
    return log.assign(outcome=log["outcome"].mask(lost.to_numpy(dtype=bool, na_value=False), 0))


def _overrides(log, random):
    """Reviewers turn down half of those of one group whom the model would accept."""
    seen = log["reviewed"] & (log["origin"] == HARMED) & (log["decision"] == "yes")
    turned = seen & ~log["overridden"].fillna(value=False) & (random.random(len(log)) < 0.5)
    turned = turned.to_numpy(dtype=bool)
    return log.assign(
        decision=log["decision"].mask(turned, "no"), overridden=log["overridden"].mask(turned, True)
    )


def _queue(log, random):
    """Most of one group are sent to a queue, and a few of the others: it is slow for them all."""
    share = np.where(log["origin"] == HARMED, 0.7, 0.1)
    sent = random.random(len(log)) < share
    log = log.assign(channel=log["channel"].mask(sent, SLOW))
    slow = log["channel"] == SLOW
    return log.assign(latency_ms=log["latency_ms"].mask(slow, 3 * log["latency_ms"]))


def _version(log, random):
    """The second model scores one group lower than its outcomes; the first did not."""
    hit = (log["origin"] == HARMED) & (log["model"] == "v2")
    return _rescored(log, random, -1.2 * hit, true=False)


def _handling(log, _):
    """One group is served late through every channel."""
    late = log["origin"] == HARMED
    return log.assign(latency_ms=log["latency_ms"].mask(late, 2 * log["latency_ms"]))


def _proxy(log, random):
    """The model scores two districts lower, where most of one group live: all who live there."""
    at_home = np.where(log["origin"] == HARMED, 0.75, 0.1)
    scored_low = random.random(len(log)) < at_home
    low, other = (random.choice(names, len(log)) for names in (DISTRICTS[:2], DISTRICTS[2:]))
    log = log.assign(district=np.where(scored_low, low, other))
    return _rescored(log, random, -1.2 * scored_low, true=False)


def _harmed_ask(log, random, product):
    asks = (log["origin"] == HARMED) & (random.random(len(log)) < 0.7)
    return log.assign(product=log["product"].mask(asks, product))


def _rescored(log, random, shift, *, true):
    """Return a log with scores moved on the log-odds, and proposals with them.

    Where the move is `true`, outcomes follow the new scores.
    """
    old = log["score"].clip(1e-4, 1 - 1e-4)
    new = 1 / (1 + np.exp(-(np.log(old / (1 - old)) + shift)))
    moved = log.assign(score=new.round(4))
    if true:
        # Of those with a good outcome as many fall as the chance of one has fallen.
        falls = (random.random(len(log)) > new / old) & (log["outcome"] == 1).fillna(value=False)
        moved["outcome"] = moved["outcome"].mask(falls.to_numpy(dtype=bool), 0)
    dropped = (old >= 0.5) & (new < 0.5)
    return _proposed(moved, dropped, favourable=False)


def _proposed(log, rows, *, favourable):
    """Return a log in which what is proposed for some rows is other; overrides turn that over."""
    overridden = log["overridden"].fillna(value=False).to_numpy(dtype=bool)
    final = np.where(overridden ^ favourable, "yes", "no")
    return log.assign(decision=log["decision"].mask(rows, final))


CAUSES = (
    Planted("Composition", _composition, "data", ("mix",)),
    Planted("A higher threshold", _threshold, "model", ("threshold",)),
    Planted("A shift of scores", _scores, "model", ("scores",)),
    Planted(
        "Biased labels", _labels, "data", ("labels",),
        ("false_positive_rate", "true_positive_rate"),
    ),
    Planted("Biased overrides", _overrides, "workflow", ("override",)),
    Planted("A slow queue", _queue, "workflow", ("channel",), ("latency_p95", "latency_mean")),
    Planted("Late service", _handling, "workflow", ("service",), ("latency_p95",)),
    Planted("A bad model version", _version, "model", ("version",)),
    Planted(
        "A proxy feature", _proxy, "model", ("proxy",),
        features=("district", "income", "debt"),
    ),
)  # fmt: skip

"""A year of decisions in which nothing is wrong, drawn from a seed: the ground to plant defects in.

It shares nothing with the makers of the sample logs, so that one mistake cannot hide in both. What
makes real logs restless is here: weekdays, a season in volume and in who asks, days that differ by
more than chance, people who come back, base rates of groups that are not quite alike, labels that
come late, a model that is replaced in July by one that is as good.
"""

import numpy as np
import pandas as pd

from evenhand.plan import Plan

START, DAYS = np.datetime64("2025-01-01"), 365
END = START + np.timedelta64(DAYS, "D")
RELEASE = 181  # the first day of model v2: the first of July
WEEKDAYS = np.array([1.15, 1.15, 1.1, 1.1, 1.05, 0.75, 0.7])  # Monday first
ORIGINS = {"north": 0.42, "south": 0.40, "east": 0.12, "west": 0.06}
# On the log-odds of a good outcome; stable, and far within every tolerance.
BASE = {"north": 0.0, "south": -0.08, "east": 0.06, "west": -0.04}
GRADES = [0.06, 0.09, 0.2, 0.35, 0.3]  # from 1 to 5
REVIEWERS = {f"R{one}": 1 for one in range(8)}
CHANNELS = {"web": 0.6, "phone": 0.25, "branch": 0.15}
FLOOR = 20.0  # seconds below which a review is no review
KNOWN_BY = 8.0 * 6.296  # days by which 95 % of the outcomes that ever come have come

PLAN = Plan.model_validate(
    {
        "columns": {
            "id": "id", "entity": "person", "time": "decided_at", "model_version": "model",
            "reviewer": "reviewer",
        },
        "decision": {"column": "decision", "favourable": "yes"},
        "label": {"column": "outcome", "positive": "1", "time": "outcome_at"},
        "score": {"column": "score"},
        "protected": [
            {"column": "origin", "reference": "north"},
            {"column": "sex", "reference": "M"},
        ],
        "kpis": {
            "latency": "latency_ms", "failure": "failed", "cost": "cost", "satisfaction": "grade",
            "review": "reviewed", "review_time": "review_s", "override": "overridden",
        },
        "limits": {"review_time": FLOOR},
        "features": ["income", "debt", "channel"],
        "window": "month",
    }
)  # fmt: skip


def clean_log(seed, n=20_000):
    """Return `n` decisions of 2025 in which nothing is wrong, in order of time."""
    random = np.random.default_rng(seed)
    person, origin, sex, ability = _people(random, n)
    day = _days(random, n)
    order = np.argsort(day, kind="stable")
    person, origin, sex, ability, day = (
        part[order] for part in (person, origin, sex, ability, day)
    )
    seconds = np.clip(random.normal(13.5, 3.2, n), 0.2, 23.8) * 3600
    decided = START.astype("datetime64[s]") + (day * 86_400 + seconds).astype("timedelta64[s]")

    year = np.sin(2 * np.pi * day / DAYS)
    offset = pd.Series(origin).map(BASE).to_numpy()
    score = _logistic(1.0 + 1.6 * ability + offset + 0.05 * year)
    good = random.random(n) < score
    proposed = score >= 0.5
    reviewed = random.random(n) < np.where(np.abs(score - 0.5) < 0.25, 0.45, 0.15)
    overridden = reviewed & (random.random(n) < 0.1)
    wait = random.gamma(3.0, 8.0, n) * 86_400  # 24 days on average
    known = decided + wait.astype("timedelta64[s]")
    followed = (known < END) & (random.random(n) >= 0.02)
    restless = np.exp(0.04 * random.normal(size=DAYS))[day]

    log = pd.DataFrame(
        {
            "person": [f"P{one:06d}" for one in person],
            "decided_at": decided,
            "model": np.where(day < RELEASE, "v1", "v2"),
            "origin": origin,
            "sex": sex,
            "income": np.round(np.exp(10.2 + 0.4 * random.normal(size=n) + 0.1 * ability)),
            "debt": np.round(random.beta(2, 5, n), 4),
            "channel": _drawn(random, CHANNELS, n),
            "score": np.round(score, 4),
            "decision": np.where(proposed ^ overridden, "yes", "no"),
            "outcome": pd.array(good.astype(int), dtype="Int64"),
            "outcome_at": known,
            "latency_ms": np.round(np.exp(6.0 + 0.6 * random.normal(size=n)) * restless, 1),
            "failed": random.random(n) < 0.02 * restless,
            "grade": pd.array(random.choice(np.arange(1, 6), n, p=GRADES), dtype="Int64"),
            "reviewed": reviewed,
            "reviewer": np.where(reviewed, _drawn(random, REVIEWERS, n), None),
            "review_s": np.where(reviewed, np.round(np.exp(random.normal(5.2, 0.6, n)), 1), np.nan),
            "overridden": pd.array(overridden, dtype="boolean"),
        }
    )  # fmt: skip
    log["cost"] = np.round(0.8 + 4.0 * reviewed + random.exponential(0.3, n), 2)
    log.loc[~followed, ["outcome", "outcome_at"]] = None
    log.loc[random.random(n) >= 0.35, "grade"] = None
    log.loc[~log["reviewed"], "overridden"] = None
    log.loc[random.random(n) < 0.01, "sex"] = None
    return in_order(log)


def in_order(log):
    """Return a log in order of time, its decisions numbered from the first."""
    log = log.sort_values("decided_at", kind="stable", ignore_index=True)
    log["id"] = np.arange(100_000, 100_000 + len(log))
    return log


def _people(random, n):
    """Return person, origin, sex and ability of every row: one in seven is of somebody again."""
    people = int(n * 0.86)
    again = random.choice(people, n - people, p=_shares(random.gamma(1.5, size=people)))
    person = random.permutation(np.concatenate([np.arange(people), again]))
    parts = (
        _drawn(random, ORIGINS, people),
        random.choice(["F", "M"], people),
        random.normal(size=people),
    )
    return person, *(part[person] for part in parts)


def _days(random, n):
    """Return the day of every row: weekdays, a season, and days that vary by more than chance."""
    day = np.arange(DAYS)
    weekday = (day + 2) % 7  # the first of January 2025 is a Wednesday
    season = 1 + 0.1 * np.sin(2 * np.pi * (day - 60) / DAYS)
    busy = WEEKDAYS[weekday] * season * random.gamma(400, 1 / 400, DAYS)
    return random.choice(DAYS, n, p=_shares(busy))


def _drawn(random, shares, n):
    return random.choice(np.array(list(shares), dtype=object), n, p=_shares([*shares.values()]))


def _shares(weights):
    return np.asarray(weights) / np.sum(weights)


def _logistic(x):
    return 1 / (1 + np.exp(-x))

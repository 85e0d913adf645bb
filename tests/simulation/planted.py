"""Ten defects to plant in a clean log, and what an audit must say to have found each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import polars as pl
from decision_log import DAYS, END, KNOWN_BY, PLAN, START, clean_log, in_order

from evenhand.audit import audit

AS_OF = datetime(2026, 1, 1, 9, tzinfo=UTC)
WINDOW = 31  # days: audits are by the month
HARMED = "south"


@dataclass(frozen=True)
class Defect:
    """A defect, how to plant it, and how to tell that an audit found it.

    Attributes
    ----------
    name, size : str
        What is planted, and how large it is.
    plant : callable
        From a clean log, a generator and the day of the year from which to plant to the log with
        the defect, and the day that an audit must tell.
    found : callable
        From an audit to the findings about the defect, each as the first and the last day on which
        it says that the defect began, in the order of the audit.
    days : pair of int
        Between which days of the year the defect begins.
    n : int
        Decisions in the clean log.
    """

    name: str
    size: str
    plant: Callable
    found: Callable
    days: tuple[int, int] = (120, 240)
    n: int = 20_000


@dataclass(frozen=True)
class Hunt:
    """What came of one planted log: whether it was found, and how many days off the date is."""

    defect: str
    seed: int
    off: int | None  # None: not found

    @property
    def found(self):
        return self.off is not None

    @property
    def dated(self):
        return self.off is not None and self.off <= WINDOW


def hunt(defect, seed):
    """Return what an audit makes of a defect planted in the clean log of a seed."""
    random = np.random.default_rng([seed, *defect.name.encode()])
    since = int(random.integers(*defect.days))
    log, truth = defect.plant(clean_log(seed, defect.n), random, since)
    spans = defect.found(audited(log))
    if not spans:
        return Hunt(defect.name, seed, None)
    # The first is what a reader reads first.
    first, last = spans[0]
    return Hunt(defect.name, seed, max((first - truth).days, (truth - last).days, 0))


def audited(log):
    """Return the audit of a log as it is read the day after its last."""
    return audit(pl.from_pandas(log), PLAN, as_of=AS_OF)


# ---- planting


def _latency(log, _, since):
    week = _from(log, since) & ~_from(log, since + 7)
    return _changed(log, week, latency_ms=2 * log["latency_ms"]), day(since)


def _accuracy(log, random, since):
    """A new model that takes one applicant in three for another: scores are as they were."""
    late = _from(log, since)
    log = log.assign(model=np.where(late, "v2", "v1"))
    confused = np.flatnonzero(late & (random.random(len(log)) < 1 / 3))
    other = random.permutation(confused)
    own = ["score", "decision", "overridden", "reviewed", "review_s", "reviewer"]
    log.loc[confused, own] = log.loc[other, own].set_axis(confused)
    return log, day(since)


def _selection(log, _, since):
    """A higher bar for one group: those of it who passed with the lowest scores fail."""
    late = _from(log, since) & (log["origin"] == HARMED)
    passed = late & (log["decision"] == "yes")
    lowest = log["score"][passed].nsmallest(round(0.05 * late.sum())).index
    return _changed(log, log.index.isin(lowest), decision="no"), day(since)


def _labels(log, *_):
    """Outcomes of one group become known twice as late."""
    slow = log["origin"] == HARMED
    wait = log["outcome_at"] - log["decided_at"]
    log = _changed(log, slow, outcome_at=log["decided_at"] + 2 * wait)
    log.loc[log["outcome_at"] >= END, ["outcome", "outcome_at"]] = None
    # By when 95 % of them are known: labels have not all come for decisions since.
    return log, day(DAYS - round(2 * KNOWN_BY))


def _feature(log, _, since):
    income = (1.3 * log["income"]).round()
    return _changed(log, _from(log, since), income=income), day(since)


def _category(log, random, since):
    new = _from(log, since) & (random.random(len(log)) < 0.08)
    return _changed(log, new, channel="partner"), day(since)


def _outage(log, random, since):
    out = _from(log, since) & ~_from(log, since + 2)
    return in_order(log[~out | (random.random(len(log)) < 0.05)]), day(since)


def _copies(log, _, since):
    """Whatever was decided from noon to three o'clock is written four times."""
    hour = log["decided_at"].dt.hour
    batch = log[_from(log, since) & ~_from(log, since + 1) & hour.between(12, 14)]
    whole = pd.concat([log, *[batch] * 3])
    return whole.sort_values("decided_at", kind="stable", ignore_index=True), day(since)


def _rubber_stamps(log, random, since):
    late = _from(log, since) & log["reviewed"]
    undone = late & log["overridden"].fillna(value=False)
    log = _changed(log, undone, decision=_other(log["decision"]), overridden=False)
    quick = np.exp(2.0 + 0.4 * random.normal(size=len(log))).round(1)
    return _changed(log, late, review_s=quick), day(since)


def _override_bias(log, random, since):
    """Reviewers turn down one in four of those of one group whom the model would accept."""
    seen = _from(log, since) & log["reviewed"] & (log["origin"] == HARMED)
    kept = seen & ~log["overridden"].fillna(value=False) & (log["decision"] == "yes")
    turned = kept & (random.random(len(log)) < 0.25)
    return _changed(log, turned, decision="no", overridden=True), day(since)


def day(number):
    """Return a day of the year as a date."""
    return START.astype(date) + timedelta(days=int(number))


def _from(log, number):
    return (log["decided_at"] >= START + np.timedelta64(int(number), "D")).to_numpy()


def _changed(log, rows, **columns):
    """Return a log with other values in some rows."""
    return log.assign(**{name: log[name].mask(rows, new) for name, new in columns.items()})


def _other(decision):
    return decision.map({"yes": "no", "no": "yes"})


# ---- finding


def change(signs, group=()):
    """Return what finds that a figure rose (1) or fell (-1): of everybody, or as a group's gap."""

    def found(audit_):
        rows = _evidence(audit_, "change", audit_.change_points)
        return [
            _on(row.at)
            for row in rows
            if row.group == group and row.difference * signs.get(row.metric, 0) > 0
        ]

    return found


def anomaly(kind, sign):
    """Return what finds a run of days above (1) or below (-1) the limits of everybody."""

    def found(audit_):
        rows = _evidence(audit_, "anomaly", audit_.anomalies)
        return [
            _on(row.start)
            for row in rows
            if row.kind == kind and not row.group and row.excess * sign > 0
        ]

    return found


def shift(kind, what, name=None):
    """Return what finds that something drifted for everybody, or has a new value of a name."""

    def found(audit_):
        rows = _evidence(audit_, kind, audit_.shifts)
        return [
            _in_month(row.window)
            for row in rows
            if row.what == what and not row.group
            if name is None or name in {one.name for one in row.came}
        ]

    return found


def late_labels(audit_):
    """Return since when labels of the group are said not to have come: by their age, at the end."""
    told = re.compile(rf"had come ([\d,]+) days? after the decision for {HARMED}")
    ages = [told.search(one.detail)[1] for one in _findings(audit_, "label_delay", HARMED)]
    return [_on(str(day(DAYS - int(age.replace(",", ""))))) for age in ages]


def copies(audit_):
    """Return the days on which copies are said to have come."""
    return [
        _on(re.search(r"from (\d{4}-\d\d-\d\d) \d\d:\d\d", one.detail)[1])
        for one in _findings(audit_, "duplicates")
        if one.title == "Decisions are in the log more than once."
    ]


def _findings(audit_, kind, *group):
    return [
        one for one in audit_.findings if one.kind == kind and (not group or one.group == group)
    ]


def _evidence(audit_, kind, rows):
    """Return the row that each finding of a kind rests on first."""
    known = {row.id: row for row in rows}
    return [known[one.evidence[0]] for one in _findings(audit_, kind)]


def _on(text):
    one = date.fromisoformat(text[:10])
    return one, one


def _in_month(window):
    first = date.fromisoformat(window)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


DEFECTS = (
    Defect(
        "Latency doubles for a week", "2 times, 7 days", _latency, anomaly("latency", 1),
        days=(30, 330),
    ),
    Defect(
        "Accuracy decays after a model change", "6 points",
        _accuracy, change({"accuracy": -1}),
    ),
    Defect(
        "A group's selection rate falls", "5 points, of 40 % of the decisions",
        _selection, change({"selection_rate": -1}, (HARMED,)), n=60_000,
    ),
    Defect(
        "Labels of a group come later", "twice as late: 95 % by 101 days, not 50",
        _labels, late_labels,
    ),
    Defect("A feature shifts", "income 30 % higher", _feature, shift("drift", "feature:income")),
    Defect(
        "A new category", "8 % of the decisions",
        _category, shift("category", "feature:channel", "partner"),
    ),
    Defect("An outage", "19 of 20 decisions of two days", _outage, anomaly("volume", -1),
           days=(30, 330)),
    Defect("A burst of copies", "three hours written four times, some 60 rows",
           _copies, copies, days=(30, 330)),
    Defect(
        "Reviewers stamp", "7 seconds a review, nothing overridden",
        _rubber_stamps, change({"hasty_review_rate": 1, "override_rate": -1}),
    ),
    Defect(
        "Overrides are biased", "one in four accepted of a group turned down",
        _override_bias, change({"override_rate": 1}, (HARMED,)),
    ),
)  # fmt: skip

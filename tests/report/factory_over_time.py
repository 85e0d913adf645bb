"""Everything that time adds to an audit, as analyses could find it. The figures are invented."""

import math
from dataclasses import replace
from datetime import date, timedelta

from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.budget import Budget
from evenhand.analyses.change_point import ChangePoint, Coincidence
from evenhand.analyses.control_chart import ControlChart
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.readiness import Check
from evenhand.analyses.restatement import Restatement
from evenhand.analyses.review_effect import ReviewEffect
from evenhand.analyses.shift import Category, Shift
from evenhand.analyses.trend import Trend
from evenhand.gates.gate import Finding, GateResult, GroupState

EMPTY = "2025-08-01"  # a month without decisions
LATE = ("2025-11-01", "2025-12-01")  # months whose labels are not in
REVIEW = {
    "human_review_rate": 0.31,
    "override_rate": 0.12,
    "override_share": 0.037,
    "override_upward_rate": 0.64,
    "hasty_review_rate": 0.08,
}


def estimate(**given):
    """Return an estimate of everybody; what is given wins."""
    value = given.get("value")
    row = {
        "metric": "failure_rate",
        "attributes": (),
        "group": (),
        "window": None,
        "model_version": None,
        "condition": None,
        "value": None,
        "low": None if value is None else value * 0.95,
        "high": None if value is None else value * 1.05,
        "level": 0.95,
        "method": "wilson",
        "n": 1464,
        "numerator": None,
        "denominator": None,
        "design_effect": None,
        "undefined": None,
    } | given
    return Estimate(**row)


def target(**given):
    """Return a target judged."""
    row = {
        "id": "latency_p95",
        "title": "95th percentile of latency: at most 400 ms",
        "metric": "latency_p95",
        "comparison": "at_most",
        "attributes": (),
        "tolerance": 400.0,
        "warn": None,
        "decide_by": "evidence",
        "on_insufficient": "pass",
        "source": "plan",
        "alpha": 0.05,
        "minimum_n": 30,
        "state": "fail",
        "reason": "It is past the target.",
        "value": 412.0,
        "low": 404.0,
        "high": 421.0,
        "group": (),
        "reference": (),
        "p_value": 0.001,
        "p_adjusted": 0.002,
        "n": 17571,
        "unit": "ms",
        "subject": "95th percentile of latency",
        "groups": (),
    } | given
    part = GroupState(
        group=row["group"],
        reference=(),
        value=row["value"],
        low=row["low"],
        high=row["high"],
        p_value=0.001,
        n=17571,
        testable=True,
        state=row["state"],
        needed=None,
        disparity="t1",
    )
    return GateResult(**row | {"groups": row["groups"] or (part,)})


def budget(**given):
    """Return the error budget of the whole period; what is given wins."""
    row = {
        "target_id": "failure_rate",
        "metric": "failure_rate",
        "attributes": (),
        "group": (),
        "window": None,
        "allowed": 0.01,
        "n": 17571.0,
        "bad": 228.0,
        "spent": 1.298,
        "burn_rate": 1.3,
        "low": 1.1,
        "high": 1.5,
        "level": 0.95,
        "pace": "slow_burn",
        "exhausted": "2025-10-01",
        "estimate": "t2",
    } | given
    return Budget(**row)


def change(**given):
    """Return a rate of everybody that moved; what is given wins."""
    row = {
        "id": "c1",
        "metric": "selection_rate",
        "attributes": (),
        "group": (),
        "reference": (),
        "at": "2025-07-02",
        "earliest": "2025-06-28",
        "latest": "2025-07-05",
        "before": 0.612,
        "after": 0.556,
        "difference": -0.056,
        "low": -0.071,
        "high": -0.041,
        "level": 0.95,
        "p_value": 0.0005,
        "method": "glr",
        "n_before": 8700,
        "n_after": 8871,
        "alarm": None,
        "began": None,
        "touched": (("Black",), ("Hispanic",)),
        "coincidences": (
            Coincidence(
                kind="model_version",
                text="Model version v2 was first seen on 1 July 2025.",
                at="2025-07-01",
            ),
        ),
    } | given
    return ChangePoint(**row)


def anomaly(**given):
    """Return three slow days; what is given wins."""
    row = {
        "id": "a1",
        "kind": "latency",
        "metric": "latency_mean",
        "attributes": (),
        "group": (),
        "start": "2025-03-10",
        "end": "2025-03-12",
        "slots": 3,
        "value": 812.0,
        "expected": 390.0,
        "low": 310.0,
        "high": 490.0,
        "excess": 9.2,
        "n": 143,
    } | given
    return Anomaly(**row)


def shift(**given):
    """Return one distribution in one window; what is given wins."""
    row = {
        "id": "s0",
        "what": "score",
        "kind": "number",
        "attributes": (),
        "group": (),
        "window": "2025-07-01",
        "against": "baseline",
        "reference": ("2025-01-01", "2025-03-01"),
        "psi": 0.27,
        "p_value": 0.0002,
        "p_none": 0.0001,
        "jensen_shannon": 0.031,
        "ks": 0.18,
        "wasserstein": 0.09,
        "n": 1464,
        "n_against": 4390,
        "state": "drift",
        "came": (),
        "went": (),
        "unknown": None,
        "unknown_before": None,
        "p_unknown": None,
        "jumped": False,
        "undefined": None,
    } | given
    return Shift(**row)


def check(key, state, **given):
    """Return a check of the log; what is given wins."""
    row = {
        "title": f"Every decision has its {key}.",
        "count": {"ready": 0, "gap": 412}.get(state),
        "of": 17571 if state in {"ready", "gap"} else None,
        "where": key,
        "prevents": "Tracing a figure to the decision behind it.",
        "detail": "412 of 17,571 have none." if state == "gap" else "As it should be.",
    } | given
    return Check(key=key, state=state, **row)


def review(ident, group, before, after, low, high):  # noqa: PLR0917 - a row in order
    """Return what review does to a gap."""
    return ReviewEffect(
        id=ident,
        attributes=("race",),
        group=(group,),
        reference=("White",),
        before=before,
        after=after,
        change=abs(after) - abs(before),
        low=low,
        high=high,
        level=0.95,
        p_value=0.003,
        reviewed=760,
        overridden=91,
        upward=58,
        n=2451,
    )


def trends(months):
    """Return two gaps followed month by month, one past the empty month."""
    found = []
    for i, month in enumerate(months):
        for group, size in (("Black", -0.02 * i**0.8), ("Asian", 0.004 * math.sin(i))):
            half = 0.09 / math.sqrt(i + 1)
            known = month != EMPTY
            found.append(
                Trend(
                    metric="selection_rate",
                    attributes=("race",),
                    group=(group,),
                    reference=("White",),
                    window=month,
                    value=size if known else None,
                    low=size - half if known else None,
                    high=size + half if known else None,
                    level=0.95,
                    p_value=0.01,
                    n=1000 * (i + 1),
                )
            )
    return tuple(found)


def control(metric, centre, spread, outside=(68,)):
    """Return a year of days of a figure; August is empty."""
    first = date(2025, 1, 1)
    days = [first + timedelta(days=i) for i in range(365)]
    quiet = [day.month == 8 for day in days]

    def line(of):
        return tuple(None if q else of(i) for i, q in enumerate(quiet))

    return ControlChart(
        metric=metric,
        slots=tuple(day.isoformat() for day in days),
        value=line(lambda i: centre + (4.5 if i in outside else math.sin(i * 1.7)) * spread),
        centre=line(lambda _: centre),
        low=line(lambda _: centre - 3 * spread),
        high=line(lambda _: centre + 3 * spread),
        outside=tuple(outside),
        seasonal=True,
    )


def shifts(months):
    """Return the drift of six things by month, and of the score for one group."""
    found = []
    for i, month in enumerate(m for m in months if m != EMPTY):
        for what in ("score", "decision", "label", "feature:income", "mix:race", "mix:sex"):
            psi = {"score": 0.004 + 0.05 * max(i - 4, 0), "feature:income": 0.012 * i}.get(what, 0)
            state = "drift" if psi > 0.2 else "moved" if psi > 0.1 else "steady"
            more = {}
            if what == "feature:income":
                more = {"unknown": 0.02 if i < 5 else 0.19, "unknown_before": 0.02}
                more["jumped"] = i >= 5
            if what == "mix:race" and i >= 9:
                more["came"] = (Category(name="Pacific Islander", n=14, n_against=0),)
                more["went"] = (Category(name="Native American", n=0, n_against=22),)
            if what == "label" and month in LATE:
                more |= {"psi": None, "state": "undefined", "undefined": "labels_not_mature"}
            row = {"psi": psi, "state": state} | more
            found.append(shift(id=f"s{len(found) + 1}", what=what, window=month, **row))
        found.append(
            shift(
                id=f"s{len(found) + 1}",
                window=month,
                attributes=("race",),
                group=("Black",),
                psi=0.03 * i,
                state="drift" if i > 6 else "moved" if i > 4 else "steady",
            )
        )
    return tuple(found)


def windows(audit):
    """Return the estimates with an empty month, and accuracy by month without its last labels."""
    found = []
    for e in audit.estimates:
        if e.window == EMPTY:
            gone = {"value": None, "low": None, "high": None, "n": 0, "method": "none"}
            found.append(replace(e, **gone, undefined="zero_denominator"))
        else:
            found.append(e)
    for i, month in enumerate(audit.log.windows):
        if month == EMPTY:
            row = {"value": None, "undefined": "no_labels", "n": 0}
        elif month in LATE:
            row = {"value": None, "undefined": "labels_not_mature"}
        else:
            row = {"value": 0.81 - 0.004 * i}
        found.append(estimate(id=f"w{i}", metric="accuracy", window=month, **row))
    return found


def oversight(groups):
    """Return what is known of reviews, of everybody and by race."""
    found = []
    for who in ((), *((group,) for group in groups)):
        key = ("race",) if who else ()
        for metric, value in REVIEW.items():
            row = {"metric": metric, "attributes": key, "group": who}
            found.append(estimate(id=f"o{len(found)}", value=value, **row))
        row = {"metric": "review_time_p50", "attributes": key, "group": who}
        found.append(estimate(id=f"o{len(found)}", value=94.0, method="order_statistics", **row))
    return found


def outcomes(groups):
    """Return the labelled share by decision, and error rates that can only be bounded."""
    found = []
    for group in groups:
        for decision, value in (("favourable", 0.97), ("unfavourable", 0.12)):
            row = {"metric": "label_coverage", "attributes": ("race",), "group": (group,)}
            condition = ("decision", decision)
            found.append(estimate(id=f"l{len(found)}", value=value, condition=condition, **row))
    return found


def over_time(audit, **given):
    """Return the audit with everything that time adds."""
    groups, months = audit.attributes[0].groups, audit.log.windows
    latency = target()
    failing = target(
        id="failure_rate",
        title="Failure rate: at most 1.0 %",
        metric="failure_rate",
        tolerance=0.01,
        value=0.013,
        low=0.011,
        high=0.015,
        state="warn",
        unit="rate",
        subject="failure rate",
    )
    sure = target(
        id="override_rate",
        title="Override rate by race: at least 5.0 %",
        metric="override_rate",
        comparison="at_least",
        attributes=("race",),
        group=("Black",),
        tolerance=0.05,
        value=0.12,
        low=0.1,
        high=0.14,
        state="pass",
        unit="rate",
        subject="override rate",
    )
    bounded = {"value": None, "low": 0.412, "high": 0.797, "undefined": "selective_labels"}
    estimates = [
        replace(e, **bounded)
        if e.metric == "true_positive_rate" and e.group == ("Black",) and e.window is None
        else e
        for e in [*windows(audit), *oversight(groups), *outcomes(groups)]
    ]
    kinds = (
        "change",
        "anomaly",
        "drift",
        "readiness",
        "identifiers",
        "selective_labels",
        "new_kind",
    )
    wide = {"metric": "selection_rate", "attributes": ("race",), "group": ("Black",)}
    rows = {
        "estimates": tuple(estimates),
        "gates": (*audit.gates, latency, failing, sure),
        "findings": (
            *audit.findings,
            *(
                Finding(
                    id=f"k{i}",
                    kind=kind,
                    severity="medium",
                    title=f"Something of the kind {kind.replace('_', ' ')}.",
                    detail="In a sentence.",
                    attributes=(),
                    group=(),
                    evidence=("c1",) if kind == "change" else (),
                )
                for i, kind in enumerate(kinds)
            ),
        ),
        "change_points": (
            change(),
            change(
                id="c2",
                reference=("White",),
                before=-0.05,
                after=-0.18,
                difference=-0.13,
                low=-0.16,
                high=-0.1,
                touched=(),
                **wide,
            ),
            change(
                id="c3",
                metric="latency_p95",
                at="2025-03-10",
                earliest="2025-03-10",
                latest="2025-03-10",
                before=380.0,
                after=420.0,
                difference=40.0,
                low=22.0,
                high=58.0,
                touched=(),
                coincidences=(),
            ),
        ),
        "anomalies": (
            anomaly(),
            anomaly(
                id="a2",
                kind="volume",
                metric="decisions",
                start="2025-05-19",
                end="2025-05-19",
                slots=1,
                value=4.0,
                expected=48.2,
                low=27.0,
                high=70.1,
                excess=-6.3,
                n=4,
            ),
        ),
        "shifts": shifts(months),
        "trends": trends(months),
        "control_charts": (
            control("decisions", 48.0, 7.0, (138,)),
            control("failure_rate", 0.013, 0.004),
        ),
        "review_effects": (
            review("r1", "Black", -0.172, -0.121, -0.069, -0.031),
            review("r2", "Asian", -0.02, -0.021, -0.01, 0.012),
            review("r3", "Hispanic", -0.04, -0.07, 0.012, 0.05),
        ),
        "restatements": (
            Restatement(
                metric="accuracy",
                attributes=(),
                group=(),
                window="2025-10-01",
                earlier=0.83,
                earlier_n=610,
                earlier_as_of="2025-11-05T09:00:00+00:00",
                now=0.774,
                n=1390,
            ),
            Restatement(
                metric="true_positive_rate",
                attributes=("race",),
                group=("Black",),
                window=None,
                earlier=None,
                earlier_n=0,
                earlier_as_of="2025-11-05T09:00:00+00:00",
                now=0.71,
                n=900,
            ),
        ),
        "estimated": (
            estimate(id="x1", metric="true_positive_rate", value=0.74, method="cbpe"),
            estimate(id="x2", metric="accuracy", value=0.8, method="cbpe", window=LATE[0]),
        ),
        "budgets": (
            budget(),
            budget(window="2025-11-01", burn_rate=1.1, low=0.8, high=1.6, pace="unclear"),
            budget(window="2025-12-01", burn_rate=3.14, low=2.2, high=4.1, pace="slow_burn"),
        ),
        "checks": (
            check("id", "ready"),
            check("time", "ready"),
            check("model_version", "gap"),
            check("reviewer", "missing", where=""),
            check("sequence", "not_asked"),
            check("identifiers:iban", "gap", where="account", count=16021),
        ),
        "log": replace(audit.log, mature_until=LATE[0]),
    } | given
    return replace(audit, **rows)

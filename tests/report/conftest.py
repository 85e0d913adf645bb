"""Audits of many shapes, for every test of the reports; the figures are invented."""

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from evenhand.analyses.calibration import Histogram
from evenhand.gates.gate import Finding, GateResult, GroupState, Verdict
from evenhand.gates.judge import decide
from evenhand.log.log import LogFile, Reject
from evenhand.recommendations.recommendation import Recommendation
from evenhand.result import Audit, LogSummary

factory = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("factory.py"))))
made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("factory_over_time.py"))))
SEX = factory.SEX


def make(**given):
    """Return an audit of the given shape."""
    shape = {
        "labels": True,
        "time": True,
        "kpis": True,
        "scores": True,
        "pairs": True,
        "attributes": {"race": factory.RACE, "sex": factory.SEX, "age": factory.AGE},
    } | given
    maker = factory.Maker()
    rows = 17571
    maker.estimate("selection_rate", n=rows, value=0.584)
    if shape["labels"]:
        maker.estimate("label_coverage", n=rows, value=0.94)
        for metric, value in factory.ERRORS.items():
            maker.estimate(metric, n=16516, value=value)
    for metric, (value, low, high, method) in (factory.KPIS if shape["kpis"] else {}).items():
        maker.estimate(metric, n=rows, value=value, low=low, high=high, method=method)
        for i, month in enumerate(factory.MONTHS if shape["time"] else ()):
            factor = 1 + 0.05 * math.sin(i)
            maker.estimate(
                metric,
                n=1464,
                value=value * factor,
                low=low * factor,
                high=high * factor,
                method=method,
                window=month,
            )
    attributes = tuple(
        factory.tables(maker, name, groups, shape) for name, groups in shape["attributes"].items()
    )
    gates = [
        factory.gate(
            maker,
            (a.name,),
            {(g,): shape["attributes"][a.name][g] for g in a.groups},
            (a.reference,),
            f"g{i}",
        )
        for i, a in enumerate(attributes, 1)
        if len(a.groups) > 1
    ]
    names = list(shape["attributes"])
    if shape["pairs"] and len(names) > 1:
        one, two = shape["attributes"][names[0]], shape["attributes"][names[1]]
        pair = {
            (a, b): (
                max(1, n * m // rows),
                None if p is None or q is None else min(0.99, p * q / 0.584),
            )
            for a, (n, p) in one.items()
            for b, (m, q) in two.items()
        }
        for group, (n, rate) in pair.items():
            maker.estimate("selection_rate", (names[0], names[1]), group, n, rate)
        best = max(pair, key=lambda g: pair[g][1] or 0.0)
        gates.append(factory.gate(maker, (names[0], names[1]), pair, best, "g9"))
    conditions = ("purpose",) if shape["pairs"] else ()
    for name in names if conditions else ():
        groups, best = (
            shape["attributes"][name],
            next(a.reference for a in attributes if a.name == name),
        )
        for group in [g for g in groups if g != best]:
            for method, how in (
                ("mantel_haenszel", "difference"),
                ("direct_standardisation", "standardised_difference"),
            ):
                maker.disparity(
                    "selection_rate",
                    (name,),
                    (group,),
                    (best,),
                    how,
                    -0.031,
                    condition="purpose",
                    method=method,
                    support=0.97,
                )
    states = [g.state for g in gates]
    worst = next((s for s in ("fail", "warn", "insufficient", "pass") if s in states), "pass")
    verdict = Verdict(
        state=worst,
        sentence="As the gates say.",
        passed=states.count("pass"),
        warned=states.count("warn"),
        failed=states.count("fail"),
        insufficient=states.count("insufficient"),
        exit_code=1 if worst == "fail" else 0,
    )
    scored = (
        [(a.name, g) for a in attributes for g in a.groups]
        if shape["scores"] and shape["labels"]
        else []
    )
    middles = [0.05 + 0.1 * i for i in range(10)]
    return Audit(
        evenhand_version="0.1.0",
        id="2026-0007",
        as_of="2026-11-22T09:00:00+00:00",
        title="Retail lending, January\N{EN DASH}December 2025",
        organisation="Northwind Credit",
        log=LogSummary(
            files=(LogFile(name="loans-2025.csv", bytes=2_412_345, sha256="4f1c" * 16),),
            engine="duckdb",
            rows=rows,
            rejected=3,
            rejects=(
                Reject(file="loans-2025.csv", line=1204, column="decision", reason="not a value"),
            ),
            first="2025-01-02",
            last="2025-12-30",
            window="month" if shape["time"] else None,
            windows=factory.MONTHS if shape["time"] else (),
            model_versions=("v1", "v2") if shape["time"] else (),
            entities=False,
            labelled=16516 if shape["labels"] else 0,
            undecided=7,
            first_seen={"v1": factory.MONTHS[0], "v2": factory.MONTHS[6]} if shape["time"] else {},
            unknown={a.name: 212 for a in attributes},
            columns={"decision": "outcome", "label": "repaid"},
        ),
        plan={},
        favourable="approve",
        attributes=attributes,
        conditions=conditions,
        verdict=verdict,
        gates=tuple(gates),
        findings=(
            Finding(
                id="f1",
                kind="gate",
                severity="high",
                title="Black applicants are approved less often.",
                detail="The ratio is 0.75.",
                attributes=("race",),
                group=("Black",),
                evidence=("d5", "e1"),
            ),
            Finding(
                id="f2",
                kind="coverage",
                severity="info",
                title="For 212 decisions the race is not known.",
                detail="",
                attributes=("race",),
                group=(),
                evidence=(),
            ),
        ),
        recommendations=tuple(
            Recommendation(
                id=f"r{i}",
                rule="rule",
                action="retrain",
                priority=i,
                title=title,
                because=because,
                steps=("Take the second half of 2025.", "Refit."),
                owner="Model owner",
                when="within 30 days",
                verify="the ratio is above 0.80.",
                evidence=("d5",),
            )
            for i, (title, because) in enumerate(
                [
                    (
                        "Review the threshold for Black applicants.",
                        "The ratio is 0.75, below 0.80.",
                    ),
                    ("Retrain on the second half of 2025.", "The gap is wider since v2."),
                    (
                        "Collect 410 more decisions for Native American applicants.",
                        "Their ratio cannot be judged yet.",
                    ),
                    ("Record the entity.", "Nobody is recognised across rows."),
                ],
                1,
            )
        ),
        estimates=tuple(maker.estimates),
        disparities=tuple(maker.disparities),
        calibration=tuple(
            Histogram(
                attribute=name,
                group=group,
                n=(50,) * 10,
                mean_score=tuple(middles),
                share_positive=tuple(0.9 * m for m in middles),
                low=tuple(max(0.0, 0.9 * m - 0.08) for m in middles),
                high=tuple(min(1.0, 0.9 * m + 0.08) for m in middles),
            )
            for name, group in scored
        ),
        notes=("Two columns were read as text.",),
        method={
            "level": 0.95,
            "alpha": 0.05,
            "seed": 20240229,
            "draws": 2000,
            "libraries": {"numpy": "2.4.6"},
        },
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "\"quotes\" & 'more' -->",
    "=cmd|' /C calc'!A0",
    "| a | `b` [c](javascript:d) ]]>",
    "\u202egnirts desrever\u202c \x1b[31mred\x07 \ufffe\uffff",
    "\u0645\u062c\u0645\u0648\u0639\u0629 \u05e7\u05d1\u05d5\u05e6\u05d4",
    "</script><img src=http://evil.example/x onerror=alert(1)>",
    "\u2028{{ 7 * 7 }} {% raw %}",
    "a very long name of a group that goes on and on " * 8,
)


def hostile():
    """Return an audit whose every free text is hostile."""
    groups = {name: (500 + 100 * i, 0.6 - 0.03 * i) for i, name in enumerate(HOSTILE)}
    audit = make(attributes={HOSTILE[0]: groups, HOSTILE[5]: SEX})
    return replace(
        audit,
        title=HOSTILE[6],
        organisation=HOSTILE[1],
        favourable=HOSTILE[3],
        notes=HOSTILE,
        id=HOSTILE[0],
        log=replace(
            audit.log,
            model_versions=(HOSTILE[0], "v2"),
            columns={"decision": HOSTILE[0]},
            files=(LogFile(name=HOSTILE[6], bytes=1, sha256="0" * 64),),
            rejects=(Reject(file=HOSTILE[0], line=None, column=HOSTILE[6], reason=HOSTILE[3]),),
        ),
        findings=tuple(
            replace(f, title=HOSTILE[6], detail=HOSTILE[3], evidence=HOSTILE)
            for f in audit.findings
        ),
        recommendations=tuple(
            replace(r, title=HOSTILE[0], because=HOSTILE[7]) for r in audit.recommendations
        ),
        gates=tuple(
            replace(g, title=HOSTILE[6], reason=HOSTILE[0], id=HOSTILE[1]) for g in audit.gates
        ),
        estimates=tuple(replace(e, id=f"{HOSTILE[6]}{e.id}") for e in audit.estimates),
    )


def hostile_over_time():
    """Return an audit of which time tells nothing but what is hostile."""
    audit, (script, quotes, formula, pipe, turned, _, image, *_, long) = hostile(), HOSTILE
    full = made.over_time(audit)
    group = (script,)
    return replace(
        full,
        log=replace(full.log, first_seen={image: factory.MONTHS[0], turned: factory.MONTHS[4]}),
        change_points=(
            made.change(
                metric=pipe,
                attributes=(formula,),
                group=group,
                reference=(image,),
                touched=(group, (quotes,)),
                coincidences=(made.Coincidence(kind="volume", text=image, at=factory.MONTHS[3]),),
            ),
        ),
        anomalies=(made.anomaly(metric=script, group=(turned,), start=image, end=script),),
        shifts=(
            made.shift(
                what=f"feature:{image}",
                came=(made.Category(name=pipe, n=3, n_against=0),),
                went=(made.Category(name=long, n=0, n_against=3),),
            ),
            made.shift(id="s1", what=script, group=group, attributes=(quotes,)),
        ),
        trends=tuple(replace(t, group=group, reference=(image,)) for t in full.trends),
        review_effects=tuple(replace(r, group=(image,)) for r in full.review_effects),
        restatements=tuple(
            replace(r, group=(turned,), metric=pipe, window=script) for r in full.restatements
        ),
        checks=tuple(replace(c, title=image, where=pipe, detail=script) for c in full.checks),
    )


@pytest.fixture(scope="session")
def audits():
    """Return audits of many shapes by name."""
    nothing = {f"g{i}": (0, None) for i in range(3)}
    calm = make(attributes={"sex": SEX}, pairs=False)
    return {
        "full": make(),
        "no labels": make(labels=False, scores=False),
        "no time": make(time=False),
        "one attribute": make(attributes={"sex": SEX}),
        "no scores": make(scores=False),
        "only unknown": make(attributes={"race": {}}, pairs=False),
        "single group": make(attributes={"sex": {"Men": SEX["Men"]}}),
        "calm": replace(calm, findings=(), recommendations=()),
        "many groups": make(
            attributes={"town": {f"town {i}": (40 * i + 30, 0.3 + 0.005 * i) for i in range(60)}}
        ),
        "undefined": make(attributes={"race": nothing}, labels=False, kpis=False, time=False),
        "over time": made.over_time(make()),
        "hostile over time": hostile_over_time(),
        "hostile": hostile(),
    }


@pytest.fixture(scope="session")
def full(audits):
    """Return the audit that has everything."""
    return audits["full"]


@pytest.fixture(scope="session")
def part():
    """Return a function that makes one group's part in a gate."""

    def make(*group, **changes):
        facts = {
            "group": group,
            "reference": ("White",),
            "value": 0.7,
            "low": 0.65,
            "high": 0.75,
            "p_value": 0.001,
            "n": 2000,
            "testable": True,
            "state": "fail",
            "needed": None,
            "disparity": None,
        }
        return GroupState(**{**facts, **changes})

    return make


@pytest.fixture(scope="session")
def gate_of(part):
    """Return a function that makes a gate of the parts of its groups; the first is its worst."""

    def make(*parts, **changes):
        groups = parts or (part("Black"),)
        worst = groups[0]
        facts = {
            "id": "race",
            "title": "Selection rate ratio by race",
            "metric": "selection_rate",
            "comparison": "ratio",
            "attributes": ("race",),
            "tolerance": 0.8,
            "warn": None,
            "decide_by": "evidence",
            "on_insufficient": "pass",
            "source": "plan",
            "alpha": 0.05,
            "minimum_n": 97,
            "state": worst.state,
            "reason": "",
            "value": worst.value,
            "low": worst.low,
            "high": worst.high,
            "group": worst.group,
            "reference": worst.reference,
            "p_value": 0.001,
            "p_adjusted": worst.p_value,
            "n": sum(one.n for one in groups),
            "groups": groups,
            "unit": "rate",
            "subject": "selection rate",
            "favours": "high",
        }
        return GateResult(**{**facts, **changes})

    return make


@pytest.fixture(scope="session")
def judged(audits):
    """Return a function that makes an audit of the given gates."""

    def make_judged(*gates, **changes):
        return replace(audits["calm"], gates=gates, verdict=decide(gates), **changes)

    return make_judged

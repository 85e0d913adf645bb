"""Every performance figure of every group, window and version, against pandas by brute force."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest

from evenhand.audit import audit
from evenhand.metrics.own import metrics_of
from evenhand.plan import Plan

ROWS = 2400
OUTCOMES = ["done", "broke", "human", "left", "still", "odd", None]
PLAN = {
    "columns": {"time": "at", "model_version": "agent"},
    "decision": {"column": "decision", "favourable": "yes"},
    "protected": [{"column": "sex", "reference": "F"}, {"column": "region"}],
    "intersections": False,
    "window": "month",
    "outcome": {
        "column": "end", "success": "done", "failed": "broke", "escalated": "human",
        "abandoned": "left", "ongoing": "still",
    },
    "kpis": {
        "latency": "ms", "failure": "failed", "failure_class": "why", "cost": "eur",
        "satisfaction": "stars", "review": "looked", "review_time": "looked_at",
        "override": "changed", "attempted": "tried", "reopened": "again", "returned": "back",
        "steps": "steps", "retries": "retries", "tool_calls": "calls",
        "tool_failures": "bad_calls", "input_tokens": "read", "output_tokens": "wrote",
    },
    "limits": {"latency": 900, "review_time": 900, "satisfied": 4},
    "own_kpis": [
        {"name": "mine_rate", "column": "why", "kind": "rate", "values": ["quota", "tool"]},
        {"name": "mine_ends", "column": "end", "kind": "rate", "values": ["done", "odd"]},
        {"name": "mine_mean", "column": "eur", "where": {"end": ["done", "odd"], "tried": "true"}},
        {"name": "mine_sum", "column": "eur", "kind": "sum", "where": {"steps": [3, 4]}},
        {"name": "mine_p80", "column": "balance", "kind": "quantile", "q": 0.8},
        {"name": "mine_p20", "column": "balance", "kind": "quantile", "q": 0.2},
    ],
}  # fmt: skip


def log():
    """Return a log with something missing in every column."""
    draw = np.random.default_rng(11)

    def some(values, missing=0.1):
        values = np.asarray(values, dtype=object)
        return np.where(draw.uniform(size=ROWS) < missing, None, values)

    def flag(share):
        return pd.array(some(draw.uniform(size=ROWS) < share), dtype="boolean")

    def whole(low, high):
        return pd.array(some(draw.integers(low, high, ROWS)), dtype="Int64")

    def number(values):
        return pd.array(some(np.round(values, 3)), dtype="Float64")

    at = pd.Timestamp("2025-01-05") + pd.to_timedelta(
        np.sort(draw.integers(0, 80 * 86_400, ROWS)), unit="s"
    )
    looked = draw.uniform(size=ROWS) < 0.5
    delay = pd.to_timedelta(draw.integers(5, 4000, ROWS), unit="s")
    calls = draw.integers(0, 6, ROWS)
    table = pd.DataFrame(
        {
            "at": at.astype("datetime64[us]"),
            "agent": some(np.where(np.arange(ROWS) < 1000, "a1", "a2"), 0.02),
            "decision": some(draw.choice(["yes", "no"], ROWS), 0.03),
            "sex": some(draw.choice(["F", "M"], ROWS)),
            "region": some(draw.choice(["n", "s", "w"], ROWS)),
            "end": draw.choice(np.array(OUTCOMES, dtype=object), ROWS),
            "ms": number(draw.lognormal(6, 1, ROWS)),
            "failed": flag(0.2),
            "why": some(draw.choice(["quota", "tool", "timeout", ""], ROWS), 0.3),
            "eur": number(draw.gamma(2, 3, ROWS)),
            "balance": number(draw.normal(0, 50, ROWS)),
            "stars": whole(1, 6),
            "looked": pd.array(some(looked), dtype="boolean"),
            "looked_at": (at + delay).where(draw.uniform(size=ROWS) < 0.8).astype("datetime64[us]"),
            "changed": flag(0.3),
            "tried": flag(0.9),
            "again": flag(0.2),
            "back": flag(0.2),
            "steps": whole(0, 60),
            "retries": whole(0, 3),
            "calls": pd.array(some(calls), dtype="Int64"),
            "bad_calls": pd.array(some(draw.binomial(calls, 0.2)), dtype="Int64"),
            "read": whole(100, 9000),
            "wrote": whole(10, 900),
        }
    )
    for column in ("agent", "decision", "sex", "region", "end", "why"):
        table[column] = table[column].astype("string")
    return table


LOG = log()


class Part(NamedTuple):
    """What a figure is of: a group of some attributes, in one window or by one version."""

    attributes: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    window: str | None = None
    version: str | None = None
    condition: tuple[str, str] | None = None


@pytest.fixture(scope="module", params=["duckdb", "pandas", "polars"])
def made(request, tmp_path_factory):
    """Return an audit by one engine."""
    handed = LOG
    if request.param == "polars":
        handed = pl.from_pandas(LOG)
    if request.param == "duckdb":
        handed = tmp_path_factory.mktemp("log") / "log.parquet"
        pl.from_pandas(LOG).write_parquet(handed)
    return audit(handed, Plan.model_validate(PLAN))


@pytest.fixture(scope="module")
def found(made):
    """Return every estimate of the audit by what it is of."""
    rows = {
        (
            row.metric,
            Part(row.attributes, row.group, row.window, row.model_version, row.condition),
        ): row
        for row in made.estimates
    }
    assert len(rows) == len(made.estimates)
    return rows


def rate(flags):
    """Return how many of the known flags are true, and how many are known."""
    known = [bool(one) for one in flags if one is not None]
    return sum(known), len(known)


def each(rows, function):
    return [function(row) for row in rows]


def success(row):
    return {"done": True, "broke": False, "human": False, "left": False}.get(row["end"])


def over(row):
    """Return whether a task is over in a way that is on record."""
    return row["end"] not in {None, "still"}


def changed(row):
    return row["changed"] if row["looked"] else None


def review_seconds(row):
    taken = row["looked"] and row["looked_at"] is not None
    return (row["looked_at"] - row["at"]).total_seconds() if taken else None


def durable(row):
    if not success(row):
        return None
    # A success was not handed over: the outcome says so.
    undone = [row["again"], row["back"]]
    return False if any(undone) else None if None in undone else True


def first_attempt(row):
    if not success(row):
        return success(row)
    return None if row["retries"] is None else row["retries"] == 0


def limited(row, column, is_past):
    return None if row[column] is None else is_past(row[column])


def overridden(row):
    return None if row["looked"] is None else row["changed"] if row["looked"] else False


def upward(row):
    """Return whether an override turned out well: the log holds decisions after review."""
    return row["decision"] == "yes" if changed(row) and row["decision"] else None


RATES = {
    "failure_rate": lambda r: r["failed"],
    "human_review_rate": lambda r: r["looked"],
    "override_rate": changed,
    "override_share": overridden,
    "override_upward_rate": upward,
    "attempt_rate": lambda r: r["tried"],
    "task_success_rate": success,
    "first_attempt_success_rate": first_attempt,
    "durable_resolution_rate": durable,
    "containment_rate": lambda r: r["end"] != "human" if over(r) else None,
    "contained_without_callback_rate": lambda r: (
        not r["back"] if over(r) and r["end"] != "human" and r["back"] is not None else None
    ),
    "handoff_rate": lambda r: r["end"] == "human" if over(r) else None,
    "abandonment_rate": lambda r: r["end"] == "left" if over(r) else None,
    "indeterminate_rate": lambda r: r["end"] in {"odd", None} if r["end"] != "still" else None,
    "sla_breach_rate": lambda r: limited(r, "ms", lambda v: v > 900),
    "satisfied_rate": lambda r: limited(r, "stars", lambda v: v >= 4),
    "hasty_review_rate": lambda r: None if review_seconds(r) is None else review_seconds(r) < 900,
    "failed_tool_task_rate": lambda r: limited(r, "bad_calls", lambda v: v > 0),
    "satisfaction_response_rate": lambda r: r["stars"] is not None,
    # A class is of failures: what did not fail has none, and that is known of it.
    "mine_rate": lambda r: (
        r["failed"] and r["why"] in {"quota", "tool"} if r["failed"] is not None else None
    ),
    "mine_ends": lambda r: r["end"] in {"done", "odd"} if r["end"] else None,
}


def mine(row):
    return row["eur"] if row["end"] in {"done", "odd"} and row["tried"] else None


MEANS = {
    "latency_mean": lambda r: r["ms"],
    "cost_per_decision": lambda r: r["eur"],
    "satisfaction_mean": lambda r: r["stars"],
    "retries_mean": lambda r: r["retries"],
    "steps_mean": lambda r: r["steps"],
    "input_tokens_mean": lambda r: r["read"],
    "output_tokens_mean": lambda r: r["wrote"],
    "review_time_mean": review_seconds,
    "mine_mean": mine,
    "mine_sum": lambda r: (r["eur"] or 0.0) if r["steps"] in {3, 4} else 0.0,
}


def calls(row):
    both = row["calls"] is not None and row["bad_calls"] is not None
    return (row["bad_calls"], row["calls"]) if both else None


def costs(row):
    known = row["eur"] is not None and success(row) is not None
    return (row["eur"], int(success(row))) if known else None


RATIOS = {"tool_call_failure_rate": calls, "cost_per_success": costs}
QUANTILES = {
    "latency_p50": (lambda r: r["ms"], 0.5),
    "latency_p95": (lambda r: r["ms"], 0.95),
    "latency_p99": (lambda r: r["ms"], 0.99),
    "steps_p95": (lambda r: r["steps"], 0.95),
    "review_time_p50": (review_seconds, 0.5),
    "mine_p80": (lambda r: r["balance"], 0.8),
    "mine_p20": (lambda r: r["balance"], 0.2),  # below zero
}


def parts():
    """Yield everybody and each group, over the whole log, by month and by version, with its rows.

    Rows have what is missing as None. To make them anew for every figure would take most of the
    time of these tests.
    """
    every = np.array(LOG.astype(object).where(LOG.notna(), None).to_dict("records"), dtype=object)
    months = LOG["at"].dt.strftime("%Y-%m-01")
    groups = {Part(): pd.Series(data=True, index=LOG.index)}
    for column in ("sex", "region"):
        for name in LOG[column].dropna().unique():
            groups[Part((column,), (name,))] = (LOG[column] == name).fillna(value=False)
    for part, mask in groups.items():
        yield part, every[mask]
        for month in sorted(months.unique()):
            yield part._replace(window=month), every[mask & (months == month)]
        for version in ("a1", "a2"):
            seen = (LOG["agent"] == version).fillna(value=False)
            yield part._replace(version=version), every[mask & seen]


PARTS = list(parts())


def test_the_log_has_groups_windows_and_versions():
    assert len(PARTS) == 6 * (1 + 3 + 2)


@pytest.mark.parametrize("key", RATES)
def test_a_rate_is_what_pandas_counts(found, key):
    for part, rows in PARTS:
        row = found[key, part]
        assert (row.numerator, row.denominator) == rate(each(rows, RATES[key]))
        assert row.low < row.value < row.high


@pytest.mark.parametrize("key", MEANS)
def test_a_mean_is_what_pandas_averages(found, key):
    for part, rows in PARTS:
        row = found[key, part]
        values = [float(one) for one in each(rows, MEANS[key]) if one is not None]
        assert row.value == pytest.approx(np.mean(values), rel=1e-9)
        assert row.n == len(values)
        assert row.numerator == pytest.approx(sum(values))
        assert row.denominator == len(values)
        assert row.low < row.value < row.high


@pytest.mark.parametrize("key", RATIOS)
def test_a_ratio_is_what_pandas_adds_up(found, key):
    for part, rows in PARTS:
        row = found[key, part]
        above, below = np.array([one for one in each(rows, RATIOS[key]) if one]).T
        assert row.value == pytest.approx(above.sum() / below.sum(), rel=1e-9)
        assert row.numerator == pytest.approx(above.sum())
        assert row.denominator == below.sum()
        assert row.low < row.value < row.high


@pytest.mark.parametrize("key", QUANTILES)
def test_a_quantile_is_within_one_percent(found, key):
    function, q = QUANTILES[key]
    for part, rows in PARTS:
        row = found[key, part]
        values = [float(one) for one in each(rows, function) if one is not None]
        exact = np.quantile(values, q, method="inverted_cdf")
        assert row.value == pytest.approx(exact, rel=0.01 + 1e-9)
        assert row.n == len(values)


def days(part):
    """Return how long the log was seen: to the second, or in whole days of a window or version."""
    at = LOG["at"]
    if part.version is not None:
        at = at[(LOG["agent"] == part.version).fillna(value=False)]
    if part.window is not None:
        at = at[at.dt.strftime("%Y-%m-01") == part.window]
    first, last = at.min(), at.max()
    if part.window is None and part.version is None:
        return (last - first) / pd.Timedelta(days=1)
    return (last.normalize() - first.normalize()).days + 1


def test_throughput_is_decisions_a_day_of_the_time_seen(found):
    for part, rows in PARTS:
        row = found["throughput", part]
        assert row.value == pytest.approx(len(rows) / days(part))
        assert row.low < row.value < row.high


def test_every_class_of_failure_is_told_apart(found):
    for part, rows in PARTS:
        failed = each(rows, lambda r: (r["why"] or "unknown") if r["failed"] else None)
        recorded = rate(each(rows, lambda r: r["failed"]))[1]
        for name in ("quota", "tool", "timeout", "unknown"):
            row = found["failure_class_rate", part._replace(condition=("why", name))]
            assert (row.numerator, row.denominator) == (failed.count(name), recorded)


EVERY = (*RATES, *MEANS, *RATIOS, *QUANTILES)


def test_every_figure_is_compared_by_group_with_its_interval(made, found):
    gaps = {
        (row.metric, row.comparison, row.attributes, row.group): row
        for row in made.disparities
        if row.against == "reference" and row.condition is None and row.criterion is None
    }
    references = {one.name: one.reference for one in made.attributes}
    for key in EVERY:
        for part, _ in PARTS:
            if not part.attributes or part.window is not None or part.version is not None:
                continue
            reference = (references[part.attributes[0]],)
            if part.group == reference:
                continue
            mine, theirs = found[key, part].value, found[key, part._replace(group=reference)].value
            for comparison, value in {"difference": mine - theirs, "ratio": mine / theirs}.items():
                row = gaps[key, comparison, part.attributes, part.group]
                assert row.reference == reference
                assert row.value == pytest.approx(value, rel=1e-9, abs=1e-12)
                if comparison == "ratio" and theirs < 0:
                    # A ratio of numbers below zero has no interval on the scale of logarithms.
                    assert (row.low, row.high) == (None, None)
                    continue
                assert row.low <= row.value <= row.high
                assert row.low < row.high


def test_no_figure_is_left_out(found):
    checked = {*EVERY, "throughput", "failure_class_rate"}
    known = {
        key
        for key, metric in metrics_of(Plan.model_validate(PLAN)).items()
        if metric.reads not in {"counts", "scores"}
    }
    assert checked == known
    assert checked <= {metric for metric, *_ in found}


@pytest.mark.parametrize("stage", ["final", "proposed"])
def test_which_way_an_override_turned_depends_on_what_the_log_holds(stage):
    rows = pd.DataFrame(
        {
            "sex": ["F"] * 6,
            "decision": ["yes", "yes", "yes", "no", "no", None],
            "changed": [True, True, False, True, False, True],
        }
    )
    plan = Plan.model_validate(
        {
            "decision": {"column": "decision", "favourable": "yes", "stage": stage},
            "protected": [{"column": "sex"}],
            "kpis": {"override": "changed"},
        }
    )
    (row,) = (
        one
        for one in audit(rows, plan).estimates
        if one.metric == "override_upward_rate" and one.group == ()
    )
    assert (row.numerator, row.denominator) == (2 if stage == "final" else 1, 3)

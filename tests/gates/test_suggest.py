"""What is suggested for what was found."""

from dataclasses import replace

import pytest

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.gates.findings import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.suggest import suggest

WINDOWS = [f"2025-{month:02d}-01" for month in range(1, 9)]
RATE = {"A": 0.5, "B": 0.45}


def estimates(metric, rates, *, n=2000, attributes=("g",), windows=WINDOWS, **more):
    for window in windows:
        for group, value in rates.items():
            plain = {
                "low": None, "high": None, "method": "wilson", "numerator": value * n,
                "denominator": n, "undefined": None,
            } | more  # fmt: skip
            yield Estimate(
                id=f"{metric}{window}{group}", metric=metric, attributes=attributes,
                group=(group,) if attributes else (), window=window, model_version=None,
                condition=None, value=value, level=0.95, n=n, design_effect=None, **plain,
            )  # fmt: skip


def finding(kind, *evidence, attributes=("g",), group=("B",), title="Something was found."):
    return Finding(
        id="f1", kind=kind, severity="high", title=title, detail="", attributes=attributes,
        group=group, evidence=evidence,
    )  # fmt: skip


def change(metric, before, after, **more):
    plain = {
        "id": "c1", "attributes": ("g",), "group": ("B",), "reference": ("A",),
        "at": "2025-05-10", "earliest": "2025-05-02", "latest": "2025-05-12", "low": None,
        "high": None, "level": 0.95, "p_value": 0.01, "method": "glr", "n_before": 1,
        "n_after": 1, "alarm": None, "began": None, "touched": (), "coincidences": (),
    }  # fmt: skip
    return ChangePoint(
        metric=metric, before=before, after=after, difference=after - before, **{**plain, **more}
    )


def compared(metric, comparison, reference="A"):
    return Disparity(
        id="d1", criterion=None, metric=metric, attributes=("g",), group=("B",),
        reference=(reference,), against="reference", comparison=comparison, condition=None,
        value=0.5, low=0.4, high=0.6, level=0.95, simultaneous=False, p_value=None, method="",
        n=900, support=None, undefined=None,
    )  # fmt: skip


def suggested(found, rows, *, changes=(), disparities=(), gates=(), windows=WINDOWS, **more):
    facts = Facts(
        tuple(rows), tuple(disparities), tuple(gates), frozenset(), window="month",
        change_points=tuple(changes), units={"latency_p95": "ms"},
    )  # fmt: skip
    made, refused = suggest(facts, found if isinstance(found, list) else [found], windows, **more)
    return made, [one.why for one in refused]


GAP_MOVED = change("selection_rate", -0.05, -0.2)
EVERYBODY = {"attributes": (), "group": (), "reference": ()}


def test_a_gap_that_widened_gets_the_tolerance_that_held_before():
    rows = [
        *estimates("selection_rate", RATE, windows=WINDOWS[:4]),
        *estimates("selection_rate", {"A": 0.5, "B": 0.1}, windows=WINDOWS[4:]),
    ]
    (one,), _ = suggested(finding("change", "c1"), rows, changes=[GAP_MOVED])
    assert one.table == "gates"
    # 5 points, give or take 1.5 with 8,000 decisions on either side: 6.5, so 7.
    assert one.entry == {
        "id": "suggested-selection_rate-by-g",
        "metric": "selection_rate",
        "attributes": ("g",),
        "comparison": "difference",
        "tolerance": 0.07,
        "note": "Suggested after: Something was found.",
    }
    assert one.because[0] == "Something was found."
    assert one.because[1].startswith(
        "January 2025 to April 2025: selection rate of B against A: \N{MINUS SIGN}5.0 points "
        "(between"
    )
    assert one.because[1].endswith("on 16,000 decisions.")


def test_a_reference_period_that_is_named_wins():
    rows = [
        *estimates("selection_rate", RATE, windows=WINDOWS[:2]),
        *estimates("selection_rate", {"A": 0.5, "B": 0.3}, windows=WINDOWS[2:]),
    ]
    (one,), _ = suggested(
        finding("change", "c1"), rows, changes=[GAP_MOVED], period=("2025-03-01", "2025-03-31")
    )
    assert one.entry["tolerance"] == pytest.approx(0.23)
    assert one.because[1].startswith("March 2025: ")


@pytest.mark.parametrize(
    ("after", "side", "number"), [(0.4, "at_least", 0.48), (0.6, "at_most", 0.52)]
)
def test_a_figure_that_moved_gets_a_target_on_that_side(after, side, number):
    rows = estimates("handoff_rate", {"": 0.5}, attributes=())
    moved = change("handoff_rate", 0.5, after, **EVERYBODY)
    (one,), _ = suggested(finding("change", "c1", attributes=(), group=()), rows, changes=[moved])
    assert one.table == "targets"
    assert one.entry[side] == number
    assert "attributes" not in one.entry
    assert one.entry["id"] == "suggested-handoff_rate"


def test_accuracy_that_fell_gets_the_target_of_the_first_quarter():
    rows = estimates("accuracy", {"": 0.8}, attributes=())
    (one,), _ = suggested(finding("performance", "d1", attributes=(), group=()), rows)
    assert one.entry["at_least"] == 0.78
    assert one.because[1].startswith("January 2025 to February 2025: accuracy: 80.0 % (")


@pytest.mark.parametrize(
    ("metric", "rates", "tolerance"),
    [
        ("failure_rate", {"A": 0.1, "B": 0.2}, 0.4),
        ("task_success_rate", {"A": 0.8, "B": 0.6}, 0.7),
        ("handoff_rate", {"A": 0.1, "B": 0.2}, 0.4),
        ("task_success_rate", {"A": 0.8, "B": 0.99}, 0.95),
    ],
)
def test_a_gap_in_performance_gets_the_ratio_that_held(metric, rates, tolerance):
    (one,), _ = suggested(
        finding("kpi_gap", "e1", "d1"),
        estimates(metric, rates),
        disparities=[compared(metric, "ratio")],
    )
    assert (one.entry["comparison"], one.entry["tolerance"]) == ("ratio", tolerance)
    assert "a ratio of" in one.because[1]


@pytest.mark.parametrize(
    ("kind", "metric"),
    [("label_coverage", "label_coverage"), ("calibration", "calibration_in_the_large")],
)
def test_labels_and_calibration_are_gaps_too(kind, metric):
    more = {} if kind == "label_coverage" else {"method": "normal", "low": 0.1, "high": 0.6}
    (one,), _ = suggested(
        finding(kind, "e1"),
        estimates(metric, RATE, **more),
        disparities=[compared(metric, "difference")],
    )
    assert (one.entry["metric"], one.entry["comparison"]) == (metric, "difference")
    assert one.entry["tolerance"] > 0.05


def test_what_is_a_gate_already_is_not_suggested(gate_result):
    gate = gate_result()
    assert suggested(finding("gate_fail", gate.id), []) == ([], ["it is a gate already"])
    assert suggested(finding("target", gate.id), []) == ([], ["it is a gate already"])
    rows = list(estimates("selection_rate", RATE))
    found = suggested(finding("change", "c1"), rows, changes=[GAP_MOVED], gates=[gate])
    assert found == ([], [f"it is a gate already: {gate.id}"])
    others = [replace(gate, metric="accuracy"), replace(gate, attributes=("h",))]
    others += [replace(gate, basis="baseline"), replace(gate, comparison="at_most")]
    assert suggested(finding("change", "c1"), rows, changes=[GAP_MOVED], gates=others)[0]


def test_a_target_on_the_same_side_is_enough(gate_result):
    moved = change("handoff_rate", 0.5, 0.6, **EVERYBODY)
    rows = list(estimates("handoff_rate", {"": 0.5}, attributes=()))
    one = finding("change", "c1", attributes=(), group=())
    target = gate_result(metric="handoff_rate", comparison="at_most", attributes=(), id="t")
    assert suggested(one, rows, changes=[moved], gates=[target])[1] == ["it is a gate already: t"]
    other = replace(target, comparison="at_least")
    assert suggested(one, rows, changes=[moved], gates=[other])[0]


def test_what_is_suggested_already_is_not_suggested_twice():
    rows = list(estimates("selection_rate", RATE))
    twice = [finding("change", "c1"), finding("change", "c1")]
    made, why = suggested(twice, rows, changes=[GAP_MOVED])
    assert (len(made), why) == (1, ["what is suggested above asks for it"])
    target = change("selection_rate", 0.5, 0.4, id="c2", **EVERYBODY)
    rows += estimates("selection_rate", {"": 0.5}, attributes=())
    both = [finding("change", "c1"), finding("change", "c2", attributes=(), group=())]
    made, why = suggested(both, rows, changes=[GAP_MOVED, target])
    assert ([one.table for one in made], why) == (["gates", "targets"], [])


@pytest.mark.parametrize(
    ("moved", "why"),
    [
        (change("selection_rate", -0.2, -0.05), "the gap has narrowed"),
        (change("accuracy", 0.7, 0.8, **EVERYBODY), "it moved for the better"),
        (change("failure_rate", 0.2, 0.1, **EVERYBODY), "it moved for the better"),
    ],
)
def test_what_moved_for_the_better_is_not_held_back(moved, why):
    assert suggested(finding("change", "c1"), [], changes=[moved]) == ([], [why])


@pytest.mark.parametrize("kind", ["drift", "too_few_decisions", "traceability"])
def test_what_no_gate_can_ask_says_why(kind):
    made, (why,) = suggested(finding(kind), [])
    assert not made
    assert why


def test_a_gap_to_nobody_is_no_gap():
    own = compared("label_coverage", "difference", reference="B")
    for known in ([], [own]):
        assert suggested(finding("label_coverage", "e1"), [], disparities=known)[1] == [
            "there is no other group to compare with"
        ]


def test_without_figures_of_the_reference_period_there_is_no_tolerance():
    one, asked = finding("change", "c1"), {"changes": [GAP_MOVED]}
    nothing = ["the reference period has no figures of it"]
    assert suggested(one, [], **asked)[1] == nothing
    mine = list(estimates("selection_rate", {"B": 0.4}))
    assert suggested(one, mine, **asked)[1] == nothing
    early = change("selection_rate", -0.05, -0.2, earliest="2025-01-20")
    assert suggested(one, estimates("selection_rate", RATE), changes=[early])[1] == nothing


def test_without_intervals_or_ratios_there_is_no_tolerance():
    open_ = {"method": "none", "low": None, "high": None}
    no_interval = ["the reference period has no interval of it"]
    rows = estimates("selection_rate", RATE, **open_)
    assert suggested(finding("change", "c1"), rows, changes=[GAP_MOVED])[1] == no_interval
    rows = estimates("handoff_rate", {"": 0.5}, attributes=(), **open_)
    moved = change("handoff_rate", 0.5, 0.6, **EVERYBODY)
    one = finding("change", "c1", attributes=(), group=())
    assert suggested(one, rows, changes=[moved])[1] == no_interval
    kpi = finding("kpi_gap", "e1", "d1")
    rows = estimates("failure_rate", {"A": 0.1, "B": 0.0})
    known = [compared("failure_rate", "ratio")]
    assert suggested(kpi, rows, disparities=known)[1] == ["the reference period has no ratio of it"]
    rows = estimates("failure_rate", {"A": 0.05, "B": 0.9}, n=20)
    assert suggested(kpi, rows, disparities=known)[1] == [
        "the reference period has too few decisions to tell a tolerance from"
    ]


def test_a_target_that_any_rate_meets_is_none():
    rows = estimates("handoff_rate", {"": 0.98}, n=20, attributes=())
    moved = change("handoff_rate", 0.5, 0.99, **EVERYBODY)
    one = finding("change", "c1", attributes=(), group=())
    assert suggested(one, rows, changes=[moved])[1] == ["the reference period would allow any rate"]


def test_a_figure_of_a_group_is_told_with_its_unit():
    more = {"method": "order_statistics", "low": 90.0, "high": 120.0}
    rows = estimates("latency_p95", {"B": 100.0}, **more)
    moved = change("latency_p95", 100, 200, reference=())
    (one,), _ = suggested(finding("change", "c1"), rows, changes=[moved])
    assert one.entry["attributes"] == ("g",)
    assert one.entry["at_most"] == 110.0
    assert "95th percentile of latency of B: 100 ms (" in one.because[1]


def test_a_figure_with_one_bound_has_a_target_on_that_side_alone():
    rows = estimates("latency_p95", {"": 100.0}, attributes=(), method="x", low=90.0, high=None)
    moved = change("latency_p95", 200, 100, **EVERYBODY)
    one = finding("change", "c1", attributes=(), group=())
    assert suggested(one, rows, changes=[moved])[1] == ["it moved for the better"]
    rows = estimates("cost_per_decision", {"": 100.0}, attributes=(), method="x", low=90.0)
    moved = change("cost_per_decision", 200, 100, **EVERYBODY)
    (made,), _ = suggested(one, rows, changes=[moved])
    assert made.entry["at_least"] == 95.0
    assert "cost per decision: 100, on" in made.because[1]

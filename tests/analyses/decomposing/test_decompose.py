"""What is asked about is decomposed in every way that the log can serve, and nothing else is."""

from dataclasses import replace

import pytest

from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.decomposing import decompose
from evenhand.analyses.decomposing.decompose import stand_in
from evenhand.analyses.question import Question
from evenhand.metrics import METRICS
from evenhand.plan import Plan

PLAN = Plan.model_validate({
    "decision": {"column": "d"}, "label": {"column": "y"}, "score": {"column": "s"},
    "protected": [{"column": "g"}], "conditions": ["loan", "region"],
})  # fmt: skip
GAP = Question(
    of=("gate",), metric="selection_rate", attributes=("g",), group=("a",), reference=("b",)
)


@pytest.fixture
def log(tallies, row, scored):
    """Return a log in four months and two versions with all that can be used."""
    cells = [
        ("a", good, label, bin_, n, 0)
        for good, label, bin_, n in (
            (True, "positive", 3, 12), (True, "negative", 2, 6),
            (False, "positive", 1, 6), (False, "negative", 0, 12),
        )
    ] + [("b", True, "positive", 3, 24, 0), ("b", False, "negative", 0, 12, 0)]  # fmt: skip
    rows = [
        row(
            group, n / 4, good=good, label=label, loan="home" if month % 2 else "car",
            region="north" if bin_ % 2 else "south", window=f"2025-0{month}-01",
            model_version="v1" if month < 3 else "v2",
            **{"failure n": n / 4, "failure total": 0 if good else n / 8},
        )
        for group, good, label, bin_, n, _ in cells
        for month in (1, 2, 3, 4)
    ]  # fmt: skip
    made = tallies(rows, "g", conditions=["loan", "region"], kpis=["failure n", "failure total"])
    return scored(made, *cells)


def of(log, settings, question, plan=PLAN, **more):
    return decompose([question], log, plan, settings, metrics=METRICS, **more)


def change(metric, group=(), reference=()):
    return ChangePoint(
        id="c1", metric=metric, attributes=("g",) if group else (), group=group,
        reference=reference, at="2025-03-01", earliest="2025-03-01", latest="2025-03-01",
        before=0.9, after=0.8, difference=-0.1, low=None, high=None, level=0.95, p_value=0.01,
        method="glr", n_before=1, n_after=1, alarm=None, began=None, touched=(), coincidences=(),
    )  # fmt: skip


def test_a_gap_is_decomposed_in_every_way_and_every_way_adds_up(log, settings):
    found = of(log, settings, GAP)
    assert [(one.method, one.over) for one in found] == [
        ("strata", ("loan",)),
        ("strata", ("region",)),
        ("strata", ("loan", "region")),
        ("strata", ("model_version",)),
        ("on_the_way", ("failure",)),
        ("outcomes", ("loan", "region")),
        ("scores", ()),
    ]
    assert [one.id for one in found] == [f"k{place}" for place in range(1, 8)]
    for one in found:
        assert one.total == pytest.approx(18 / 36 - 24 / 36)
        assert sum(part.value for part in one.parts) == pytest.approx(one.total, abs=1e-12)
        assert (one.of, one.kind, one.group, one.before) == (("gate",), "gap", ("a",), None)
        assert all(part.low <= part.high for part in one.parts)


def test_parts_name_the_column_that_they_speak_of(log, settings):
    found = of(log, settings, GAP)
    assert {part.subject for part in found[0].parts} == {"loan"}
    assert {part.subject for part in found[-1].parts} == {""}


def test_nothing_is_asked_of_what_has_no_other_side(log, settings):
    assert of(log, settings, replace(GAP, reference=())) == ()
    assert of(log, settings, replace(GAP, whole=False)) == ()


def test_a_change_of_everybody_has_the_mix_of_groups_too(log, settings):
    question = Question(of=("c1",), metric="selection_rate", attributes=(), group=(), reference=(),
                        change=change("selection_rate"))  # fmt: skip
    found = of(log, settings, question)
    assert ("g",) in [one.over for one in found]
    assert {one.kind for one in found} == {"change"}
    assert found[0].before == ("2025-01-01", "2025-02-01")
    assert found[0].after == ("2025-03-01", "2025-04-01")


def test_a_change_of_a_gap_is_that_of_one_group_less_that_of_the_other(log, settings):
    question = replace(GAP, of=("c1",), change=change("selection_rate", ("a",), ("b",)))
    for one in of(log, settings, question):
        assert sum(part.value for part in one.parts) == pytest.approx(one.total, abs=1e-12)
        assert one.n == 72


def test_a_change_without_windows_on_both_sides_is_not_decomposed(log, settings):
    moved = replace(change("selection_rate"), at="2025-01-01")
    question = Question(of=("c1",), metric="selection_rate", attributes=(), group=(), reference=(),
                        change=moved)  # fmt: skip
    assert of(log, settings, question) == ()


def test_without_conditions_there_is_no_mix(log, settings):
    plan = Plan.model_validate(PLAN.model_dump(by_alias=True) | {"conditions": ()})
    found = of(log, settings, GAP, plan)
    assert [one.method for one in found] == ["strata", "on_the_way", "outcomes", "scores"]


def test_repeated_people_make_intervals_wider(log, settings):
    def width(**more):
        part = of(log, settings, GAP, **more)[0].parts[1]
        return part.high - part.low

    assert width(effects={(("g",), "selection_rate"): 4.0}) > 1.4 * width()


def test_the_mean_stands_for_a_quantile():
    assert stand_in(METRICS["latency_p95"], METRICS).key == "latency_mean"
    assert stand_in(METRICS["latency_mean"], METRICS).key == "latency_mean"
    assert stand_in(METRICS["failure_rate"], METRICS).key == "failure_rate"

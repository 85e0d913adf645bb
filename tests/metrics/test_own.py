import pytest

from evenhand.errors import PlanError
from evenhand.metrics import METRICS
from evenhand.metrics.own import metrics_of, own_metrics
from evenhand.plan import Plan

WHERE = {"region": ["north", "south"], "kind": "new"}
OWN = [
    {"name": "refund_rate", "column": "what", "kind": "rate", "values": ["refund", "credit"]},
    {"name": "kept", "column": "stay", "kind": "rate", "favours": "high"},
    {"name": "pages", "column": "pages_read", "where": WHERE},
    {"name": "wait_p90", "column": "wait_s", "kind": "quantile", "q": 0.9, "title": "Long wait"},
    {"name": "spend", "column": "eur", "kind": "sum", "where": {"region": "north"}},
    {"name": "spend_all", "column": "eur", "kind": "sum"},
]


def plan(*own):
    return Plan.model_validate({"own_kpis": own})


@pytest.fixture
def own():
    return own_metrics(plan(*OWN))


def test_a_figure_of_ones_own_is_known_to_its_audit_only(own):
    known = metrics_of(plan(*OWN))
    assert list(known) == [*METRICS, *own]
    assert [metric.key for metric in known.values()] == list(known)
    assert metrics_of(plan()) == METRICS
    assert not own.keys() & METRICS.keys()


def test_each_kind_has_its_result(own, kpi):
    rate = own["kept"].function(kpi([1, 0, 1], decisions=9))
    assert (rate.numerator.item(), rate.denominator.item()) == (2, 3)
    for name in ("pages", "spend"):
        mean = own[name].function(kpi([1, 2, 3]))
        assert (mean.total.item(), mean.squares.item(), mean.n.item()) == (6, 14, 3)
    tail = own["wait_p90"].function(kpi([1, 2, 2]))
    assert (tail.q, tail.histogram.tolist(), tail.centres.tolist()) == (0.9, [[1, 2]], [1, 2])


def test_what_the_plan_says_of_it_is_kept(own):
    assert (own["kept"].favours, own["kept"].unit) == ("high", "rate")
    assert (own["pages"].favours, own["pages"].unit) == ("neither", "column")
    assert own["wait_p90"].title == "Long wait"
    assert own["refund_rate"].title == own["refund_rate"].short == "Refund rate"
    assert {metric.reads for metric in own.values()} == set(own)


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        (
            "refund_rate",
            'Decisions with "what" refund or credit / decisions that have it.',
        ),
        ("kept", 'Decisions with "stay" true / decisions that have it.'),
        (
            "pages",
            (
                'Sum of "pages_read" / decisions where region is north or south and kind is new '
                "that have it."
            ),
        ),
        (
            "wait_p90",
            (
                'The smallest value of "wait_s" that at least 0.9 of all decisions do not pass '
                "(nearest rank), within 1 %."
            ),
        ),
        (
            "spend",
            (
                'Sum of "eur" of decisions where region is north / all decisions; '
                "one that has none adds 0."
            ),
        ),
        ("spend_all", 'Sum of "eur" / all decisions; one that has none adds 0.'),
    ],
)
def test_its_page_says_what_is_divided_by_what(own, name, definition):
    assert own[name].section("Definition") == definition


def test_it_has_the_pages_of_any_metric(own):
    for metric in own.values():
        assert metric.section("Summary").startswith("Return the figure that the plan calls")
        for name in ("In plain words", "Parameters", "Returns", "Undefined when", "References"):
            assert metric.section(name)
    assert own["spend"].section("Undefined when") == "A group has no decisions: NaN, never 0."
    assert "where region is north or south" in own["pages"].section("Undefined when")


@pytest.mark.parametrize(
    "name", ["failure_rate", "latency", "contained", "returned", "score", "decisions", "counts"]
)
def test_a_name_that_is_taken_is_refused(name):
    with pytest.raises(PlanError, match=f"own_kpis.{name}: there is a figure of that name"):
        metrics_of(plan({"name": name, "column": "x"}))


def test_a_name_can_be_given_once():
    with pytest.raises(PlanError, match=r"own_kpis.pages is named twice"):
        own_metrics(plan(OWN[2], OWN[2]))


def test_a_rate_of_a_class_of_failures_is_one_of_all_that_may_fail():
    own = {"name": "timeouts", "column": "why", "kind": "rate", "values": ["timeout", "429"]}
    plan = Plan.model_validate({"kpis": {"failure_class": "why"}, "own_kpis": [own]})
    assert " ".join(own_metrics(plan)["timeouts"].section("Definition").split()) == (
        'Decisions that failed with "why" timeout or 429 / decisions that record whether they '
        "failed."
    )

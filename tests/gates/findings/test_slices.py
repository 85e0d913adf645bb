from evenhand.analyses.slice import Slice
from evenhand.gates.findings import Facts
from evenhand.gates.findings.slices import slices, where


def one(metric="selection_rate", **changes):
    return Slice(
        **{
            "id": "g1",
            "metric": metric,
            "items": (("sex", "F"), ("channel", "phone")),
            "value": 0.3,
            "rest": 0.5,
            "n": 1200,
            "difference": -0.21,
            "low": -0.25,
            "high": -0.17,
            "level": 0.95,
            "p_value": 0.0001,
            "parts": (-0.15, -0.05),
        }
        | changes
    )


def facts(*found):
    return Facts((), (), (), frozenset(), slices=found)


def test_a_subgroup_is_named_by_what_its_members_share():
    assert where(one()) == "where sex is F and channel is phone"
    assert where(one(items=(("sex", "F"),), parts=(-0.2,))) == "where sex is F"
    three = (("sex", "F"), ("age", "40+"), ("channel", "phone"))
    assert where(one(items=three)) == "where sex is F, age is 40+ and channel is phone"


def test_the_finding_has_its_figures_and_what_goes_with_what():
    (found,) = slices(facts(one()))
    assert found.title == "Selection rate is low where sex is F and channel is phone."
    assert found.detail == (
        "30.0 % of 1,200, and 50.0 % of everybody else. In the half of the log that had no part in "
        "the search the difference is \u221221.0 points (\u221225.0 to \u221217.0). Of the "
        "distance, 75% goes with sex being F."
    )
    assert (found.severity, found.evidence) == ("medium", ("g1",))


def test_errors_are_high_and_no_decision_about_anybody():
    (found,) = slices(facts(one("error_rate", parts=(0.1, 0.1))))
    assert found.title.startswith("Error rate is high where")
    assert found.severity == "low"


def test_one_item_needs_no_share():
    (found,) = slices(facts(one(items=(("channel", "phone"),), parts=(-0.2,))))
    assert "goes with" not in found.detail


def test_parts_that_cancel_out_have_no_share():
    (found,) = slices(facts(one(parts=(0.1, -0.1))))
    assert "Of the distance, 0%" in found.detail


def test_the_worst_three_of_each_metric_are_told():
    many = [one(id=f"g{i}") for i in range(5)] + [one("error_rate", id="g9")]
    assert [finding.evidence[0] for finding in slices(facts(*many))] == ["g0", "g1", "g2", "g9"]


def test_where_nobody_fares_worse_nothing_is_said():
    assert slices(facts()) == []

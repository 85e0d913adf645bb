"""Groups whose labels come later."""

from dataclasses import replace

import pytest

from evenhand.analyses.maturity import Delay
from evenhand.gates.findings.label_delay import label_delay

DELAY = Delay(
    attribute="g", group="B", age=63, others=21, slot="day", arrived=0.5, others_arrived=0.97
)


@pytest.fixture
def found(facts, estimate):
    def run(*delays, known=True):
        rows = [estimate("label_coverage", "B")] if known else []
        return label_delay(replace(facts(rows), delays=delays))

    return run


def test_a_group_whose_labels_come_later_is_told_with_both_ages(found):
    (one,) = found(DELAY)
    assert one.title == "Labels of B come later than those of the others."
    assert one.detail.startswith(
        "95 % of the labels that ever come had come 63 days after the decision for B, 21 days "
        "after it for the others. Until then only the early ones speak for the group"
    )
    assert (one.attributes, one.group) == (("g",), ("B",))
    assert one.evidence == ("e-label_coverage-B",)


def test_one_day_and_hours_are_named_as_such(found):
    (one,) = found(replace(DELAY, age=1000, others=1, slot="hour"), known=False)
    assert "had come 1,000 hours after the decision for B, 1 hour after it" in one.detail
    assert one.evidence == ()


def test_labels_that_are_still_coming_have_no_age(found):
    (one,) = found(replace(DELAY, age=None))
    assert one.detail.startswith(
        "95 % of the labels that ever come had come 21 days after the decision for the others; "
        "for B they are still coming for the oldest decisions."
    )


def test_where_all_come_alike_there_is_none(found):
    assert found() == []

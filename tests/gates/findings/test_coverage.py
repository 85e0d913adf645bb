"""Labels that are missing for some groups more often than for others."""

import pytest

from evenhand.gates.findings.coverage import coverage

KEY = "label_coverage"


@pytest.fixture
def facts_of(facts, estimate, disparity):
    """Return a builder of facts from labelled decisions of a thousand, by group; A is compared."""

    def build(*, effect=None, base=None, **labelled):
        rows = []
        for group, known in labelled.items():
            rows.append(estimate(KEY, group, 0.5))
            for place, decision in enumerate(("unfavourable", "favourable")):
                n = known[place] if isinstance(known, tuple) else known
                if n is not None:
                    rows.append(
                        estimate(
                            KEY, group, n / 1000, id=f"e-{decision}-{group}", numerator=n,
                            denominator=1000, condition=("decision", decision),
                            design_effect=effect,
                        )
                    )  # fmt: skip
        gaps = [disparity(KEY, "difference", group) for group in labelled if group != "A"]
        if base is not None:
            rows.append(estimate("base_rate", "B", None, undefined=base))
        return facts(rows, gaps)

    return build


def test_fewer_known_outcomes_are_told_in_points_of_mature_decisions(facts_of):
    (one,) = coverage(facts_of(A=970, B=(870, 840)))
    assert one.title == "Outcomes of B are known less often."
    assert one.detail == (
        "Of their decisions whose labels have had the time to arrive, 85.5 % have one, 11.5 points "
        "fewer than of A: error rates may be biased for them."
    )
    assert one.evidence == (
        "e-label_coverage-B", "e-unfavourable-B", "e-favourable-B", "e-unfavourable-A",
        "e-favourable-A",
    )  # fmt: skip


def test_where_error_rates_are_bounded_they_are_not_called_biased(facts_of):
    (one,) = coverage(facts_of(A=970, B=855, base="selective_labels"))
    assert one.detail.endswith("11.5 points fewer than of A.")
    (other,) = coverage(facts_of(A=970, B=855, base="no_labels"))
    assert other.detail.endswith("biased for them.")


@pytest.mark.parametrize(("known", "raised"), [(921, False), (919, True), (1000, False)])
def test_a_small_gap_is_not_raised_nor_one_in_favour(facts_of, known, raised):
    assert bool(coverage(facts_of(A=970, B=known))) == raised


def test_people_who_come_back_tell_less(facts_of):
    assert coverage(facts_of(A=970, B=915, effect=1.5))
    assert coverage(facts_of(A=970, B=915, effect=40.0)) == []


def test_looking_at_many_groups_is_allowed_for(facts_of):
    others = dict.fromkeys("CDEFGHIJ", 970)
    assert coverage(facts_of(A=970, B=915, effect=12.0))
    assert coverage(facts_of(A=970, B=915, effect=12.0, **others)) == []


def test_a_decision_that_a_group_never_got_is_left_out(facts_of):
    (one,) = coverage(facts_of(A=970, B=(None, 800)))
    assert "80.0 % have one" in one.detail


def test_a_group_without_mature_decisions_is_not_raised(facts_of):
    assert coverage(facts_of(A=970, B=(None, None))) == []
    assert coverage(facts_of(A=(None, None), B=800)) == []


def test_a_group_that_is_compared_with_nobody_is_not_raised(facts_of):
    assert coverage(facts_of(A=970)) == []
    assert coverage(facts_of()) == []

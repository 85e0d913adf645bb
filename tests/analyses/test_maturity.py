"""Which decisions are old enough for their labels to have come, in every group."""

import numpy as np
import pytest

from evenhand.analyses.maturity import Cohort, cutoff
from evenhand.cube.counted import Counted
from evenhand.cube.cube import Cube
from evenhand.cube.roles import DECISIONS, LABELS
from evenhand.cube.windows import Calendar, slot_words
from evenhand.plan import Plan

PLAN = Plan.model_validate({"label": {"column": "y"}, "protected": [{"column": "g"}]})
DAYS = 60
START = np.datetime64("2025-01-01")
NOTHING_TO_WAIT_FOR = Cohort(cutoff=None, attribute=None, group=None, delays=())


def day(place):
    return str(START + np.timedelta64(place, "D"))


@pytest.fixture(scope="session")
def counted():
    """Return a builder of the first tally, from the labelled share of a hundred a day.

    `shares` has one a group, for either decision; `accepted` says how many of the hundred are;
    in `gone` are the groups and days without decisions.
    """

    def build(shares, *, accepted=50, names="ABCDE", decisions=DECISIONS[:2], gone=()):
        days = len(next(iter(shares)))
        calendar = Calendar("day", "month", tuple(day(i) for i in range(days)), ("2025-01-01",))
        codes, n = [], []
        for group, share in enumerate(shares):
            known_share = np.broadcast_to(np.asarray(share, float).T, (2, days)).T
            chosen = np.broadcast_to(accepted, days)
            for at in range(days):
                for decision, size in enumerate((100 - chosen[at], chosen[at])):
                    if (group, at) in gone:
                        continue
                    known = round(size * known_share[at, decision])
                    place = DECISIONS.index(decisions[decision])
                    codes += [[at, group, place, 1], [at, group, place, 2]]
                    n += [known, size - known]
        levels = {
            "slot": calendar.slots,
            "attribute:g": tuple("unknown" if one == "?" else one for one in names[: len(shares)]),
            "decision": DECISIONS,
            "label": LABELS,
        }
        cells = Cube(levels, np.array(codes), {"n": np.array(n, dtype=float)})
        return Counted(survey=None, calendar=calendar, cells=cells, axes=None)

    return build


def falling(*, last, to=0.0, share=1.0, days=DAYS):
    """Return the labelled share by day: `to` of it in the last days."""
    found = np.full(days, share)
    found[days - last :] = to * share
    return found


def test_where_all_labels_have_come_there_is_nothing_to_wait_for(counted):
    found = cutoff(counted([falling(last=0), falling(last=0)]), PLAN)
    assert found == NOTHING_TO_WAIT_FOR
    assert found.sentence == ""


def test_without_times_or_a_label_nothing_can_be_told(counted):
    log = counted([falling(last=10)])
    assert cutoff(log, PLAN.model_copy(update={"label": None})) == NOTHING_TO_WAIT_FOR
    timeless = Counted(survey=log.survey, calendar=None, cells=log.cells, axes=None)
    assert cutoff(timeless, PLAN) == NOTHING_TO_WAIT_FOR


def test_without_any_label_there_is_no_cutoff(counted):
    assert cutoff(counted([np.zeros(DAYS)]), PLAN) == NOTHING_TO_WAIT_FOR


def test_the_slowest_group_holds_everybody_back_and_is_named(counted):
    found = cutoff(counted([falling(last=5), falling(last=20, to=0.5)]), PLAN)
    assert found.cutoff == day(40)
    assert (found.attribute, found.group) == ("g", "B")
    assert found.sentence == (
        f"Labels have arrived for decisions made before {slot_words(day(40))}: figures that need "
        "labels speak of those. Those of B come last."
    )


def test_a_group_that_comes_later_is_told_with_both_ages(counted):
    (delay,) = cutoff(counted([falling(last=5), falling(last=20, to=0.5)]), PLAN).delays
    assert (delay.attribute, delay.group, delay.slot) == ("g", "B", "day")
    assert (delay.age, delay.others) == (20, 5)
    assert delay.arrived == pytest.approx(0.5)
    assert delay.others_arrived == pytest.approx(1.0)


def test_labels_that_come_alike_hold_back_without_a_name(counted):
    found = cutoff(counted([falling(last=10), falling(last=10)]), PLAN)
    assert found.cutoff == day(50)
    assert (found.attribute, found.group, found.delays) == (None, None, ())
    assert "come last" not in found.sentence


def test_a_group_that_comes_a_little_later_is_no_finding(counted):
    one_day_longer = falling(last=10)
    one_day_longer[49] = 0.94
    assert cutoff(counted([falling(last=10), one_day_longer]), PLAN).delays == ()


def test_a_group_that_comes_later_by_what_may_be_chance_is_no_finding(counted):
    # Ten labels of a hundred on one day: three standard errors, of several looks.
    one_day = falling(last=10)
    one_day[49] = 0.9
    assert cutoff(counted([falling(last=10), one_day]), PLAN).delays == ()


def test_labels_that_some_never_get_are_not_late(counted):
    assert cutoff(counted([falling(last=0), np.full(DAYS, 0.6)]), PLAN) == NOTHING_TO_WAIT_FOR


def test_labels_of_one_decision_alone_are_not_late_when_fewer_get_that_decision(counted):
    # Of the rejected 20 % have a label, of the accepted all; 70, later 30 of 100 are accepted.
    share = np.tile([0.2, 1.0], (DAYS, 1))
    accepted = np.where(np.arange(DAYS) < 30, 70, 30)
    assert cutoff(counted([share, share], accepted=accepted), PLAN) == NOTHING_TO_WAIT_FOR


def test_labels_that_are_late_after_one_decision_alone_hold_back(counted):
    share = np.column_stack([falling(last=15), falling(last=0)])
    assert cutoff(counted([share, share]), PLAN).cutoff == day(45)


def test_a_decision_that_never_gets_a_label_holds_nobody_back(counted):
    share = np.column_stack([np.zeros(DAYS), falling(last=10)])
    found = cutoff(counted([share, share]), PLAN)
    assert (found.cutoff, found.delays) == (day(50), ())


def test_nothing_is_mature_while_the_oldest_labels_are_still_coming(counted):
    rising = 1 - np.exp(-(DAYS - np.arange(DAYS)) / 60.0)
    found = cutoff(counted([rising, rising]), PLAN)
    assert found.nothing
    assert found.cutoff == day(0)
    assert found.sentence == (
        "No decision of this log is old enough for its label to have arrived: figures that need "
        "labels are left out."
    )


def test_a_group_whose_labels_are_still_coming_has_no_age(counted):
    rising = 1 - np.exp(-(DAYS - np.arange(DAYS)) / 60.0)
    found = cutoff(counted([rising, falling(last=0)]), PLAN)
    assert found.nothing
    (delay,) = found.delays
    assert (delay.group, delay.age, delay.others) == ("A", None, 0)
    assert found.sentence.endswith("left out. Those of A come last.")


def test_the_unknown_of_an_attribute_count_for_everybody_but_are_not_named(counted):
    found = cutoff(counted([falling(last=0), falling(last=20)], names="A?"), PLAN)
    assert found.cutoff == day(40)
    assert (found.group, found.delays) == (None, ())


def test_a_log_of_scores_alone_waits_for_its_labels_too(counted):
    log = counted([falling(last=10)], decisions=("undecided", "undecided"))
    assert cutoff(log, PLAN).cutoff == day(50)


def test_rows_without_a_decision_count_for_nothing_beside_decisions(counted):
    share = np.column_stack([falling(last=20), falling(last=0)])
    log = counted([share], decisions=("undecided", "favourable"))
    assert cutoff(log, PLAN) == NOTHING_TO_WAIT_FOR


def test_a_group_without_labels_is_neither_early_nor_late(counted):
    found = cutoff(counted([falling(last=0), falling(last=10), np.zeros(DAYS)]), PLAN)
    assert [delay.group for delay in found.delays] == ["B"]


def test_a_group_alone_in_its_days_is_not_late(counted):
    gone = {(1, at) for at in range(45, DAYS)}
    found = cutoff(counted([falling(last=10), falling(last=0)], gone=gone), PLAN)
    assert (found.cutoff, found.delays) == (day(50), ())


def test_unequal_delay_makes_a_gap_that_the_matured_decisions_do_not_have():
    # Half of each group are positive. Negative labels come within days; positive ones within 20
    # days on average for A, within 60 for B: of B's young decisions only the negative are known.
    random = np.random.default_rng(3)
    naive, matured = [], []
    for _ in range(20):
        codes = []
        for group, wait in enumerate((20, 60)):
            at = np.repeat(np.arange(360), 60)
            positive = random.random(len(at)) < 0.5
            late = random.exponential(np.where(positive, wait, 5)) > 360 - at
            label = np.where(late, 2, positive)
            decision = random.integers(0, 2, len(at))
            codes.append(np.column_stack([at, np.full(len(at), group), decision, label]))
        rows = np.concatenate(codes)
        slots = tuple(day(i) for i in range(360))
        levels = {"slot": slots, "attribute:g": ("A", "B"), "decision": DECISIONS, "label": LABELS}
        cells = Cube(levels, rows, {"n": np.ones(len(rows))})
        log = Counted(
            survey=None, calendar=Calendar("day", "month", slots, slots[:1]), cells=cells, axes=None
        )
        last = slots.index(cutoff(log, PLAN).cutoff)
        for found, days in ((naive, slice(None)), (matured, slice(0, last))):
            table = cells.sum("n", "slot", "attribute:g", "label")[days, :, :2].sum(axis=0)
            first, second = table[:, 1] / table.sum(axis=1)
            found.append(first - second)
    assert np.mean(naive) == pytest.approx(0.034, abs=0.008)
    assert abs(np.mean(matured)) < 0.01

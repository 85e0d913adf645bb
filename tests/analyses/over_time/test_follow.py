"""Trends, changes and anomalies of a log, all together."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand.analyses.assemble import Found
from evenhand.analyses.grouping import Grouping, groupings
from evenhand.analyses.measure import measure
from evenhand.analyses.over_time.follow import OverTime, follow
from evenhand.cube.windows import Calendar
from evenhand.metrics import METRICS
from evenhand.plan import Plan

PLAN = Plan.model_validate({"protected": [{"column": "g", "reference": "A"}]})
WANTED = {"selection_rate": METRICS["selection_rate"]}
DAYS = 90
NEEDS = frozenset({"decision", "time"})


@pytest.fixture
def counted(tallies_of_rows, days):
    """Return tallies of ninety days in which B falls behind at the sixtieth, but for an outage."""
    draw = np.random.default_rng(8)
    names = days(DAYS)
    rows = []
    for place, name in enumerate(names):
        for g, rate in (("A", 0.5), ("B", 0.5 if place < 60 else 0.2)):
            n = 0 if 30 <= place < 32 else int(draw.poisson(150))
            x = int(draw.binomial(n, rate))
            rows += [
                {"slot": name, "g": g, "decision": "favourable", "n": x},
                {"slot": name, "g": g, "decision": "unfavourable", "n": n - x},
            ]
    calendar = Calendar("day", "week", names, names[::7])
    return tallies_of_rows(rows, "g", calendar=calendar)


@pytest.fixture
def followed(settings, inputs):
    """Return a runner of what time brought to some tallies."""

    def run(tallies, bounded=None):
        known = {one.attributes: one for one in groupings(tallies, PLAN, minimum_n=10)}
        crossed = Grouping(("g", "g"), (("A", "A"),), np.array([0]), None, "largest")
        measured = {
            (key, "selection_rate"): measure(
                WANTED["selection_rate"], inputs(np.ones((len(one.groups), 2, 3))), settings
            )
            for key, one in known.items()
        }
        if bounded is not None:
            key = ("g",), "selection_rate"
            measured[key] = replace(measured[key], bounded=np.array(bounded))
        found = Found({**known, ("g", "g"): crossed}, {}, measured, (), ())
        return follow(tallies, found, settings, metrics=WANTED, needs=NEEDS)

    return run


def test_a_log_is_followed_from_its_first_day_to_its_last(followed, counted, days):
    found = followed(counted)
    names = days(DAYS)
    assert [row.window for row in found.trends] == list(names[::7])
    assert found.trends[-1].value < found.trends[7].value
    gap = next(one for one in found.change_points if one.attributes)
    assert names[58] <= gap.at <= names[62]
    assert names[60] <= gap.alarm <= names[65]
    (outage,) = [row for row in found.anomalies if row.metric == "decisions"]
    assert (outage.start, outage.end, outage.value) == (names[30], names[31], 0.0)
    assert [one.metric for one in found.control_charts] == ["decisions", "selection_rate"]
    # A day without decisions has a volume and no rate, and nothing in its place.
    volume, rate = found.control_charts
    assert (volume.value[30], rate.value[30]) == (0.0, None)


def test_without_times_or_in_one_slot_nothing_is_followed(followed, counted):
    assert followed(replace(counted, calendar=None)) == OverTime()
    calendar = replace(counted.calendar, slots=counted.calendar.slots[:1])
    assert followed(replace(counted, calendar=calendar)) == OverTime()


def test_what_labels_may_be_missing_for_is_not_followed(followed, counted):
    whole = followed(counted)
    found = followed(counted, bounded=[False, True])
    assert [row.group for row in whole.trends][:1] == [("B",)]
    assert found.trends == ()
    assert not [one for one in found.change_points if one.attributes]
    # Everybody's figure is known.
    assert found.control_charts == whole.control_charts

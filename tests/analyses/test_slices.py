"""The subgroups in which people fare worst: on logs in which it is known who they are."""

import numpy as np
import pandas as pd
import pytest

from evenhand.analyses.settings import Settings
from evenhand.analyses.slices import slices
from evenhand.audit import audit
from evenhand.plan import Plan, Slices

PLAN = {
    "decision": {"column": "decision", "favourable": "yes"},
    "protected": [{"column": "sex"}, {"column": "age"}],
    "features": ["channel"],
    "intersections": False,
    "gates": [],
    "inference": {"draws": 100},
}


def log(rates, n=2000):
    """Return `n` decisions of every sex, age and channel, of which a share is favourable."""
    rows = []
    for sex in "FM":
        for age in ("young", "old"):
            for channel in ("web", "phone"):
                share = rates.get((sex, age, channel), 0.5)
                yes = round(share * n)
                rows.append(
                    pd.DataFrame(
                        {
                            "sex": sex,
                            "age": age,
                            "channel": channel,
                            "decision": ["yes"] * yes + ["no"] * (n - yes),
                        }
                    )
                )
    return pd.concat(rows, ignore_index=True)


def audited(frame, **asked):
    return audit(frame, Plan.model_validate({**PLAN, **asked}))


def test_the_one_crossing_that_fares_worse_is_named_with_its_figures():
    found = audited(log({("F", "old", "phone"): 0.3}))
    (one,) = found.slices
    assert one.id == "g1"
    assert one.metric == "selection_rate"
    assert one.items == (("sex", "F"), ("age", "old"), ("channel", "phone"))
    assert (one.value, one.n) == (0.3, 2000)
    assert one.rest == 0.5
    assert one.low < -0.2 < one.high < 0
    assert one.p_value < 1e-6


def test_the_items_of_a_slice_account_for_its_distance_from_everybody():
    (one,) = audited(log({("F", "old", "phone"): 0.3})).slices
    everybody = (7 * 0.5 + 0.3) / 8
    assert sum(one.parts) == pytest.approx(one.value - everybody, abs=1e-12)
    # Three items that do the same have equal parts.
    assert one.parts == pytest.approx((one.parts[0],) * 3, abs=1e-12)


def test_the_search_says_what_it_went_through():
    search = audited(log({("F", "old", "phone"): 0.3})).search
    assert search.columns == ("sex", "age", "channel")
    assert search.metrics == ("selection_rate",)
    assert (search.depth, search.smallest, search.apart) == (3, 50, "decisions")
    # Two of sex and age: 4; either with the channel: 8; all three: 8.
    assert search.searched == 20
    assert search.tested >= 1


def test_a_feature_that_lowers_the_rate_of_everybody_is_no_slice_of_decisions():
    rates = {(s, a, "phone"): 0.3 for s in "FM" for a in ("young", "old")}
    assert audited(log(rates)).slices == ()


def test_the_groups_of_one_attribute_are_not_told_again():
    rates = {("F", a, c): 0.3 for a in ("young", "old") for c in ("web", "phone")}
    assert audited(log(rates)).slices == ()


def test_what_goes_wrong_is_searched_in_features_alone_too():
    frame = log({})
    wrong = (frame["channel"] == "phone") & (np.arange(len(frame)) % 4 == 0)
    right = (frame["decision"] == "yes").astype(int)
    frame["label"] = right.where(~wrong, 1 - right)
    found = audited(frame, label={"column": "label"})
    (one,) = [s for s in found.slices if s.metric == "error_rate"]
    assert one.items == (("channel", "phone"),)
    assert (one.value, one.rest) == (0.25, 0.0)
    assert 0.2 < one.low < one.high < 0.3


def test_people_who_come_again_count_for_less():
    frame = log({("F", "old", "phone"): 0.42}, n=400)
    alone = frame.assign(person=np.arange(len(frame)))
    asked = {"columns": {"entity": "person"}}
    assert audited(alone, **asked).search.apart == "people"
    # Everybody ten times over: ten times the rows, and no more people.
    again = pd.concat([alone] * 10, ignore_index=True)
    assert len(audited(again, **asked).slices) <= len(audited(again.drop(columns="person")).slices)


def test_figures_that_are_not_known_are_not_searched():
    frame = log({}).assign(label=pd.array([pd.NA] * 16_000, dtype="Int64"))
    assert audited(frame, label={"column": "label"}).search.metrics == ("selection_rate",)


def test_without_a_tally_nothing_was_searched():
    asked = Settings(level=0.95, alpha=0.05, seed=1, draws=100)
    assert slices(None, {}, asked, Slices()) == (None, ())
    assert audited(log({}), slices={"depth": 0}).search is None


def test_scores_without_decisions_leave_nothing_to_search():
    frame = log({}, n=100).assign(score=np.linspace(0, 1, 800)).drop(columns="decision")
    asked = {**PLAN, "score": {"column": "score"}}
    del asked["decision"]
    found = audit(frame, Plan.model_validate(asked))
    assert found.search is None or found.search.metrics == ()
    assert found.slices == ()


def test_what_the_other_half_does_not_bear_out_is_not_named():
    frame = log({("F", "old", "phone"): 0.44}, n=500)
    found = [audited(frame, inference={"draws": 100, "seed": seed}) for seed in range(8)]
    # Where the first half looks bad by chance, the second looks the better for it.
    assert any(one.search.tested > len(one.slices) for one in found)

"""Remedies are tried, measured and refused as the plan and the log allow."""

from dataclasses import replace

import numpy as np
import pytest
from tried_on import AIM, bench, gate_of, rows_of

from evenhand.models.measured import deployed_of
from evenhand.models.remedies import REMEDIES
from evenhand.models.remedies.group_thresholds import GROUP_THRESHOLDS
from evenhand.models.remedies.move_threshold import MOVE_THRESHOLD
from evenhand.models.remedies.refit import REFIT
from evenhand.models.simulate import attempted, simulate, standing
from evenhand.plan import Plan

PLAN = {
    "decision": {"column": "decision", "favourable": "yes"},
    "label": {"column": "outcome"},
    "score": {"column": "score", "threshold": 0.5},
    "protected": [{"column": "origin"}],
    "features": ["area", "merit"],
}
GATES = (gate_of(state="fail"), gate_of("true_positive_rate", "difference", state="pass"))


def tried(rows="rows", gates=GATES, hidden="", told=None, cutoff=None, **more):
    return simulate(
        rows_of() if isinstance(rows, str) else rows,
        Plan.model_validate({**PLAN, **more}),
        gates,
        cutoff=cutoff,
        hidden=hidden,
        progress=(lambda _: None) if told is None else told.append,
    )


@pytest.fixture(scope="module")
def whole():
    told = []
    others = (
        gate_of("area_under_roc", "difference", state="pass"),
        gate_of(id="within", condition="area", state="pass"),
        gate_of(id="target", comparison="at_least", state="pass"),
        gate_of(id="change", basis="baseline", state="pass"),
    )
    return tried(gates=(*GATES, *others), told=told), told


@pytest.fixture
def _fewer(monkeypatch):
    """Leave three remedies to try, where it does not matter which: `whole` tries them all."""
    some = (REFIT, MOVE_THRESHOLD, GROUP_THRESHOLDS)
    monkeypatch.setattr("evenhand.models.simulate.REMEDIES", some)


def test_every_remedy_but_thresholds_by_group_is_tried_and_told_as_it_is(whole):
    found, told = whole
    keys = [kind.key for kind in REMEDIES if not kind.by_group]
    assert [one.key for one in found.remedies] == keys
    assert [one.id for one in found.remedies] == [f"m{place + 1}" for place in range(len(keys))]
    assert told[0] == "looking for proxies"
    assert "trying remedy 6 of 7: move the threshold for everybody" in told


def test_the_trial_says_how_the_search_was_done(whole):
    trial = whole[0].trial
    assert (trial.rows, trial.fitted, trial.tuned, trial.tested) == (3_000, 1_800, 450, 750)
    assert (trial.by_time, trial.aim) == (True, "selection_rate-ratio")
    assert (trial.features, trial.left_out) == (("area", "merit"), ())
    # Targets compare nobody, and a change is of what was; the others are gaps, and said not to be
    # measured.
    assert trial.unmeasured == ("area_under_roc-difference", "within")


def test_each_remedy_has_the_gaps_of_the_gates_in_their_order(whole):
    for one in whole[0].remedies:
        assert [gap.gate for gap in one.gaps] == [gate.id for gate in GATES]
        assert one.selection_rate is not None
        assert one.accuracy is not None


def test_the_same_sample_gives_the_same_figures(whole):
    assert tried().remedies == whole[0].remedies


def test_proxies_are_found_along_the_way_and_left_out_of_one_refit(whole):
    assert [one.feature for one in whole[0].proxies if one.stands_in] == ["area"]
    refit = next(one for one in whole[0].remedies if one.key == "without_proxy")
    assert "without area" in refit.done


@pytest.mark.usefixtures("_fewer")
def test_thresholds_by_group_are_tried_only_if_the_plan_asks_and_with_a_caution():
    found = tried(retraining={"group_thresholds": True})
    last = found.remedies[-1]
    assert (last.key, last.by_group) == ("group_thresholds", True)
    assert "legal advice" in last.caution


def test_nothing_is_tried_unasked_but_a_failing_gate_is_told_what_could_be():
    found = tried(rows=None)
    assert (found.trial, found.refused, found.remedies) == (None, None, ())
    assert "--simulate" in found.notes[0]
    assert tried(rows=None, gates=(gate_of(state="pass"),)).notes == ()
    assert tried(rows=None, features=[]).notes == ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"label": None}, "names no label"),
        ({"columns": {"weight": "w"}}, "have weights"),
        ({"hidden": "Black"}, "Labels of Black may be missing for a reason"),
        ({"features": [], "rows": replace(rows_of(), features={})}, "names no features"),
        (
            {"rows": replace(rows_of(), features={"same": np.ones(3_000)})},
            "every feature had to be left out",
        ),
        ({"gates": (gate_of("area_under_roc", "difference"),)}, "No gate is about a gap"),
        ({"gates": (gate_of(condition="purpose"),)}, "No gate is about a gap"),
        ({"gates": ()}, "No gate is about a gap"),
        ({"rows": replace(rows_of(), label=np.ones(3_000))}, "too few labelled decisions"),
    ],
    ids=["label", "weight", "hidden", "features", "left_out", "auc", "within", "none", "labels"],
)
def test_what_cannot_be_tried_is_refused_with_the_reason_and_has_no_figures(changes, why):
    found = tried(**changes)
    assert why in found.refused
    assert (found.trial, found.remedies) == (None, ())


@pytest.mark.usefixtures("_fewer")
def test_features_that_cannot_be_used_are_named_in_the_trial_and_in_a_note():
    rows = rows_of()
    more = {**rows.features, "leak": 10 * rows.decision}
    found = tried(replace(rows, features=more), features=[*more])
    (left,) = found.trial.left_out
    assert left.feature == "leak"
    assert found.notes == (f"The feature 'leak' was left out of proxies and remedies: {left.why}.",)
    assert "leak" not in found.trial.features


def test_without_proxies_the_reason_is_a_note():
    rows = replace(rows_of(), decision=np.ones(3_000))
    assert any("Proxies were not looked for" in note for note in tried(rows).notes)


def test_without_a_score_there_are_remedies_all_the_same():
    found = tried(replace(rows_of(), score=None), score=None)
    by_key = {one.key: one for one in found.remedies}
    assert by_key["refit"].area_under_roc.deployed is None
    assert "no score" in by_key["move_threshold"].refused
    assert not by_key["move_threshold"].counts


@pytest.mark.usefixtures("_fewer")
def test_the_worst_gate_on_one_attribute_is_aimed_at():
    gates = (
        gate_of(id="two", attributes=("origin", "sex"), group=("B", "F"), reference=("A", "M")),
        gate_of(id="fine", state="pass"),
        gate_of("true_positive_rate", "difference", id="worst", state="warn"),
    )
    rows = rows_of()
    sex = np.where(np.arange(len(rows)) % 2, "F", "M").astype(object)
    found = tried(replace(rows, groups={**rows.groups, "sex": sex}), gates)
    assert found.trial.aim == "worst"
    assert len(found.remedies[0].gaps) == 3


def unlike_of(score):
    rows = rows_of()
    features = {"area": rows.features["area"]}
    b = bench(replace(rows, features=features, score=score), score=(0.5, True))
    deployed = deployed_of(b, GATES, level=0.95)
    return standing([attempted(kind, deployed, AIM) for kind in (REFIT, MOVE_THRESHOLD)])


def test_a_refit_that_ranks_worse_than_the_score_in_use_does_not_stand_for_it():
    refit, moved = unlike_of(rows_of().score)
    assert "not like the one in use: its area under the ROC curve is 0." in refit.unlike
    assert not refit.counts
    # A threshold is moved on the score in use itself.
    assert moved.unlike == ""
    assert moved.counts


def test_without_a_score_it_is_accuracy_that_tells():
    refit, _ = unlike_of(None)
    assert "share of decisions as they turned out" in refit.unlike


def test_a_refit_as_good_as_the_score_in_use_stands_for_it(whole):
    assert all(not one.unlike for one in whole[0].remedies)


def test_without_a_refit_nothing_is_known_of_likeness():
    b = bench()
    deployed = deployed_of(b, GATES, level=0.95)
    (moved,) = standing([attempted(MOVE_THRESHOLD, deployed, AIM)])
    assert moved.unlike == ""

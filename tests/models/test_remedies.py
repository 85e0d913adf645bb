"""Each remedy does on a planted log what it is for, or is refused with the reason."""

from dataclasses import replace

import numpy as np
import pytest
from tried_on import AIM, bench, gate_of, rows_of

from evenhand.models.bench import RefusedError
from evenhand.models.measured import deployed_of, gaps
from evenhand.models.remedies import REMEDIES
from evenhand.models.remedies.constrain import constrain
from evenhand.models.remedies.group_thresholds import group_thresholds
from evenhand.models.remedies.move_threshold import move_threshold
from evenhand.models.remedies.recalibrate import recalibrate
from evenhand.models.remedies.refit import refit
from evenhand.models.remedies.refit_recent import refit_recent
from evenhand.models.remedies.reweigh import balancing, reweigh
from evenhand.models.remedies.without_proxy import without_proxy


@pytest.fixture(scope="module")
def b():
    return bench()


@pytest.fixture(scope="module")
def deployed(b):
    return deployed_of(b, (gate_of(),), level=0.95)


def ratio(deployed, made):
    return gaps(deployed, made.decided)[0].outcome.value


def test_every_remedy_has_a_key_and_a_title_of_its_own():
    assert len({kind.key for kind in REMEDIES}) == len(REMEDIES) == len({k.title for k in REMEDIES})


@pytest.mark.parametrize("attempt", [refit, refit_recent, without_proxy, reweigh])
def test_a_refit_on_good_labels_closes_a_gap_that_the_score_made(attempt, b, deployed):
    made = attempt(b, AIM)
    assert deployed_ratio(deployed) < 0.6
    assert ratio(deployed, made) > 0.85
    assert made.decided.mean() == pytest.approx(b.rows.decision[b.tune].mean(), abs=0.08)
    assert made.score.shape == made.decided.shape


def deployed_ratio(deployed):
    made = deployed.bench.rows.decision[deployed.bench.test]
    return gaps(deployed, made)[0].outcome.value


def test_a_refit_on_recent_decisions_learns_what_holds_now():
    rows = rows_of(6_000)
    turned = np.arange(len(rows)) < 1_800
    b = bench(replace(rows, label=np.where(turned, 1 - rows.label, rows.label)))
    label = b.rows.label[b.test]
    right = {f: (f(b, AIM).decided == label).mean() for f in (refit, refit_recent)}
    assert right[refit_recent] > right[refit] + 0.1


def test_without_a_proxy_decisions_do_not_go_by_it(b):
    label = b.rows.groups["origin"] == "A"
    by_group = bench(replace(b.rows, label=label.astype(float)))
    area = by_group.rows.features["area"][by_group.test]
    with_it, without = (f(by_group, AIM).score for f in (refit, without_proxy))
    assert np.corrcoef(with_it, area)[0, 1] < -0.6
    assert abs(np.corrcoef(without, area)[0, 1]) < 0.2


def test_without_a_proxy_nothing_is_tried_where_there_is_none_or_nothing_else(b):
    with pytest.raises(RefusedError, match="No feature is shown to stand in for origin"):
        without_proxy(b, replace(AIM, proxies=()))
    alone = bench(replace(b.rows, features={"area": b.rows.features["area"]}))
    with pytest.raises(RefusedError, match="no other feature"):
        without_proxy(alone, AIM)


def test_weights_make_labels_independent_of_groups():
    random = np.random.default_rng(1)
    groups = random.choice(["a", "b", "c"], 500).astype(object)
    labels = (random.random(500) < np.where(groups == "a", 0.8, 0.3)).astype(float)
    weights = balancing(groups, labels)
    shares = [np.average(labels[groups == g], weights=weights[groups == g]) for g in "abc"]
    assert shares == pytest.approx([labels.mean()] * 3)


def test_a_group_with_labels_of_one_kind_keeps_finite_weights():
    weights = balancing(np.array(["a", "a", "b"], dtype=object), np.array([1.0, 1.0, 0.0]))
    assert np.isfinite(weights).all()


@pytest.mark.parametrize("comparison", ["ratio", "difference"])
def test_a_constraint_on_the_gap_closes_it_even_where_labels_have_it(comparison):
    rows = rows_of()
    worse = (rows.groups["origin"] == "B") & (np.random.default_rng(2).random(len(rows)) < 0.85)
    b = bench(replace(rows, label=np.where(worse, 0.0, rows.label)))
    aim = replace(AIM, comparison=comparison, tolerance=0.8 if comparison == "ratio" else 0.2)
    held = deployed_of(b, (gate_of(),), level=0.95)
    origin, label = b.rows.groups["origin"], b.rows.label
    labels = label[origin == "B"].mean() / label[origin == "A"].mean()
    assert labels < 0.2
    assert ratio(held, constrain(b, aim)) > 0.4


@pytest.mark.parametrize("attempt", [constrain, group_thresholds])
def test_what_has_no_constraint_is_refused(attempt, b):
    with pytest.raises(RefusedError, match="no constraint on the positive predictive value"):
        attempt(b, replace(AIM, metric="positive_predictive_value"))


@pytest.mark.parametrize("attempt", [constrain, group_thresholds])
def test_one_group_alone_is_refused(attempt, b):
    one = replace(b, rows=replace(b.rows, groups={"origin": np.full(len(b.rows), "A", object)}))
    with pytest.raises(RefusedError, match="Only one group of origin"):
        attempt(one, AIM)


def test_the_threshold_moves_until_the_gap_is_within_and_is_told(b, deployed):
    made = move_threshold(b, AIM)
    assert ratio(deployed, made) > deployed_ratio(deployed) + 0.1
    assert made.done.startswith("The threshold 0.")
    assert "in place of 0.5" in made.done


def test_where_no_threshold_does_the_nearest_is_taken(b):
    never = replace(AIM, tolerance=1.0)
    loose = replace(AIM, tolerance=0.5)
    assert move_threshold(b, never).decided.mean() > move_threshold(b, loose).decided.mean()


def test_a_gap_of_a_difference_is_brought_within_too(b):
    aim = replace(AIM, comparison="difference", tolerance=0.1)
    held = deployed_of(b, (gate_of(comparison="difference"),), level=0.95)
    assert abs(ratio(held, move_threshold(b, aim))) < 0.2


def test_a_gap_that_is_undefined_at_a_threshold_is_not_within(b):
    aim = replace(AIM, group="C")
    assert len(move_threshold(b, aim).decided) == len(b.test)


def test_the_threshold_of_a_turned_score_is_told_as_the_log_has_it(b):
    low = bench(replace(b.rows, score=1 - b.rows.score), score=(0.5, False))
    found, turned = move_threshold(b, AIM), move_threshold(low, AIM)
    np.testing.assert_array_equal(found.decided, turned.decided)
    told, mirrored = (float(one.done.split()[2]) for one in (found, turned))
    assert mirrored == pytest.approx(1 - told, abs=1e-3)


@pytest.mark.parametrize(
    ("attempt", "score", "line", "why"),
    [
        (move_threshold, None, None, "no score with a threshold"),
        (move_threshold, "score", None, "no score with a threshold"),
        (move_threshold, "none", 0.5, "No decision has a score"),
        (recalibrate, None, None, "no score with a threshold"),
        (recalibrate, "score", None, "no score with a threshold"),
        (recalibrate, "none", 0.5, "no probabilities"),
        (recalibrate, "points", 500.0, "no probabilities"),
        (group_thresholds, None, None, "no score that thresholds"),
    ],
)
def test_without_a_score_that_serves_it_is_refused(attempt, score, line, why, b):
    values = {
        None: None, "score": b.score, "none": np.full(len(b.rows), np.nan), "points": 1e3 * b.score,
    }  # fmt: skip
    with pytest.raises(RefusedError, match=why):
        attempt(replace(b, score=values[score], threshold=line), AIM)


@pytest.mark.parametrize("high", [True, False])
def test_recalibrated_scores_mean_what_they_say(high, b):
    score = b.rows.score if high else 1 - b.rows.score
    rows = replace(b.rows, score=score)
    made = recalibrate(bench(rows, score=(0.5, high)), AIM)
    label = b.rows.label[b.test]
    assert made.score.mean() == pytest.approx(label.mean(), abs=0.05)
    upper = made.score >= 0.5
    assert label[upper].mean() == pytest.approx(made.score[upper].mean(), abs=0.07)
    np.testing.assert_array_equal(made.decided, upper)


@pytest.mark.parametrize("attempt", [recalibrate, move_threshold, group_thresholds])
def test_decisions_without_a_score_stay_as_they_were_made(attempt, b):
    score = np.where(np.arange(len(b.rows)) % 10 == 0, np.nan, b.rows.score)
    some = bench(replace(b.rows, score=score))
    made = attempt(some, AIM)
    gone = np.isnan(some.score[some.test])
    np.testing.assert_array_equal(made.decided[gone], some.rows.decision[some.test][gone])


def test_thresholds_by_group_equalise_the_groups(b, deployed):
    assert ratio(deployed, group_thresholds(b, AIM)) == pytest.approx(1, abs=0.15)


def test_a_group_whose_labels_are_all_alike_has_no_threshold(b):
    label = np.where(b.rows.groups["origin"] == "B", 0.0, b.rows.label)
    with pytest.raises(RefusedError, match="labels of one kind alone"):
        group_thresholds(replace(b, rows=replace(b.rows, label=label)), AIM)


def test_who_is_of_a_group_without_a_threshold_is_decided_as_before(b):
    origin = b.rows.groups["origin"].copy()
    origin[b.test[:40]] = "C"
    some = replace(b, rows=replace(b.rows, groups={"origin": origin}))
    made = group_thresholds(some, AIM)
    np.testing.assert_array_equal(made.decided[:40], b.rows.decision[b.test[:40]])

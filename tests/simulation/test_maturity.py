"""Labels that come late in one group: what the naive gap makes of it, and the matured one."""

import numpy as np
import pytest

from evenhand.inference.lateness import lateness
from evenhand.inference.maturity import maturity
from evenhand.inference.normal import two_sided, z
from evenhand.inference.score import difference_interval

DAYS = 365


def logged(random, sizes, waits, *, ever=1.0):
    """Return decisions, labels and positive labels by day and group; half of all are positive.

    A positive label takes so many days on average, a negative one five: who repays is known late,
    who does not is known early.
    """
    n, labelled, positives = np.zeros((3, DAYS, len(sizes)))
    for group, (size, wait) in enumerate(zip(sizes, waits, strict=True)):
        day = np.repeat(np.arange(DAYS), random.poisson(size, DAYS))
        positive = random.random(len(day)) < 0.5
        delay = random.exponential(np.where(positive, wait, min(wait, 5)))
        known = (delay < DAYS - day) & (random.random(len(day)) < ever)
        n[:, group] = np.bincount(day, minlength=DAYS)
        labelled[:, group] = np.bincount(day[known], minlength=DAYS)
        positives[:, group] = np.bincount(day[known & positive], minlength=DAYS)
    return n, labelled, positives


def gap(positives, labelled):
    first, second = positives.sum(axis=0) / labelled.sum(axis=0)
    return first - second


@pytest.mark.parametrize("ever", [1.0, 0.6])
def test_the_gap_of_a_matured_cohort_is_within_noise_where_the_naive_one_is_not(
    ever, times, record
):
    random = np.random.default_rng(1)
    naive, matured, fooled, covered, limiting = [], [], [], [], []
    runs = 60 * times
    for _ in range(runs):
        n, labelled, positives = logged(random, (60, 60), (20, 60), ever=ever)
        found = maturity(n, labelled)
        old = slice(0, found.cutoff)
        naive.append(gap(positives, labelled))
        matured.append(gap(positives[old], labelled[old]))
        limiting.append(found.limiting)
        for cohort, shown in ((slice(None), fooled), (old, covered)):
            (x1, x2), (n1, n2) = positives[cohort].sum(axis=0), labelled[cohort].sum(axis=0)
            low, high = difference_interval(x1, n1, x2, n2, critical=two_sided(0.95))
            shown.append(low <= 0 <= high)
    record("naive gap", np.mean(naive))
    record("matured gap", np.mean(matured))
    record("naive interval holds 0", np.mean(fooled))
    record("matured interval holds 0", np.mean(covered))
    assert np.mean(naive) > 0.025
    assert np.mean(matured) < 0.011
    assert np.mean(covered) > 0.7
    assert np.mean(fooled) < 0.05
    assert set(limiting) == {1}


def test_the_cutoff_lies_where_95_percent_have_come(times, record):
    random = np.random.default_rng(1)
    cutoffs = [maturity(*logged(random, (100, 100), (5, 40))[:2]).cutoff for _ in range(30 * times)]
    # Half wait 40 days on average, half 5: nine in ten of the slow half are 95 % of all.
    truth = DAYS - 40 * np.log(10)
    record("median cutoff", np.median(cutoffs))
    assert np.median(cutoffs) == pytest.approx(truth, abs=12)
    assert np.std(cutoffs) < 15


@pytest.mark.parametrize("size", [1, 10, 100])
def test_labels_missing_at_random_have_all_matured(size, times, record):
    random, found = np.random.default_rng(1), []
    for _ in range(100 * times):
        n = random.poisson(size, (200, 4)).astype(float)
        labelled = random.binomial(n.astype(int), 0.6)
        found.append(maturity(n, labelled).cutoff == 200)
    record(f"{size} a day, 60 % labelled at random: all matured", np.mean(found))
    assert np.mean(found) >= 0.97


def test_a_small_slow_group_decides_as_soon_as_it_shows(times, record):
    random, found = np.random.default_rng(1), []
    for _ in range(40 * times):
        n, labelled, _ = logged(random, (100, 2), (5, 60))
        found.append(maturity(n, labelled))
    record("two a day: found slow", np.mean([one.limiting == 1 for one in found]))
    assert np.mean([one.limiting == 1 for one in found]) > 0.95
    assert np.mean([one.before[1] for one in found]) > 0.95


def latest_group(random, sizes, waits, ever):
    """Return by how many standard errors the labels of each group are later than the others'."""
    n, labelled, _ = logged(random, sizes, waits, ever=ever)
    whole, known = n.sum(axis=1, keepdims=True), labelled.sum(axis=1, keepdims=True)
    return [
        lateness(n[:, one], labelled[:, one], whole - n[:, one], known - labelled[:, one])
        for one in ([group] for group in range(len(sizes)))
    ]


@pytest.mark.parametrize("ever", [0.98, 0.6])
def test_of_groups_whose_labels_come_alike_none_is_late(ever, times, allowed, record):
    """Four groups and nine looks at the bar of the audit: some four logs in a thousand."""
    runs, random = 100 * times, np.random.default_rng(2)
    found = [max(latest_group(random, (25, 20, 7, 3), (20,) * 4, ever)) for _ in range(runs)]
    late = np.mean(np.array(found) > z(0.9999))
    record(f"{ever:.0%} ever labelled: any of four groups is late", late)
    assert late <= allowed(0.01, runs)


def test_a_small_group_whose_labels_take_thrice_as_long_is_late(times, record):
    runs, random = 40 * times, np.random.default_rng(3)
    found = [latest_group(random, (25, 20, 7, 3), (20, 20, 20, 60), 0.98) for _ in range(runs)]
    late = np.array(found) > z(0.9999)
    record("thrice as long, three a day: late", late[:, 3].mean())
    record("any of the others is late", late[:, :3].any(axis=1).mean())
    assert late[:, 3].mean() >= 0.95
    assert late[:, :3].any(axis=1).mean() <= 0.05

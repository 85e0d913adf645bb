from dataclasses import replace

from evenhand.report.view.performance import performance


def test_a_figure_that_is_the_same_for_all_has_no_groups_furthest_apart(full, look):
    same = tuple(
        replace(e, value=0.0, low=0.0, high=0.0) if e.metric == "accuracy" else e
        for e in full.estimates
    )
    of = {m.title: m.gap for m in look(performance, replace(full, estimates=same)).measures}
    assert not of["Accuracy"]
    assert look(performance, full).measures[0].gap.startswith("race: ")


def test_how_many_decisions_a_group_has_is_no_gap(full, look):
    counts = tuple(
        replace(e, metric="throughput") if e.metric == "accuracy" else e for e in full.estimates
    )
    of = {m.title: m for m in look(performance, replace(full, estimates=counts)).measures}
    assert not of["Throughput, decisions a day"].gap


def test_a_rate_has_its_count_and_other_figures_have_theirs(timed, look):
    of = {m.title: m.count for m in look(performance, timed).measures}
    assert of["Failure rate"] == "228 of 17,571"
    assert of["95th percentile of latency"] == "17,571"

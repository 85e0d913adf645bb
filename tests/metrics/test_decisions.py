import numpy as np

from evenhand.metrics.decisions import decisions


def test_it_counts_labelled_and_unlabelled_decisions(group):
    counted = decisions(group(tp=3, fn=1, fp=2, tn=4, rejected=10, selected=5))
    assert counted.value.tolist() == [25.0]
    assert counted.n.tolist() == [25.0]


def test_nobody_decided_about_is_a_count_of_zero(group):
    assert decisions(group()).value.tolist() == [0.0]


def test_a_count_has_no_standard_error(group):
    assert np.isnan(decisions(group(selected=9)).se).all()

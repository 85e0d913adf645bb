"""Hospital stays: people who come again, and groups that are called Unknown."""

import pytest


@pytest.fixture
def answers(audited, shared_data):
    return audited(
        shared_data / "diabetes_130" / "diabetes_130.parquet",
        decision={"column": "flag_high_risk", "favourable": "1"},
        label={"column": "readmit_30"},
        protected=[{"column": "race"}],
        columns={"entity": "patient_nbr"},
    )


def test_every_figure_of_the_hospital_stays_agrees(answers, score):
    def answer(figure):
        metric, group = figure["metric"], figure["group"]
        if metric == "n_patients":
            return "n_patients: people are put into buckets, not counted"
        if metric == "n readmitted <30":
            return answers.estimate("base_rate").numerator
        if metric == "base_rate readmit_30":
            return answers.rate("prev")
        place = ((), ()) if group == "ALL" else (("race",), (group.replace("Unknown", "unknown"),))
        return answers.count("n", *place) if metric == "n" else answers.rate(metric, *place)

    found = score("diabetes_130", answer)
    assert found.wrong == []
    assert (found.agree, found.of) == (21, 22)


def test_patients_who_come_again_widen_the_intervals(answers):
    rate = answers.estimate("selection_rate")
    assert rate.design_effect > 1.2


def test_the_unknown_group_is_shown_and_not_compared(answers):
    assert answers.audit.log.unknown == {"race": 2273}
    assert not [one for one in answers.audit.disparities if "unknown" in one.group + one.reference]

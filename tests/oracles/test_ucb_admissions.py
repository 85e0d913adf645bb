"""Berkeley 1973: men are admitted more often overall, and not within departments."""

import pandas as pd
import pytest


@pytest.fixture
def ask(audited, shared_data):
    path = shared_data / "ucb_admissions" / "ucb_decision_log.csv"

    def build(dept=None, *, crossed=False):
        log = path if dept is None else pd.read_csv(path).query("dept == @dept")
        return audited(
            log,
            key=(path, dept, crossed),
            decision={"column": "admitted", "favourable": "1"},
            protected=[
                {"column": "gender", "reference": "Female"},
                *([{"column": "dept"}] if crossed else []),
            ],
            conditions=["dept"],
        )

    return build


def test_every_figure_of_berkeley_agrees(ask, score):
    def answer(figure):  # noqa: PLR0911 - a return a metric
        metric, group, attribute = figure["metric"], figure["group"], figure["attribute"]
        if metric.startswith("cmh"):
            return "cmh: with the continuity correction of R; ours is without"
        if metric == "woolf_homogeneity_p":
            return "woolf: we test homogeneity by Breslow, Day and Tarone"
        if metric == "mantel_haenszel_odds_ratio":
            return ask().disparity("selection_rate", "odds_ratio", condition="dept").value
        if metric == "odds_ratio(marginal)":
            return ask().disparity("selection_rate", "odds_ratio").value
        if metric == "odds_ratio":
            dept = group[-1]
            return ask(dept).disparity("selection_rate", "odds_ratio").value
        if attribute == "gender x dept":
            gender, dept = group.split(" | dept ")
            return ask(crossed=True).rate(metric, ("gender", "dept"), (gender, dept))
        place = ((), ()) if group == "ALL" else (("gender",), (group,))
        return ask().count("n", *place) if metric == "n" else ask().rate(metric, *place)

    found = score("ucb_admissions", answer)
    assert found.wrong == []
    assert (found.agree, found.of) == (25, 28)


def test_the_conditional_comparison_turns_the_marginal_one_round(ask):
    marginal = ask().disparity("selection_rate", "difference")
    within = ask().disparity("selection_rate", "difference", condition="dept")
    assert marginal.low > 0.1
    assert within.low < 0 < within.high
    assert within.value < 0
    assert within.p_value > 0.2
    assert within.support == 1.0

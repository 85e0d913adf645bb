"""COMPAS as ProPublica reports it, and the break in its labels that ProPublica did not see."""

import pandas as pd
import pytest

LOG = "compas-scores-two-years.csv"
BREAK = "2014-04-02"


@pytest.fixture
def ask(audited, shared_data):
    def build(*high, filtered=False, reference=None):
        path = shared_data / "compas_propublica" / LOG
        return audited(
            comparable(path) if filtered else path,
            key=(path, filtered),
            decision={"column": "score_text", "favourable": high},
            label={"column": "two_year_recid"},
            protected=[{"column": "sex"}, {"column": "race", "reference": reference}],
        )

    return build


def comparable(path):
    """Return the people whom ProPublica compares: charged within 30 days of their score."""
    log = pd.read_csv(path)
    keep = log["days_b_screening_arrest"].between(-30, 30) & (log["is_recid"] != -1)
    return log[keep & (log["c_charge_degree"] != "O") & (log["score_text"] != "N/A")]


@pytest.fixture
def labels(audited, shared_data):
    """Return positive labels and labels of people scored before the break, or from it on."""
    path = shared_data / "compas_propublica" / "compas_decision_log.csv"

    def build(*, after):
        log = pd.read_csv(path, dtype={"high_risk": str}, parse_dates=["decided_at"])
        answers = audited(
            log[(log["decided_at"] >= BREAK) == after],
            key=(path, after),
            decision={"column": "high_risk", "favourable": "1"},
            label={"column": "two_year_recid"},
            protected=[{"column": "sex"}],
            columns={"time": "decided_at"},
        )
        found = answers.estimate("base_rate")
        return found.numerator, found.denominator

    return build


def place(figure):
    """Return the attributes and the group that a figure is of."""
    if figure["attribute"] is None or figure["group"] == "ALL":
        return (), ()
    return tuple(figure["attribute"].split(" x ")), tuple(figure["group"].split(" x "))


def test_every_figure_of_propublica_agrees(ask, labels, score):
    def answer(figure):  # noqa: PLR0911 - a return a metric
        metric = figure["metric"]
        if metric.startswith("lr_"):
            return "lr: likelihood ratios are not in this release"
        if metric.startswith("adjusted_"):
            return "adjusted: regressions need rows, and are not in this release"
        if metric == "base_rate":
            x, n = labels(after=figure["group"].startswith("decided_at >="))
            return x / n
        if metric == "n_filtered":
            return ask("Medium", "High", filtered=True).count("n", *place(figure))
        if metric == "base_rate_filtered":
            return ask("Medium", "High", filtered=True).rate("prev")
        if metric.endswith("_ratio"):
            answers = ask("Medium", "High", reference=figure["reference"])
            name = metric.removesuffix("_ratio")
            return answers.ratio(name, "race", figure["group"], figure["reference"])
        high = ("High",) if metric.endswith("@high") else ("Medium", "High")
        name, answers = metric.removesuffix("@high"), ask(*high)
        if name in {"tp", "fp", "fn", "tn"}:
            return answers.count(name, *place(figure))
        return answers.rate(name, *place(figure))

    found = score("compas_propublica", answer)
    assert found.wrong == []
    assert (found.agree, found.of) == (58, 77)


def test_the_labels_after_the_break_are_all_alike(labels):
    assert labels(after=False) == (2253, 6216)
    assert labels(after=True) == (998, 998)

"""The worked examples of New York's rule on automated employment decision tools."""

import pandas as pd
import pytest

RACE, BOTH = "race_ethnicity", "race_ethnicity x sex"
SELECTION, SCORING = "dcwp_selection.csv", "dcwp_scoring.csv"


@pytest.fixture
def ask(audited, shared_data):
    folder = shared_data / "ll144_dcwp_rule"

    def build(name, *, known=True, race=None, sex=None):
        log = pd.read_csv(folder / name, dtype={"selected": str})
        if known:  # the rule's tables leave out who is unknown in either
            log = log[(log["sex"] != "Unknown") & (log[RACE] != "Unknown")]
        decided = {"decision": {"column": "selected", "favourable": "1"}}
        return audited(
            log,
            key=(name, known),
            protected=[{"column": RACE, "reference": race}, {"column": "sex", "reference": sex}],
            **(decided if name == SELECTION else {"score": {"column": "score"}}),
        )

    return build


@pytest.fixture
def tables(audited, shared_data):
    """Return answers from the printed tables: counts of applicants, as weights."""
    printed = pd.read_csv(shared_data / "ll144_dcwp_rule" / "dcwp_selection_published_tables.csv")

    def build(table):
        of = printed[printed["table"] == table]
        yes = of.assign(selected="1", n=of["selected"])
        no = of.assign(selected="0", n=of["applicants"] - of["selected"])
        return audited(
            pd.concat([yes, no]),
            key=table,
            decision={"column": "selected", "favourable": "1"},
            protected=[{"column": "category"}],
            columns={"weight": "n"},
        )

    return build


def place(figure):
    attribute, group = figure["attribute"], figure["group"]
    if attribute == BOTH:
        return (RACE, "sex"), tuple(group.split(" / "))
    return (attribute,), (group,)


def unknown(answers):
    """Return how many rows lie in no intersection of known groups."""
    rows = [
        one
        for one in answers.audit.estimates
        if one.metric == "share" and one.attributes == (RACE, "sex")
    ]
    return answers.audit.log.rows - rows[0].denominator


def scoring_ratio(ask, attributes, group):
    """Return the ratio of scoring rates to the highest group, named as reference."""
    rates = {
        one.group: one.value
        for one in ask(SCORING).audit.estimates
        if one.metric == "scoring_rate" and one.attributes == attributes
    }
    top = max(rates, key=rates.get)
    if top == group:
        return 1.0
    names = dict(zip(attributes, top, strict=True))
    answers = ask(SCORING, race=names.get(RACE), sex=names.get("sex"))
    return answers.disparity("scoring_rate", "ratio", group, reference=top).value


def test_every_figure_of_the_rule_agrees(ask, tables, score):
    def answer(figure):  # noqa: PLR0911 - a return a metric
        metric = figure["metric"]
        if metric == "n_unknown":
            return unknown(ask(SELECTION, known=False))
        if metric == "n_unknown(scoring)":
            answers = ask(SCORING, known=False)
            return answers.audit.log.rows - ask(SCORING).audit.log.rows
        if metric == "impact_ratio(from aggregate counts)":
            return tables(figure["attribute"]).to_highest("selection_rate", (figure["group"],))
        attributes, group = place(figure)
        if metric == "impact_ratio":
            return ask(SELECTION).to_highest("selection_rate", group, attributes)
        if metric == "impact_ratio(scoring)":
            return scoring_ratio(ask, attributes, group)
        answers = ask(figure["file"])
        if metric == "n" and figure["file"] == SCORING:
            return answers.estimate("scoring_rate", attributes, group).denominator
        if metric in {"n", "n_selected"}:
            return answers.count(metric, attributes, group)
        return answers.rate(metric, attributes, group)

    found = score("ll144_dcwp_rule", answer)
    assert found.wrong == []
    assert (found.agree, found.of) == (182, 182)


def test_who_is_unknown_is_shown_and_not_compared(ask):
    answers = ask(SELECTION, known=False)
    assert answers.audit.log.unknown == {RACE: 125, "sex": 125}
    assert not [one for one in answers.audit.disparities if "unknown" in one.group + one.reference]

"""COMPAS as Aequitas audits it: a high score is what Aequitas calls positive."""

import pytest

FILE = "compas_for_aequitas.csv"
VERDICT = "_parity(0.8..1.25)"
GROUPS = {
    "race": ["African-American", "Asian", "Caucasian", "Hispanic", "Native American", "Other"],
    "sex": ["Female", "Male"],
    "age_cat": ["25 - 45", "Greater than 45", "Less than 25"],
}


@pytest.fixture
def ask(audited, shared_data):
    def build(attribute, reference=None):
        return audited(
            shared_data / "aequitas_compas" / FILE,
            decision={"column": "score", "favourable": "1.0"},
            label={"column": "label_value"},
            protected=[{"column": attribute, "reference": reference}],
        )

    return build


def test_every_figure_of_aequitas_agrees(ask, score):
    def answer(figure):
        metric, attribute, group = figure["metric"], figure["attribute"], figure["group"]
        if metric.startswith("ppr_"):
            return "ppr: a share of all high scores, which follows the size of the group"
        answers = ask(attribute, figure["reference"])
        if metric.endswith("_disparity"):
            return answers.ratio(
                metric.removesuffix("_disparity"), attribute, group, figure["reference"]
            )
        if metric.endswith(VERDICT):
            name = metric.removesuffix(VERDICT)
            ratios = [
                answers.ratio(name, attribute, one, figure["reference"])
                for one in GROUPS[attribute]
            ]
            return all(0.8 <= ratio <= 1.25 for ratio in ratios)
        if metric in {"pp", "pn", "tp", "fp", "fn", "tn"}:
            return answers.count(metric, (attribute,), (group,))
        return answers.rate(metric, (attribute,), (group,))

    found = score("aequitas_compas", answer)
    assert found.wrong == []
    assert (found.agree, found.of) == (467, 492)

"""German credit: the class imbalance and label disparities of Amazon's Clarify."""

import pytest

FACETS = {
    "ForeignWorker=yes": ("ForeignWorker", "yes"),
    "ForeignWorker=no": ("ForeignWorker", "no"),
    "Age in (40,75]": ("age_over_40", "yes"),
}
NOT_DEFINED = {
    "CDDL": "conditional demographic disparity",
    "KL": "divergence of labels",
    "JS": "divergence of labels",
    "LP": "distance of labels",
    "TVD": "distance of labels",
    "KS": "distance of labels",
    "mean_difference(train split 700, seed-dependent)": "of a random part of the file",
}


@pytest.fixture
def ask(audited, shared_data):
    def build(attribute, reference=None):
        return audited(
            shared_data / "german_credit" / "german_credit_readable.csv",
            decision={"column": "approved_good", "favourable": "1"},
            label={"column": "approved_good"},
            protected=[{"column": attribute, "reference": reference}],
        )

    return build


def test_every_figure_of_clarify_on_german_credit_agrees(ask, score):
    def answer(figure):
        metric = figure["metric"]
        if metric in NOT_DEFINED:
            return f"{metric}: {NOT_DEFINED[metric]}"
        if metric == "base_rate_favourable":
            return ask("sex").rate("prev")
        if metric == "mean_difference":
            answers = ask("age_band", figure["reference"])
            return answers.disparity("base_rate", "difference", (figure["group"],)).value
        attribute, group = FACETS[figure["group"]]
        answers = ask(attribute)
        if metric == "CI":  # how many more the others are, as a share of everybody
            return 1 - 2 * answers.estimate("share", (attribute,), (group,)).value
        # DPL: the others' base rate less the facet's, where we say the facet's less the others'.
        return -answers.disparity("base_rate", "difference", (group,), against="rest").value

    found = score("german_credit", answer)
    assert found.wrong == []
    assert (found.agree, found.of) == (12, 34)

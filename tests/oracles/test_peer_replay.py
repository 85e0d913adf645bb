"""The figures that other tools' own tests assert: Aequitas, AIF360, Clarify, fairlearn, LiFT."""

import pandas as pd
import pytest

from evenhand.errors import LogError

# A log without one favourable decision is taken for a mistake in the plan.
NOBODY = "aequitas/test_4.csv"
NOT_DEFINED = {
    "kl_divergence to uniform (gender x prediction)": "KL: divergence of labels",
    "GE (alpha 2)": "generalised entropy: inequality of single people",
    "generalized_entropy_index": "generalised entropy: inequality of single people",
    "generalized_entropy_index (decision2)": "generalised entropy: inequality of single people",
    "theil_index": "generalised entropy: inequality of single people",
    "between_all_groups_GEI": "generalised entropy: inequality of single people",
    "CDDL": "CDDL: conditional demographic disparity",
    "DCA": "DCA: acceptances by label over acceptances by decision",
    "DCR": "DCR: rejections by label over rejections by decision",
}
# Clarify's differences, the facet F against M: our metric, and the sign of F minus M.
CLARIFY = {
    "RD": ("true_positive_rate", -1),
    "SD": ("true_negative_rate", 1),
    "DAR": ("positive_predictive_value", -1),
    "DRR": ("negative_predictive_value", 1),
    "AD": ("accuracy", -1),
    "TE": ("treatment_equality", 1),
}


@pytest.fixture
def ask(audited, shared_data):
    """Return answers of one of the logs, which name their columns alike."""

    def build(file, *attributes, reference=None, weight=None, only=None):
        path = shared_data / "peer_replay" / file
        decision, label = "decision", "label"
        if file.startswith("aequitas/"):
            decision, label = "score", "label_value"
        return audited(
            path if only is None else rows(path, *only),
            key=(path, only),
            decision={"column": decision, "favourable": "1"},
            label={"column": label},
            # LiFT counts who did not say as a group like others.
            protected=[
                {"column": one, "reference": reference, "unknown": [""]} for one in attributes
            ],
            columns={"weight": weight},
        )

    return build


def rows(path, column, value):
    log = pd.read_csv(path)
    return log[log[column] == value]


def aequitas(ask, figure):
    if figure["file"] == NOBODY:
        return "nobody was favoured: no audit"
    attribute, group = figure["group"].split("=")
    answers, metric = ask(figure["file"], attribute), figure["metric"]
    if metric in {"pp", "pn", "tp", "fp", "fn", "tn"}:
        return answers.count(metric, (attribute,), (group,))
    return answers.rate(metric, (attribute,), (group,))


def fairlearn(ask, figure):
    file, metric, group = figure["file"], figure["metric"], figure["group"]
    attributes = (figure["attribute"] or "").replace(" | ", " x ").split(" x ")
    if "_to_overall" in metric:
        return "to overall: a group is compared with the others, not with a whole it is part of"
    if metric == "accuracy difference":
        answers = ask(file, "sf", only=("control", group))
        return answers.disparity("accuracy", "difference", against="all").value
    if metric.startswith(("demographic_parity_", "equalized_odds_")):
        name, _, comparison = metric.rpartition("_")
        ours = {"demographic_parity": "selection_rate"}.get(name, name)
        return ask(file, "sf").disparity(ours, comparison, against="all").value
    metric, _, weight = metric.partition(" weighted by ")
    answers = ask(file, *attributes, weight=weight or None)
    place = (tuple(attributes), tuple(group.replace(" | ", " x ").split(" x ")))
    if group == "ALL":
        place = ((), ())
    if metric == "n":
        return answers.count("n", *place)
    return answers.rate(metric, *place)


def lift(ask, figure):
    metric, group, reference = figure["metric"], figure["group"], figure["reference"]
    answers = ask(figure["file"], "gender", reference=reference)
    if metric == "selection_rate":
        return answers.rate(metric, ("gender",), (group,))
    ours = next(name for key, name in LIFT.items() if key in metric)
    return abs(answers.disparity(ours, "difference", (group,), reference=(reference,)).value)


LIFT = {"parity": "selection_rate", "tpr": "true_positive_rate", "fpr": "false_positive_rate"}


def clarify(ask, figure):
    metric = figure["metric"]
    answers = ask(figure["file"], "sex", reference="M")
    if metric == "CI":
        share = {one: answers.estimate("share", ("sex",), (one,)).value for one in "FM"}
        return share["M"] - share["F"]
    if metric == "DI":
        return answers.ratio("selection_rate", "sex", "F", "M")
    ours, sign = CLARIFY[metric]
    return sign * answers.disparity(ours, "difference", ("F",)).value


def test_every_figure_of_other_tools_agrees(ask, score):
    def answer(figure):
        if figure["metric"] in NOT_DEFINED:
            return NOT_DEFINED[figure["metric"]]
        tool = figure["file"].partition("_")[0].partition("/")[0]
        known = {"aequitas": aequitas, "fairlearn": fairlearn, "lift": lift, "clarify": clarify}
        return known[tool](ask, figure)

    found = score("peer_replay", answer)
    assert found.wrong == []
    assert (found.agree, found.of) == (287, 322)


def test_a_log_in_which_nobody_was_favoured_is_an_error(ask):
    with pytest.raises(LogError, match="no decision in 'score' is 1; it holds: 0"):
        ask(NOBODY, "class")

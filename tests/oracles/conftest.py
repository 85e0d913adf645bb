"""Real logs with published figures: each figure is asked of an audit, and must agree."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from evenhand.audit import audit
from evenhand.plan import Plan

# What other tools call our metrics.
RATES = {
    "tpr": "true_positive_rate",
    "tnr": "true_negative_rate",
    "fpr": "false_positive_rate",
    "fnr": "false_negative_rate",
    "for": "false_omission_rate",
    "fdr": "false_discovery_rate",
    "npv": "negative_predictive_value",
    "precision": "positive_predictive_value",
    "accuracy": "accuracy",
    "pprev": "selection_rate",
    "selection_rate": "selection_rate",
    "prev": "base_rate",
    "scoring_rate": "scoring_rate",
}
# Where an estimate holds their counts.
COUNTS = {
    "tp": ("true_positive_rate", "numerator"),
    "fn": ("false_negative_rate", "numerator"),
    "fp": ("false_positive_rate", "numerator"),
    "tn": ("true_negative_rate", "numerator"),
    "n_selected": ("selection_rate", "numerator"),
    "n": ("selection_rate", "denominator"),
}


@dataclass(frozen=True)
class Answers:
    """What an audit says about groups, as other tools would ask for it."""

    audit: object

    def estimate(self, metric, attributes=(), group=()):
        (row,) = (
            one
            for one in self.audit.estimates
            if (one.metric, one.attributes, one.group) == (metric, attributes, group)
            and one.window is None
            and one.model_version is None
        )
        return row

    def rate(self, name, attributes=(), group=()):
        return self.estimate(RATES[name], attributes, group).value

    def count(self, name, attributes=(), group=()):
        if name == "pp":
            return self.count("n_selected", attributes, group)
        if name == "pn":
            return self.count("n", attributes, group) - self.count("pp", attributes, group)
        metric, part = COUNTS[name]
        return getattr(self.estimate(metric, attributes, group), part)

    def disparity(
        self, metric, comparison, group=None, *, against="reference", reference=None, condition=None
    ):
        metric = RATES.get(metric, metric)
        (row,) = (
            one
            for one in self.audit.disparities
            if (one.metric, one.comparison, one.against) == (metric, comparison, against)
            and one.condition == condition
            and group in {None, one.group}
            and reference in {None, one.reference}
        )
        return row

    def ratio(self, metric, attribute, group, reference):
        """Return the ratio to a reference; that of the reference to itself is 1."""
        named = {one.name: one.reference for one in self.audit.attributes}
        assert named[attribute] == reference
        if group == reference:
            return 1.0
        return self.disparity(metric, "ratio", (group,), reference=(reference,)).value

    def to_highest(self, metric, group, attributes=None):
        """Return the ratio to the highest group, which for that group itself is 1."""
        rows = {
            one.group: one
            for one in self.audit.disparities
            if (one.metric, one.comparison, one.against) == (metric, "ratio", "highest")
            and attributes in {None, one.attributes}
        }
        if {one.reference for one in rows.values()} == {group}:
            return 1.0
        return rows[group].value


@pytest.fixture(scope="session")
def audited():
    """Return a builder of answers from a log and a plan; the same plan is audited once."""
    known = {}

    def build(log, *, key=None, **asked):
        # The figures are of estimates; gates and many draws would cost time alone.
        asked = {"gates": [], "inference": {"draws": 100}, **asked}
        place = (str(key or log), json.dumps(asked, sort_keys=True))
        if place not in known:
            known[place] = Answers(audit(log, Plan.model_validate(asked)))
        return known[place]

    return build


@dataclass
class Score:
    """How many figures of a folder were asked, agree, and are not defined here."""

    agree: int
    of: int
    wrong: list
    not_defined: Counter


@pytest.fixture
def score(shared_data: Path):
    """Return a function that asks every figure of a folder, and keeps the score.

    The answer to a figure is a number; or words on why there is none.
    """

    def keep(folder, answer):
        figures = json.loads((shared_data / folder / "expected.json").read_text())
        found = Score(0, len(figures), [], Counter())
        for figure in figures:
            said = answer(figure)
            if isinstance(said, str):
                found.not_defined[said] += 1
            elif said is not None and abs(said - figure["value"]) <= figure["tolerance"] + 1e-9:
                found.agree += 1
            else:
                found.wrong.append((figure["id"], figure["metric"], said, figure["value"]))
        print(f"{folder}: {found.agree} of {found.of} agree; {dict(found.not_defined)}")  # noqa: T201
        return found

    return keep

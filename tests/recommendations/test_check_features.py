"""What feeds the model, or what it says, changed: find out why."""

from dataclasses import replace

import pytest

from evenhand.analyses.shift import Shift
from evenhand.recommendations.check_features import check_features


def shift(row, what):
    return Shift(
        id=row, what=what, kind="number", attributes=(), group=(), window="2025-05-01",
        against="baseline", reference=("2025-01-01", "2025-03-01"), psi=0.3, p_value=0.0,
        p_none=0.0, jensen_shannon=0.1, ks=0.2, wasserstein=1.0, n=900, n_against=900,
        state="drift", came=(), went=(), unknown=0.0, unknown_before=0.0, p_unknown=1.0,
        jumped=False, undefined=None,
    )  # fmt: skip


@pytest.fixture
def advised(case, finding):
    """Return a runner: kinds of findings, each with what shifted, to the advice."""

    def run(*found, severity="medium", others=()):
        findings = [
            finding(kind, severity=severity, title=f"{what}.", detail="So.", evidence=(f"s{i}",))
            for i, (kind, what) in enumerate(found)
        ]
        about = case(findings=[*findings, *others])
        shifts = tuple(shift(f"s{i}", what) for i, (_, what) in enumerate(found))
        return check_features(replace(about, facts=replace(about.facts, shifts=shifts)))

    return run


def test_a_feature_that_drifted_is_a_question_to_those_who_feed_the_model(advised):
    (one,) = advised(("drift", "feature:income"))
    assert one.title == "Find out what changed in the data that the model is fed."
    assert one.because == "feature:income. So."
    assert one.evidence == ("s0",)
    assert (one.rule, one.action) == ("check_features", "fix_pipeline")
    assert len(one.steps) == 3
    assert one.steps[-1].startswith("If the world changed and not the data")


@pytest.mark.parametrize("what", ["score", "decision", "label"])
def test_what_the_model_says_is_a_question_to_those_who_made_it(advised, what):
    (one,) = advised(("drift", what))
    assert one.title == "Find out why what the model says has changed."


@pytest.mark.parametrize(
    ("kind", "what"), [("missing", "feature:income"), ("category", "mix:race")]
)
def test_a_value_that_the_model_was_not_trained_on_is_a_step_of_its_own(advised, kind, what):
    (one,) = advised((kind, what))
    assert any("not trained on" in step for step in one.steps)
    assert one.title == "Find out what changed in the data that the model is fed."


def test_performance_that_fell_is_not_to_be_trained_away_at_once(advised, finding):
    (one,) = advised(("drift", "score"), others=[finding("performance")])
    assert one.steps[-1].startswith("Performance fell too")


@pytest.mark.parametrize(
    ("left", "words"),
    [(0, None), (1, "One more change was found."), (2, "2 more changes were found.")],
)
def test_the_first_finding_is_told_and_the_rest_counted(advised, left, words):
    found = [("missing", f"feature:{i}") for i in range(1 + left)]
    (one,) = advised(*found)
    told = "feature:0. So."
    assert one.because == (told if words is None else f"{told} {words}")
    assert len(one.evidence) == 1 + left


def test_what_is_only_to_be_known_asks_for_nothing(advised, case):
    assert advised(("drift", "score"), severity="info") == []
    assert advised(("drift", "score"), severity="low") == []
    assert check_features(case()) == []

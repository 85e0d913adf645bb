"""The section of remedies that were tried, its chart, and the sentence that tells the best one."""

from dataclasses import replace

import pytest

from evenhand.analyses.remedy import LeftOut, Outcome, RemediedGap, Remedy, Trial
from evenhand.recommendations.recommendation import Effect
from evenhand.report import markdown
from evenhand.report.options import Options
from evenhand.report.page import page
from evenhand.report.view.pareto import pareto
from evenhand.report.view.remedies import remedies
from evenhand.report.view.remedy_words import choice_sentence, verdict
from evenhand.report.view.rows import Rows

UP = Outcome(
    deployed=0.8, value=0.82, low=0.81, high=0.83, change=0.02, change_low=0.01, change_high=0.03
)
NEARER = Outcome(
    deployed=0.7, value=0.9, low=0.86, high=0.95, change=0.2, change_low=0.15, change_high=0.25
)


@pytest.fixture
def audit(full):
    return replace(full, trial=None, untried=None, remedies=())


@pytest.fixture
def gate(audit):
    return next(one for one in audit.gates if one.comparison == "ratio" and one.reference)


@pytest.fixture
def tried(audit, gate):
    gap = RemediedGap(
        gate=gate.id, metric=gate.metric, comparison="ratio", attributes=gate.attributes,
        group=gate.group, reference=gate.reference, tolerance=gate.tolerance, outcome=NEARER,
    )  # fmt: skip
    refit = Remedy(
        id="m1", key="refit", title="Refit the model", done="Fitted on <b>9</b>.", caution="",
        refused="", unlike="", selection_rate=UP, accuracy=UP, area_under_roc=None, gaps=(gap,),
    )  # fmt: skip
    moved = replace(refit, id="m2", key="move_threshold", title="Move it", refused="No score.",
                    done="", selection_rate=None, accuracy=None, gaps=())  # fmt: skip
    trial = Trial(
        seed=7, rows=9_000, fitted=5_000, tuned=1_000, tested=2_250, by_time=True,
        features=("income",), left_out=(LeftOut("leak", "it alone tells the decision"),),
        aim=gate.id, unmeasured=(), model="trees", draws=400, level=0.95,
    )  # fmt: skip
    return replace(audit, trial=trial, remedies=(refit, moved))


def test_without_a_trial_there_is_no_section_and_a_refusal_is_told(audit):
    assert remedies(Rows(replace(audit, trial=None, untried=None))) is None
    found = remedies(Rows(replace(audit, untried="The plan names no label.")))
    assert found.lead == "No remedy was tried. The plan names no label."
    assert found.lines == ()


def test_the_section_tells_what_was_tried_refused_and_how(tried):
    found = remedies(Rows(tried))
    assert [line.id for line in found.lines] == ["m1"]
    assert found.refused == (("Move it", "No score."),)
    assert found.deployed.gap.text == "0.70"
    record = dict(found.record)
    assert record["Seed"] == "7"
    assert record["Features left out"] == "leak: it alone tells the decision"
    assert "5,000 labelled ones to fit on" in record["Parted by time"]
    by_order = replace(tried, trial=replace(tried.trial, by_time=False))
    assert "Parted by the order of the log" in dict(remedies(Rows(by_order)).record)


def test_the_page_shows_it_and_what_comes_from_the_log_is_escaped(tried):
    html = page(tried, Options(), "screen")
    assert "Less discriminatory alternatives tried" in html
    assert "Fitted on &lt;b&gt;9&lt;/b&gt;." in html


def test_advice_that_was_tried_leads_to_the_remedy_where_the_page_has_it(tried, gate):
    effect = Effect(
        text="0.7 as decided.", comparison="ratio", before=0.7, after=0.9, low=0.86, high=0.95,
        tolerance=0.8, by="tried", row="m1", gate=gate.id,
    )  # fmt: skip
    advice = (replace(tried.recommendations[0], effect=effect),)
    html = page(replace(tried, recommendations=advice), Options(), "screen")
    link = '<a href="#row-m1">Tried on later decisions.</a>'
    assert link in html
    assert 'id="row-m1"' in html
    apart = page(replace(tried, trial=None, recommendations=advice), Options(), "screen")
    assert link not in apart
    assert "Tried on later decisions." in apart


def test_the_short_report_tells_what_was_tried_in_a_table(tried, audit):
    text = markdown.render(tried).decode()
    assert "| As deployed | 0.70 | 80.0 | 80.0 | \N{EM DASH} |" in text
    shown = "0.90 (0.86\N{EN DASH}0.95) | 82.0 (81.0\N{EN DASH}83.0)"
    assert f"| Refit the model (not beaten) | {shown} |" in text
    assert "- Move it: No score." in text
    assert "Remedies that were tried" not in markdown.render(audit).decode()
    untried = markdown.render(replace(audit, untried="The plan names no label.")).decode()
    assert "No remedy was tried. The plan names no label." in untried
    assert "| As deployed" not in untried


def test_the_best_one_is_told_with_what_it_costs(tried, gate):
    text = choice_sentence(tried.remedies, gate).replace("\u202f", " ")
    assert text.startswith("Best of what was tried: refit the model.")
    assert "goes from 0.70 to 0.90" in text
    assert "accuracy +2.0 points" in text
    assert choice_sentence((), gate).startswith("No remedy that was tried is shown to narrow")


def test_a_verdict_says_no_more_than_is_shown(tried):
    refit = tried.remedies[0]
    gap = refit.gaps[0]
    dear = replace(refit, accuracy=replace(UP, change_high=-0.01))
    still = replace(gap, outcome=replace(NEARER, change_low=-0.1))
    assert verdict(refit, gap) == "narrows the gap, no price in accuracy shown"
    assert verdict(dear, gap) == "narrows the gap, at a price in accuracy"
    assert verdict(refit, still) == "not shown to narrow the gap"
    assert verdict(refit, None) == "the gap is not known"
    assert verdict(replace(refit, unlike="Another."), gap) == "not the model in use"


def test_a_model_unlike_the_one_in_use_is_said_and_drawn_muted(tried):
    other = replace(tried.remedies[0], unlike="It is another model.")
    found = remedies(Rows(replace(tried, remedies=(other,))))
    assert found.unlike == "It is another model."
    (point,) = [row for row in found.chart.data["rows"] if row["kind"] != "deployed"]
    assert (point["kind"], point["tone"]) == ("other", "#5b6472")


def test_the_chart_has_each_remedy_the_decisions_as_made_and_the_tolerance(tried, gate):
    chart = pareto(tried.remedies, gate)
    assert {row["name"] for row in chart.data["rows"]} == {"Refit the model", "As deployed"}
    assert [row["limit"] for row in chart.data["limits"]] == [gate.tolerance]
    assert "Not beaten on both counts: Refit the model." in chart.label
    assert pareto(tried.remedies[1:], gate) is None

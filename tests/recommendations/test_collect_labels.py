"""What to do where labels are missing."""

from evenhand.analyses.estimate import Estimate
from evenhand.recommendations.collect_labels import collect_labels


def lacking(decision, n, of=10_000, group="B"):
    """Return the labelled share of a group's mature decisions, of which `n` have no label."""
    return Estimate(
        id="e", metric="label_coverage", attributes=("g",), group=(group,), window=None,
        model_version=None, condition=("decision", decision), value=1 - n / of, low=None,
        high=None, level=0.95, method="wilson", n=of, numerator=of - n, denominator=of,
        design_effect=None, undefined=None,
    )  # fmt: skip


def test_selective_labels_mean_to_label_a_sample_and_to_weigh_it(case, finding):
    rows = [lacking("unfavourable", 5000), lacking("favourable", 40)]
    (advice,) = collect_labels(case(findings=[finding("selective_labels")], estimates=rows))
    assert advice.title == "Label a random sample of the decisions without a label."
    sample, few, weigh, say = advice.steps
    assert sample.startswith("Draw 385 of the 5,000 unfavourable decisions of B without a label at")
    assert few == "Find out what was true of the 40 favourable decisions of B without a label."
    assert "those that were not drawn 0, all others 1" in weigh
    assert 'label.missing = "at_random"' in say
    assert advice.evidence == ("e1",)
    assert advice.because == "Something of B. Somewhat."


def test_what_can_all_be_labelled_needs_no_weights(case, finding):
    rows = [lacking("unfavourable", 385), lacking("favourable", 0)]
    (advice,) = collect_labels(case(findings=[finding("selective_labels")], estimates=rows))
    assert advice.title == "Label the decisions without a label."
    first, say = advice.steps
    assert first.startswith("Find out what was true of the 385 unfavourable")
    assert 'label.missing = "at_random"' in say


def test_everybody_is_not_named(case, finding):
    found = finding("selective_labels")
    everybody = type(found)(
        **{
            **{name: getattr(found, name) for name in found.__slots__},
            "attributes": (),
            "group": (),
        }
    )
    row = lacking("unfavourable", 500)
    row = type(row)(
        **{**{name: getattr(row, name) for name in row.__slots__}, "attributes": (), "group": ()}
    )
    (advice,) = collect_labels(case(findings=[everybody], estimates=[row]))
    assert advice.steps[0].startswith("Draw 385 of the 500 unfavourable decisions without a label")


def test_unequal_coverage_means_to_collect_the_missing_ones(case, finding):
    found = [finding("label_coverage"), finding("label_coverage", "C")]
    rows = [lacking("unfavourable", 143), lacking("favourable", 214)]
    (advice,) = collect_labels(case(findings=found, estimates=rows))
    assert advice.title == "Collect the missing outcomes of B and C."
    assert advice.because == (
        "Something of B. Somewhat. 357 have none. Something of C. Somewhat. 0 have none."
    )


def test_both_are_advised_where_both_are_found_and_nothing_where_neither_is(case, finding):
    found = [finding("label_coverage"), finding("selective_labels", "C")]
    assert len(collect_labels(case(findings=found))) == 2
    same = [finding("label_coverage"), finding("selective_labels")]
    (advice,) = collect_labels(case(findings=same))
    assert advice.title.startswith("Label")
    assert collect_labels(case(findings=[finding("calibration")])) == []

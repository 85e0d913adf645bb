"""Labels that may be missing for a reason."""

from evenhand.gates.findings.selective_labels import selective_labels

HIDDEN = {"value": None, "undefined": "selective_labels"}
EVERYBODY = {"attributes": ()}


def everybody(row):
    """Return a row that is about everybody."""
    return type(row)(**{**{name: getattr(row, name) for name in row.__slots__}, "group": ()})


def shares(estimate, group, unfavourable, favourable, **more):
    return [
        estimate("label_coverage", group, value, id=f"e-{decision}-{group}",
                 condition=("decision", decision), **more)
        for decision, value in (("unfavourable", unfavourable), ("favourable", favourable))
    ]  # fmt: skip


def test_everybody_makes_one_finding_with_the_shares_of_both_decisions(facts, estimate):
    rows = [
        everybody(estimate("accuracy", id="e1", **HIDDEN, **EVERYBODY)),
        *map(everybody, shares(estimate, "", 0.031, 1.0, **EVERYBODY)),
        estimate("accuracy", "B", **HIDDEN),
    ]
    (one,) = selective_labels(facts(rows))
    assert one.title == "Labels may be missing for a reason: error rates are bounded, not known."
    assert (
        "time to arrive, 3.1 % of the unfavourable ones and 100.0 % of the favourable ones have one"
    ) in one.detail
    assert (one.attributes, one.group) == ((), ())
    assert one.evidence == ("e1", "e-unfavourable-", "e-favourable-")


def test_otherwise_each_group_of_which_it_is_so_makes_one(facts, estimate):
    rows = [
        everybody(estimate("accuracy", **EVERYBODY)),
        estimate("accuracy", "B", **HIDDEN),
        estimate("accuracy", "C"),
        *shares(estimate, "B", 0.87, 0.844),
    ]
    (one,) = selective_labels(facts(rows))
    assert one.title.startswith("Labels of B may be missing for a reason")
    assert "87.0 % of the unfavourable ones and 84.4 % of the favourable ones" in one.detail


def test_people_whose_group_is_unknown_are_no_group(facts, estimate):
    assert selective_labels(facts([estimate("accuracy", "unknown", **HIDDEN)])) == []


def test_a_decision_that_a_group_never_got_is_not_told(facts, estimate):
    rows = [estimate("accuracy", "B", **HIDDEN), *shares(estimate, "B", None, 0.5)]
    (one,) = selective_labels(facts(rows))
    assert "arrive, 50.0 % of the favourable ones have one." in one.detail
    assert one.evidence == ("e-accuracy-B", "e-favourable-B")


def test_without_accuracy_the_base_rate_tells(facts, estimate):
    rows = [
        everybody(estimate("base_rate", **EVERYBODY)),
        estimate("base_rate", "B", **HIDDEN),
        *shares(estimate, "B", 0.5, 0.5),
    ]
    assert [one.group for one in selective_labels(facts(rows))] == [("B",)]


def test_complete_labels_make_none(facts, estimate):
    rows = [everybody(estimate("accuracy", **EVERYBODY)), estimate("accuracy", "B")]
    assert selective_labels(facts(rows)) == []
    assert selective_labels(facts()) == []

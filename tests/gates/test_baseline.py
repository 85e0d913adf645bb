"""Whether figures of two times mean the same."""

from evenhand.gates.baseline import differences, meaning_of
from evenhand.plan import Plan


def meaning(**plan):
    asked = {
        "decision": {"column": "d", "favourable": ["yes", "maybe"]},
        "label": {"column": "l", "positive": "1"},
        "protected": [{"column": "age", "bands": ["0-39", "40+"]}],
        **plan,
    }
    return meaning_of(Plan.model_validate(asked).model_dump(mode="json"))


def test_the_order_of_values_and_the_names_of_columns_mean_nothing():
    other = {"column": "outcome", "favourable": ["maybe", "yes"]}
    assert differences(meaning(), meaning(decision=other)) == []


def test_another_favourable_decision_is_a_difference():
    found = differences(meaning(), meaning(decision={"column": "d", "favourable": "no"}))
    assert found == ["favourable was 'maybe', 'yes' and is 'no'"]


def test_scores_in_place_of_decisions_are_a_difference():
    scored = meaning(decision=None, score={"column": "s", "threshold": 0.5})
    assert differences(meaning(), scored) == ["favourable was 'maybe', 'yes' and is 'high scores'"]


def test_a_threshold_that_was_moved_can_be_compared():
    low, high = (meaning(decision=None, score={"column": "s", "threshold": t}) for t in (0.4, 0.6))
    assert differences(low, high) == []


def test_other_labels_and_bands_are_differences():
    now = meaning(
        label={"column": "l", "positive": "2"},
        protected=[{"column": "age", "bands": ["0-49", "50+"]}],
    )
    assert differences(meaning(), now) == [
        "a positive label was '1' and is '2'",
        "the bands of age were '0-39', '40+' and are '0-49', '50+'",
    ]


def test_what_one_side_lacks_is_no_difference():
    assert differences(meaning(), meaning(label=None, protected=[{"column": "sex"}])) == []


def test_bands_that_are_not_named_are_told_so():
    now = meaning(protected=[{"column": "age"}])
    assert differences(meaning(), now)[0].endswith("and are not named")

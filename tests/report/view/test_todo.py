"""What to do, as a table and a card each."""

import tomllib
from dataclasses import replace

import pytest

from evenhand.recommendations import named
from evenhand.recommendations.recommendation import Effect
from evenhand.report import html
from evenhand.report.view.todo import change_text, due, todo

ENTRY = '[[gates]]\nid = "a:after"\nmetric = "selection_rate"\n'


def effect(**more):
    plain = {
        "text": "The ratio: 0.75 as decided.", "comparison": "ratio", "before": 0.75, "after": 0.93,
        "low": 0.88, "high": 0.97, "tolerance": 0.8, "by": "tried", "row": "m1",
    }  # fmt: skip
    return Effect(**{**plain, **more})


@pytest.fixture
def advised(full):
    """Return a function that changes the first piece of advice of an audit."""

    def build(**more):
        first, *rest = full.recommendations
        return replace(full, recommendations=(replace(first, **more), *rest))

    return build


def test_all_advice_has_a_card_in_order_of_priority(full):
    audit = replace(full, recommendations=full.recommendations[::-1])
    found = todo(audit)
    assert [card.place for card in found.cards] == [1, 2, 3, 4]
    assert [card.anchor for card in found.cards] == ["todo-1", "todo-2", "todo-3", "todo-4"]
    assert found.cards[0].who == "Model owner"


def test_without_advice_there_is_nothing_to_do(full):
    assert todo(replace(full, recommendations=())) is None


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "0.75 → 0.93 (0.88 to 0.97)"),
        ({"low": None, "high": None}, "0.75 → 0.93"),
        ({"comparison": "count", "before": 2.0, "after": 0.0}, "2 → 0 open"),
        ({"before": None}, ""),
        ({"after": None}, ""),
    ],
    ids=["interval", "no interval", "count", "no figure now", "no figure then"],
)
def test_what_would_change_is_told_as_from_to(plain, more, text):
    assert plain(change_text(effect(**more))).replace("\N{EN DASH}", " to ") == text


def test_a_difference_has_a_minus_sign(plain):
    found = change_text(
        effect(
            comparison="difference", before=-0.12, after=-0.05, low=-0.08, high=-0.02, tolerance=0.1
        )
    )
    assert plain(found).startswith("\N{MINUS SIGN}0.12 → \N{MINUS SIGN}0.05 (")


def test_what_is_not_known_says_why(advised):
    (card, *_) = todo(advised(no_effect="It was not tried.")).cards
    assert (card.change, card.known, card.effect) == ("", "", "It was not tried.")
    (card, *_) = todo(advised(effect=effect())).cards
    assert (card.known, card.effect) == ("Tried on later decisions.", "The ratio: 0.75 as decided.")


def test_a_cost_is_a_sentence_and_without_any_there_is_no_column(advised):
    found = todo(advised(cost="accuracy +0.1 points"))
    assert found.cards[0].cost == "Accuracy +0.1 points."
    assert found.costs
    assert not todo(advised()).costs
    assert todo(advised(cost="Time.")).cards[0].cost == "Time."


def test_only_the_efforts_in_use_are_explained(advised):
    assert "small is about 2 and large is about 30" in todo(advised(effort="large")).days
    assert "medium" not in todo(advised(effort="large")).days


def test_a_day_is_told_where_there_is_one(full):
    one = full.recommendations[0]
    assert due(one) == "within 30 days"
    assert due(replace(one, deadline="2026-01-22")) == "by 22 January 2026"


def test_other_advice_is_named_by_its_number(full, advised):
    other = named(full.recommendations[2])
    (card, *_) = todo(advised(settled=(f"After {other}: so.",))).cards
    assert card.together == ("After number 3: so.",)


def test_the_page_shows_the_entry_as_it_is_to_be_pasted(advised):
    text = html.render(advised(gate=ENTRY, caution="Mind <this>.")).decode()
    entry = text.partition("<pre>")[2].partition("</pre>")[0]
    assert tomllib.loads(entry.replace("&#34;", '"')) == tomllib.loads(ENTRY)
    assert "Mind &lt;this&gt;." in text

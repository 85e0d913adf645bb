from dataclasses import replace

from evenhand.report.view.oversight import MOST, effect_sentence, oversight


def test_only_what_is_shown_is_said_to_be_done(timed, look, plain):
    sentences = [plain(text) for text in look(oversight, timed).sentences]
    assert sentences[0].startswith(
        "Human review narrows the gap of Black to White: \N{MINUS SIGN}17.2 points as proposed, "
        "\N{MINUS SIGN}12.1 points as decided"
    )
    assert any(text.startswith("Human review widens the gap of Hispanic") for text in sentences)
    assert not any("Asian" in text for text in sentences)


def test_where_nothing_is_shown_that_is_said(timed, look):
    unsure = tuple(replace(e, low=-0.1, high=0.1) for e in timed.review_effects)
    found = look(oversight, replace(timed, review_effects=unsure))
    assert found.sentences == ("Review is not shown to narrow or to widen any gap.",)
    assert not any(effect.shown for effect in found.effects)


def test_effects_that_are_shown_come_first_and_carry_their_counts(timed, look):
    found = look(oversight, timed)
    assert [effect.word for effect in found.effects][-1] == "no change shown"
    assert found.effects[0].counts == "760 reviewed, 91 overridden, 58 of them upward"
    assert found.effects[0].evidence.row == "r1"
    many = tuple(replace(timed.review_effects[1], id=f"r{i}") for i in range(MOST + 2))
    assert look(oversight, replace(timed, review_effects=many)).left_out == 2


def test_an_effect_without_an_interval_claims_nothing(timed):
    text = effect_sentence(replace(timed.review_effects[0], low=None, high=None))
    assert "is not shown to change the gap" in text
    assert "interval" not in text


def test_everybody_stands_above_the_groups_under_the_same_heads(timed, look):
    tables = look(oversight, timed).tables
    assert [part.title for part in tables] == ["", "Race", "Sex", "Age"]
    assert [who for who, _ in tables[0].table.rows] == ["Everyone"]
    assert len({part.table.heads for part in tables}) == 1


def test_where_nobody_reviews_there_is_no_section(audits, timed, look):
    assert look(oversight, audits["no time"]) is not None  # an override rate is known
    without = tuple(
        e for e in timed.estimates if "over" not in e.metric and "review" not in e.metric
    )
    audit = replace(timed, estimates=without, review_effects=())
    assert look(oversight, audit) is None


def test_effects_without_figures_of_groups_have_no_table(timed, look):
    without = tuple(
        e for e in timed.estimates if "over" not in e.metric and "review" not in e.metric
    )
    found = look(oversight, replace(timed, estimates=without))
    assert found.tables == ()
    assert found.effects

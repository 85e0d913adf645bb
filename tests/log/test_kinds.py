"""How the typing of columns is revised by what the rows hold."""

from evenhand.log.kinds import ISO, Misfits, Typing, revised, swapped

TYPING = Typing(
    kinds={"age": "integer", "score": "number", "time": "time"},
    fixed=frozenset({"score", "time"}),
    form="%d/%m/%Y",
    ambiguous=True,
)


def test_what_fits_is_not_revised():
    assert revised(TYPING, [Misfits()]) == TYPING


def test_a_guess_gives_way_and_what_was_asked_for_does_not():
    new = revised(TYPING, [Misfits(others=frozenset({"age", "score"}))])
    assert new.kinds == {"age": "text", "score": "number", "time": "time"}
    assert new.form == "%d/%m/%Y"


def test_words_for_no_value_are_allowed_for_in_columns_that_stay_numbers():
    misfits = [Misfits(words=frozenset({"age"})), Misfits(words=frozenset({"score"}))]
    assert revised(TYPING, misfits).words == {"age", "score"}
    misfits.append(Misfits(others=frozenset({"age"})))
    assert revised(TYPING, misfits).words == {"score"}


def test_day_and_month_change_places_once():
    misfits = [Misfits(others=frozenset({"time"}))]
    new = revised(TYPING, misfits)
    assert (new.form, new.ambiguous) == ("%m/%d/%Y", False)
    assert revised(new, misfits) == new


def test_only_forms_of_numbers_can_be_swapped():
    assert [swapped(form) for form in (ISO, "%d.%m.%Y", "%m-%d-%Y")] == [
        ISO,
        "%d.%m.%Y",
        "%d-%m-%Y",
    ]

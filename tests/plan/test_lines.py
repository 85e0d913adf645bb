"""Where the entries of a plan stand: as TOML itself counts them, whatever surrounds them."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import Entry, PlanError
from evenhand.plan.lines import Source, lines_of

PLAN = '''
title = "[[gates]]"  # [[gates]]
note = """
[[gates]]
metric = "none"
"""
other = \'\'\'
[[gates]]\'\'\'
bands = [
  ["[[gates]]"],
  [1, 2], # ]
]

[decision]
column = "x"
gates = [{metric = "not of the plan"}]

  [[ gates ]]   # the first
metric = "a # ] \\" b"

[["gates"]]
metric = "b"
[[\'waivers\']]
id = "w"
[gates.more]
x = 1
[[gates]]
metric = "c"
'''


def test_entries_are_found_among_strings_comments_and_other_tables():
    assert len(tomllib.loads(PLAN)["gates"]) == 3
    assert lines_of(PLAN) == {"gates": (18, 21, 27), "waivers": (23,)}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("gates = []\n", {}),
        ("gates = [{metric = 'a'}, {metric = 'b'}]", {"gates": (1, 1)}),
        ("x = 1\n'gates' = [\n # {\n {m = ']', n = [{a = 1}]},\n\n {}\n]\n", {"gates": (4, 6)}),
        ("a.b = 1\ngates = 'no list'\n", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_lists_that_are_written_as_values_are_found_too(text, lines):
    tomllib.loads(text)
    assert lines_of(text) == lines


@given(st.lists(st.sampled_from(["gates", "targets", "x"]), max_size=6), st.text("[]{}#'a\" \n"))
def test_every_entry_has_its_line_whatever_the_texts_say(names, text):
    note = text.replace('"', "'")
    written = "".join(f'[[{name}]]\nnote = """{note}"""\n' for name in names)
    table, lines = tomllib.loads(written), lines_of(written)
    assert {name: len(places) for name, places in lines.items()} == {
        name: len(entries) for name, entries in table.items()
    }
    shown = written.splitlines()
    # What TOML calls a line is what an editor does.
    assert all(shown[at - 1] == f"[[{name}]]" for name, places in lines.items() for at in places)


def test_an_error_about_an_entry_is_placed_in_its_file_and_line():
    source = Source("evenhand.toml", {"gates": (4, 9)})
    placed = r"^evenhand.toml, line 9: gates.2: no$"
    with pytest.raises(PlanError, match=placed) as caught, source.placing():
        raise PlanError("no", "do this", at=Entry("gates", 1))
    assert caught.value.hint == "do this"
    with pytest.raises(PlanError, match=r"^evenhand.toml: targets.mine: no$"), source.placing():
        raise PlanError("no", at=Entry("targets", 0, "mine"))


def test_other_errors_and_plans_without_a_file_are_left_as_they_are():
    with pytest.raises(PlanError, match=r"^no$"), Source("evenhand.toml").placing():
        raise PlanError("no")
    with pytest.raises(PlanError, match=r"^gates.1: no$"), Source().placing():
        raise PlanError("no", at=Entry("gates", 0))
    assert Source().line("gates", 0) is None

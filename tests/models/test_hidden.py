"""Whose labels may be missing for a reason is named."""

from types import SimpleNamespace

import numpy as np
import pytest

from evenhand.models.hidden import hidden


def told(**marked):
    """Return the words for groups marked by attribute; "everybody" stands for no attribute."""
    groupings, inputs = {}, {}
    for name, groups in marked.items():
        key = () if name == "everybody" else (name,)
        groupings[key] = SimpleNamespace(groups=tuple((g,) for g in groups))
        selective = np.zeros((len(groups), 3), dtype=bool)
        selective[:, 1] = list(groups.values())
        inputs[key] = SimpleNamespace(selective=selective)
    return hidden(groupings, inputs)


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ({"everybody": {"all": False}, "sex": {"F": False, "M": False}}, ""),
        ({"everybody": {"all": True}, "sex": {"F": True}}, "everybody"),
        ({"sex": {"F": True, "M": False}}, "F"),
        ({"sex": {"F": True}, "race": {"B": True, "C": True}}, "F and B and C"),
        ({"race": dict.fromkeys("ABCDE", True)}, "A, B, C and 2 more"),
    ],
)
def test_groups_with_hidden_labels_are_named(marked, words):
    assert told(**marked) == words


def test_where_nobody_has_asked_nothing_is_hidden():
    found = SimpleNamespace(selective=None)
    assert hidden({(): SimpleNamespace(groups=((),))}, {(): found}) == ""

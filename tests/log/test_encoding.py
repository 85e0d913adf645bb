"""Encodings told from bytes."""

import pytest

from evenhand.errors import LogError
from evenhand.log.encoding import guess, is_utf8, known


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"a,b\n", "utf-8"),
        ("é".encode(), "utf-8"),
        ("é".encode("utf-8-sig"), "utf-8"),
        ("été".encode("cp1252"), "cp1252"),
        ("a,b".encode("utf-16"), "utf-16"),
        ("a,b".encode("utf-16-be"), "utf-16-be"),
        ("a,b".encode("utf-32"), "utf-32"),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_is_told_by_mark_zeros_or_letters(head, encoding):
    assert guess(head, "a.csv") == encoding


def test_a_letter_cut_in_two_between_parts_is_whole():
    text = "é".encode() * 3
    assert is_utf8([text[:1], text[1:4], text[4:]])
    assert is_utf8([text[:-1]])


def test_few_broken_letters_among_whole_ones_are_utf8_and_many_are_not():
    assert is_utf8(["é".encode() * 3 + b"\xff"])
    assert not is_utf8(["é".encode() + b"\xe9a\xe9a"])


def test_a_zero_here_and_there_is_text():
    assert guess(b"a,b\n1,\x002\n" + b"3,4\n" * 9, "a.csv") == "utf-8"


def test_encodings_have_one_plain_name():
    assert [known(name) for name in ("UTF8", "utf-8-sig", "ascii", "latin1")] == [
        "utf-8",
        "utf-8",
        "utf-8",
        "iso8859-1",
    ]
    with pytest.raises(LogError, match="no encoding 'x'"):
        known("x")

import io
import sys

import pytest

from evenhand.cli.streams import plain, plainer, steady_streams, tell


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31m", "31m"),
        ("a\r\nb", "a b"),
        ("a\tb", "a b"),
        ("abc\u202etxt", "abctxt"),
        ("a\u2028b", "a b"),
        ("\ue000\ud800", ""),
        ("\u0646\u0645\u06cc\u200c\u062e", "\u0646\u0645\u06cc\u200c\u062e"),
        ("Ünïcode 日本", "Ünïcode 日本"),
        ("0.71\u202f%", "0.71\u202f%"),
    ],
)
def test_text_of_a_log_cannot_steer_a_terminal(text, shown):
    assert plain(text) == shown


def test_progress_goes_to_standard_error(capsys):
    tell("counting")
    assert capsys.readouterr() == ("", "counting\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("■ fail", b"# fail"),
        ("0.68\u20130.74", b"0.68-0.74"),
        ("\u22121 …", b"-1 ..."),
        ("日本", b"??"),
    ],
)
def test_a_terminal_without_the_character_shows_the_nearest(text, shown, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    steady_streams()
    print(text, end="", flush=True)  # noqa: T201
    assert stream.buffer.getvalue() == shown


def test_a_stream_that_is_no_file_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    steady_streams()


def test_only_what_cannot_be_written_is_replaced():
    error = UnicodeDecodeError("ascii", b"\xff", 0, 1, "ordinal")
    with pytest.raises(UnicodeDecodeError):
        plainer(error)

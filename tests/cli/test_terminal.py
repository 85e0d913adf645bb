import io

import pytest

from evenhand.cli.terminal import ELSEWHERE, progress, results, table


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def errors(monkeypatch):
    def put(stream, term="xterm"):
        monkeypatch.setattr("sys.stderr", stream)
        monkeypatch.setenv("TERM", term)
        return stream

    return put


def told(stream, *, quiet=False):
    with progress(quiet=quiet) as tell:
        tell("reading \x1b[2J[bold]a.csv[/bold]")
        tell("counting")
    return stream.getvalue()


def test_progress_is_a_line_a_stage_where_there_is_no_terminal(errors):
    assert told(errors(io.StringIO())) == "reading [2J[bold]a.csv[/bold]\ncounting\n"


def test_progress_is_a_line_a_stage_on_a_terminal_that_cannot_go_back(errors):
    assert told(errors(Screen(), term="dumb")).endswith("counting\n")


def test_progress_is_one_line_that_changes_on_a_terminal(errors):
    shown = told(errors(Screen()))
    assert "counting" in shown
    assert "\x1b[2K" in shown  # the line is wiped when the work is done


def test_a_quiet_run_tells_nothing(errors):
    assert told(errors(Screen()), quiet=True) == ""


def test_lines_end_with_their_last_sign(capsys):
    listing = table("Key", "n", right=("n",))
    listing.add_row("a" * 9, "1")
    listing.add_row("b", "12")
    with results() as console:
        console.print(listing)
        console.print("")
    lines = capsys.readouterr().out.split("\n")
    assert lines[-3:] == ["b           12", "", ""]
    assert all(line == line.rstrip() for line in lines)


def test_output_elsewhere_has_a_fixed_width(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    with results() as console:
        console.print("word " * 50)
    assert max(map(len, capsys.readouterr().out.splitlines())) in range(ELSEWHERE - 5, ELSEWHERE)


def test_no_color_is_kept(monkeypatch):
    stream = Screen()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    with results() as console:
        console.print("red", style="red")
    assert "\x1b[31m" not in stream.getvalue()
    assert "red" in stream.getvalue()

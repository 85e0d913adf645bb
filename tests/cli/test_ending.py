import os
import subprocess
import sys

import pytest
import typer

from evenhand.cli.ending import ends
from evenhand.errors import DeliveryError, LogError


def ended(error):
    @ends
    def command():
        raise error

    with pytest.raises(typer.Exit) as caught:
        command()
    return caught.value.exit_code


def test_a_command_that_does_its_work_returns(capsys):
    ends(lambda: print("done"))()  # noqa: T201
    assert capsys.readouterr().out == "done\n"


def test_an_error_is_told_with_its_hint(capsys):
    assert ended(LogError("the log has no column 'hired'", "name yours with --decision")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == ("evenhand: the log has no column 'hired'\n  hint: name yours with --decision\n")


def test_an_error_without_a_hint_is_one_line(capsys):
    assert ended(DeliveryError("no pdf")) == 4
    assert capsys.readouterr().err == "evenhand: no pdf\n"


def test_an_error_of_several_lines_stays_in_lines(capsys):
    ended(LogError("a\n  b\x1b[2J", "c\nd"))
    assert capsys.readouterr().err == "evenhand: a\n  b[2J\n  hint: c\n        d\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_an_interrupted_command_says_so_and_no_more(capsys, error):
    assert ended(error) == 130
    assert capsys.readouterr().err == "evenhand: interrupted\n"


# What a database counts for some seconds: it does not always stop before it has its answer.
BUSY = """
import os, signal, threading
import duckdb
from evenhand.cli.ending import ends

@ends
def command():
    with duckdb.connect() as connection:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        connection.execute(
            "SELECT sum(hash(a.range, b.range)) FROM range(40000) a, range(40000) b"
        )

try:
    command()
except BaseException as error:
    os._exit(error.exit_code)
"""


def test_an_interrupt_that_meets_the_database_at_work_is_no_bug():
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", BUSY], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (130, "evenhand: interrupted\n")


def test_a_bug_keeps_its_traceback_and_is_no_failed_gate(capsys):
    assert ended(ZeroDivisionError("oops")) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "ZeroDivisionError: oops" in err


def test_an_exit_code_passes_through():
    assert ended(typer.Exit(3)) == 3


@pytest.mark.parametrize("command", ["metrics", "schema"])
def test_a_reader_that_has_left_is_no_error_and_no_failed_gate(command):
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "evenhand", command],
        stdout=write_end,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(write_end)
    assert done.returncode == 141
    assert done.stderr == b""

"""Second processes: whatever becomes of one, whoever asked it goes on."""

import io
import sys
from contextvars import ContextVar
from pathlib import Path

import pytest

from evenhand.report import worker

AT_WORK: worker.AtWork = ContextVar("test", default=None)


@pytest.fixture
def python(monkeypatch, tmp_path):
    """Have workers run a shell script in place of Python."""

    def script(text):
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(path))

    return script


def test_questions_are_answered_in_turn_and_each_asked_once(python):
    python("exec cat")
    with worker.working("evenhand", AT_WORK, wanted=True):
        asked = AT_WORK.get()
        first, second = asked.ask({"größe": [1, None]}), asked.ask("b\nc")
        assert asked.ask("b\nc") is second
        assert (first.result(), second.result()) == ({"größe": [1, None]}, "b\nc")
    assert AT_WORK.get() is None


@pytest.mark.parametrize("text", ["exit 1", "echo '{'; cat", "read x; exit 1"])
def test_a_process_that_fails_answers_nothing(python, text):
    python(text)
    with worker.working("evenhand", AT_WORK, wanted=True):
        assert AT_WORK.get().ask("a").result() is None


@pytest.mark.parametrize("error", [KeyboardInterrupt, None])
def test_a_process_ends_with_the_work_whatever_it_is_at(python, error):
    python("exec sleep 600")  # reads nothing, so that what is asked stays on its way
    asked = []

    def work():
        with worker.working("evenhand", AT_WORK, wanted=True):
            asked.append((AT_WORK.get(), AT_WORK.get().ask("a" * 5_000_000)))
            if error:
                raise error

    if error:
        with pytest.raises(error):
            work()
    else:
        work()
    ((ended, promise),) = asked
    assert ended._process.returncode is not None  # noqa: SLF001 - what this is about
    assert promise.result(timeout=60) is None


def test_without_a_process_there_is_nobody_to_ask(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with worker.working("evenhand", AT_WORK, wanted=True):
        assert AT_WORK.get() is None
    with worker.working("evenhand", AT_WORK, wanted=False):
        assert AT_WORK.get() is None


def test_lines_are_answered_with_lines():
    answers = io.StringIO()
    worker.answer(io.StringIO('"a"\n[1]\n'), answers, lambda asked: [asked, "\n"])
    assert answers.getvalue() == '["a", "\\n"]\n[[1], "\\n"]\n'


def test_what_a_process_leaves_lying_goes_with_it(python, tmp_path):
    python(f'echo "$TMPDIR" > "{tmp_path}/where"; touch "$TMPDIR/left"; exec cat')
    with worker.working("evenhand", AT_WORK, wanted=True):
        assert AT_WORK.get().ask("a").result() == "a"
        home = Path((tmp_path / "where").read_text("utf-8").strip())
        assert (home / "left").exists()
    assert not home.exists()

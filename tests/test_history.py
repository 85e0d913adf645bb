"""The folder of a history: read back as it was written, whole or not, by one run at a time."""

import hashlib
import json
import os
import stat
import sys
from dataclasses import replace

import pytest

from evenhand.analyses.beginning import Terms
from evenhand.analyses.gathering import gather
from evenhand.analyses.stream import Ended, History, Question, Window
from evenhand.errors import LogError
from evenhand.history import LOCK, LOOKS, NAME, locked, read, write

ASKS = Question(
    id="rates:Bé \ud800", gate="rates", metric="selection_rate", comparison="ratio",
    tolerance=0.8, attributes=("g",), group=("B",), reference=(), condition=None,
    sides=("below",), inverted=False, late=False, config="",
)  # fmt: skip
TERMS = Terms(alpha=0.05, family=1, run_length=100, level=0.95)


def history(days=8, asks=ASKS, **more):
    windows = [
        Window(start=f"2025-01-{day:02}", cells=(("n", 2, 6, 20, 40), ("s", 1, 6, 10, 20)))
        for day in range(1, days + 1)
    ]
    stream, _ = gather(asks, None, windows, {}, TERMS)
    gone = Ended(id="old", number=1, began=None, last="2024-12-31", alarm=None, why="plan")
    return History(as_of=f"2025-01-{days + 1:02}", streams=(stream,), ended=(gone,), **more)


@pytest.fixture
def folder(tmp_path):
    """Return a folder that holds a history of eight days."""
    write(tmp_path, History(), history())
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_history_is_read_as_it_was_written(folder):
    assert read(folder) == history()
    assert sorted(contents(folder)) == [NAME, LOOKS]


def test_there_is_no_history_where_nothing_was_written(tmp_path):
    assert read(tmp_path) == History()
    assert read(tmp_path / "nowhere") == History()


def test_looks_are_added_and_never_changed(folder):
    before = (folder / LOOKS).read_text(encoding="utf-8")
    write(folder, read(folder), history(12))
    after = (folder / LOOKS).read_text(encoding="utf-8")
    assert after.startswith(before)
    assert len(after) > len(before)
    assert read(folder) == history(12)


def test_nothing_is_written_where_nothing_has_changed(folder):
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    write(folder, read(folder), read(folder))
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_run_that_was_cut_off_between_the_files_leaves_the_history_whole(folder):
    with (folder / LOOKS).open("a", encoding="utf-8") as looks:
        looks.write('{"half": "a li')
    assert read(folder) == history()
    write(folder, read(folder), history(12))
    assert read(folder) == history(12)


def test_a_stream_that_ended_keeps_its_looks_on_file(folder):
    anew = replace(history().streams[0], number=2, looks=(), after="2025-01-08")
    write(folder, read(folder), History(as_of="2025-01-09", streams=(anew,)))
    assert len((folder / LOOKS).read_text(encoding="utf-8").splitlines()) == len(
        history().streams[0].looks
    )
    assert read(folder).streams == (anew,)


def edited(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: edited(f / NAME, '"restarts":0', '"restarts":1'), "history.json was edited"),
        (lambda f: edited(f / LOOKS, "2025-01-01", "2025-01-09"), "looks.jsonl was edited"),
        (lambda f: (f / NAME).write_text("{", encoding="utf-8"), "it is not JSON"),
        (lambda f: (f / NAME).write_bytes(b"\xff"), "it is not JSON"),
        (lambda f: (f / NAME).write_text("[1]", encoding="utf-8"), "is no history of evenhand"),
        (lambda f: edited(f / NAME, '"schema": "1"', '"schema": "9"'), "has schema '9'"),
        (lambda f: (f / LOOKS).unlink(), "looks.jsonl cannot be read"),
        (lambda f: (f / LOOKS).write_bytes(b"\xff\n"), "it is not text"),
    ],
)
def test_what_was_edited_damaged_or_is_foreign_is_refused_by_name(folder, spoil, said):
    spoil(folder)
    with pytest.raises(LogError, match=said) as caught:
        read(folder)
    assert str(folder) in str(caught.value)
    assert caught.value.hint


def sealed(path, spoil):
    """Write a history that was changed, and has a digest that fits."""
    held = json.loads(path.read_text(encoding="utf-8"))
    held.pop("sha256")
    spoil(held)
    text = json.dumps(held, sort_keys=True, separators=(",", ":"))
    held["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    path.write_text(json.dumps(held), encoding="utf-8")


def test_a_history_of_another_form_is_refused_even_if_its_digest_fits(folder):
    sealed(folder / NAME, lambda held: held["streams"][0].pop("asks"))
    with pytest.raises(LogError, match="damaged"):
        read(folder)


def test_looks_of_another_form_are_refused_even_if_their_digest_fits(folder):
    (folder / LOOKS).write_text('{"stream": 1}\n', encoding="utf-8")
    digest = hashlib.sha256(b'{"stream": 1}').hexdigest()
    sealed(folder / NAME, lambda held: held["looks"].update(lines=1, sha256=digest))
    with pytest.raises(LogError, match=r"looks\.jsonl is damaged"):
        read(folder)


def test_two_runs_do_not_interleave(tmp_path):
    with locked(tmp_path), pytest.raises(LogError, match="another run"), locked(tmp_path):
        pass
    with locked(tmp_path):
        assert (tmp_path / LOCK).exists()


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path):
    folder = tmp_path / "deep" / "history"
    with pytest.raises(KeyboardInterrupt), locked(folder):
        raise KeyboardInterrupt
    assert not folder.exists()
    with locked(folder):
        write(folder, History(), history())
    assert read(folder) == history()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written_to_is_told(folder):
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(LogError, match="could not be written"):
        write(folder, read(folder), history(12))
    folder.chmod(stat.S_IRWXU)


def test_a_history_that_lies_where_a_file_is_cannot_be_used(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(LogError, match="cannot be used"), locked(tmp_path / "file"):
        pass


def test_a_disk_that_fails_leaves_the_history_as_it_was(folder, monkeypatch):
    before = contents(folder)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(LogError, match="No space left"):
        write(folder, read(folder), history(12))
    assert contents(folder) == before

"""Compiled templates: kept beside their sources as Python keeps its modules, never needed."""

import sys

import jinja2
import pytest

from evenhand.report.page import Compiled


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.j2").write_text("{{ x }}!", encoding="utf-8")
    return tmp_path


def shown(home):
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(home), bytecode_cache=Compiled(home), autoescape=True
    )
    return environment.get_template("a.j2").render(x=1)


def test_a_template_is_compiled_once_and_again_when_it_changes(home, monkeypatch):
    assert shown(home) == "1!"
    (kept,) = (home / "__pycache__").iterdir()
    assert kept.suffix == ".jinja"
    monkeypatch.setattr(jinja2.Environment, "_generate", lambda *_, **__: 1 / 0)
    assert shown(home) == "1!"
    monkeypatch.undo()
    (home / "a.j2").write_text("{{ x }}?", encoding="utf-8")
    assert shown(home) == "1?"


def test_nothing_is_kept_where_python_keeps_nothing(home, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert shown(home) == "1!"
    assert not (home / "__pycache__").exists()


def test_a_folder_that_cannot_be_written_to_is_no_trouble(home):
    (home / "__pycache__").write_text("a file", encoding="utf-8")
    assert shown(home) == "1!"


def test_a_damaged_file_is_compiled_anew(home):
    shown(home)
    (kept,) = (home / "__pycache__").iterdir()
    kept.write_bytes(b"no bytecode")
    assert shown(home) == "1!"
    assert kept.stat().st_size > len(b"no bytecode")

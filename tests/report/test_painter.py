"""The second process that draws charts: it changes when they are drawn, never how."""

import io
import json
import sys
from pathlib import Path

import pytest

from evenhand.report import painter


def spec(title):
    return json.dumps(
        {
            "data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 3}]},
            "mark": "line",
            "encoding": {
                "x": {"field": "x", "type": "quantitative", "title": title},
                "y": {"field": "y", "type": "quantitative"},
            },
        }
    )


@pytest.fixture(autouse=True)
def forgotten():
    """Forget what other tests had drawn."""
    painter.svg_of.cache_clear()
    yield
    painter.svg_of.cache_clear()


def test_the_painter_draws_what_this_process_would():
    here = painter.svg_of(spec("Größe"))
    painter.svg_of.cache_clear()
    with painter.painting(wanted=True):
        painter.begin(spec("other"))
        painter.begin(spec("Größe"))
        there = painter.svg_of(spec("Größe"))
        assert "other" in painter.svg_of(spec("other"))
    assert there == here
    assert "<svg" in here


def test_nothing_is_started_where_no_chart_is_wanted():
    with painter.painting(wanted=False):
        painter.begin(spec("x"))
        assert "<svg" in painter.svg_of(spec("x"))


@pytest.mark.parametrize("python", ["/nowhere/python", "false"])
def test_without_a_second_process_charts_are_drawn_all_the_same(monkeypatch, python):
    monkeypatch.setattr(sys, "executable", python)
    with painter.painting(wanted=True):
        painter.begin(spec("x"))
        assert "<svg" in painter.svg_of(spec("x"))


def test_a_module_that_lies_in_the_working_folder_is_not_run(monkeypatch, tmp_path: Path):
    (tmp_path / "json.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with painter.painting(wanted=True):
        assert "<svg" in painter.svg_of(spec("x"))
    assert not (tmp_path / "ran").exists()


def test_the_painter_goes_on_after_a_spec_that_cannot_be_drawn():
    asked = io.StringIO("".join(json.dumps(one) + "\n" for one in ("{", spec("x"))))
    answers = io.StringIO()
    painter.work(asked, answers)
    broken, drawn = map(json.loads, answers.getvalue().splitlines())
    assert broken is None
    assert "<svg" in drawn

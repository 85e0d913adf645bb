"""The formats for builds, asked for on the command line."""

import json
import shutil
from pathlib import Path

import pytest

from evenhand.cli.options import FORMAT_NAMES
from evenhand.report import FORMATS

HIRING = Path(__file__).resolve().parents[2] / "sample_data" / "hiring"
LIGHT = "json,junit,sarif,github,gitlab,openmetrics,comment"


@pytest.fixture
def run(forked):
    return forked


@pytest.fixture
def audited(run, tmp_path):
    """Return how an audit in every format for builds ended; its files lie in `audit`."""
    for name in ("evenhand.toml", "hiring.csv"):
        shutil.copy(HIRING / name, tmp_path)
    return run("audit", "--as-of", "2026-01-15", "--quiet", "--format", LIGHT)


def test_the_help_names_every_format():
    named = FORMAT_NAMES.replace(" or ", ", ").split(", ")
    assert sorted(named) == sorted(FORMATS)


def test_one_audit_makes_every_format_and_render_makes_the_same_again(audited, run, tmp_path):
    assert audited.code == 1, audited.err
    done = run("render", "audit/audit.json", "--out", "again", "--format", LIGHT, "--quiet")
    assert done.code == 0, done.err
    for name in LIGHT.split(","):
        file = FORMATS[name].file
        first, again = (tmp_path / folder / file for folder in ("audit", "again"))
        if name == "json":
            assert json.loads(first.read_bytes()) == json.loads(again.read_bytes())
        else:
            assert first.read_bytes() == again.read_bytes()
    result = json.loads((tmp_path / "audit" / "audit.json").read_text(encoding="utf-8"))
    junit = (tmp_path / "audit" / "audit.junit.xml").read_text(encoding="utf-8")
    assert junit.count("<testcase ") >= sum(len(gate["groups"]) for gate in result["gates"]) > 0


def test_a_format_that_there_is_not_is_named_with_the_nearest(run):
    done = run("audit", "x.csv", "--format", "junti")
    assert done.code == 2
    assert "there is no report format 'junti'" in done.err
    assert "did you mean 'junit'?" in done.err


def test_a_plan_is_checked_alone(run, tmp_path):
    shutil.copy(HIRING / "evenhand.toml", tmp_path)
    done = run("check", "--plan-only")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "The plan is complete: 2 protected attributes, the default gates, 0 targets.\n"
    )


def test_a_plan_alone_must_be_complete_and_its_baseline_there(run, tmp_path):
    plan = tmp_path / "evenhand.toml"
    plan.write_text('title = "x"\n')
    assert run("check", "--plan-only").code == 2
    text = (HIRING / "evenhand.toml").read_text(encoding="utf-8")
    plan.write_text(f'{text}\n[baseline]\nfile = "gone.json"\n', encoding="utf-8")
    done = run("check", "--plan-only")
    assert done.code == 2
    assert "gone.json" in done.err

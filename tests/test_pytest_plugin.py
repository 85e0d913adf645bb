"""The pytest fixture, in real runs of pytest: few runs of many tests, since each run takes time."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from junitparser import JUnitXml

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[1]
LENDING = ROOT / "sample_data" / "lending"

PLAN = """
[decision]
column = "decision"
favourable = ["yes"]
[[protected]]
name = "sex"
column = "sex"
[[gates]]
id = "ratio"
metric = "selection_rate"
comparison = "ratio"
attributes = ["sex"]
tolerance = 0.8
"""

TESTS = """
import sys
import pandas
import polars

def test_unused():
    ours = {name for name in sys.modules if name.startswith("evenhand")}
    assert ours == {"evenhand", "evenhand.errors", "evenhand.pytest_plugin"}

def test_broken(evenhand_gate):
    evenhand_gate("broken.csv")

def test_kept(evenhand_gate):
    assert evenhand_gate("kept.csv", "evenhand.toml", gate="ratio").log.rows == 800

def test_pandas(evenhand_gate):
    evenhand_gate(pandas.read_csv("broken.csv"), "evenhand.toml", as_of="2026-01-15")

def test_polars(evenhand_gate):
    evenhand_gate(polars.read_csv("broken.csv"), "evenhand.toml")

def test_few(evenhand_gate):
    evenhand_gate("few.csv")

def test_few_passes(evenhand_gate):
    evenhand_gate("few.csv", on_insufficient="pass")

def test_few_skips(evenhand_gate):
    evenhand_gate("few.csv", on_insufficient="skip")

def test_few_fails(evenhand_gate):
    evenhand_gate("few.csv", on_insufficient="fail")

def test_few_must_be_decided(evenhand_gate):
    evenhand_gate("few.csv", "strict.toml", on_insufficient="pass")

def test_typo(evenhand_gate):
    evenhand_gate("kept.csv", gate=["ratio", "ration"])

def test_choice(evenhand_gate):
    evenhand_gate("few.csv", on_insufficient="never")

def test_column(evenhand_gate):
    evenhand_gate("lacking.csv")
"""


def rows(women, men, n):
    """Return a log in which so many of `n` women and of `n` men get a yes."""
    said = [(sex, i < yes) for sex, yes in (("F", women), ("M", men)) for i in range(n)]
    return "sex,decision\n" + "".join(f"{sex},{'yes' if yes else 'no'}\n" for sex, yes in said)


def run(folder, tests, settings=""):
    """Run pytest on some tests; return its outcome of each, as told for builds, and its output."""
    (folder / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\n{settings}\n")
    (folder / "test_it.py").write_text(tests)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junit-xml", "out.xml"],
        cwd=folder,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert (folder / "out.xml").is_file(), done.stdout + done.stderr
    cases = [case for suite in JUnitXml.fromfile(str(folder / "out.xml")) for case in suite]
    return {case.name: case.result for case in cases}, done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder with a plan and logs."""
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "evenhand.toml").write_text(PLAN)
    (folder / "strict.toml").write_text(f'{PLAN}on_insufficient = "fail"\n')
    (folder / "broken.csv").write_text(rows(100, 300, 400))
    (folder / "kept.csv").write_text(rows(200, 200, 400))
    (folder / "few.csv").write_text(rows(10, 10, 20))
    (folder / "lacking.csv").write_text("sex\nF\n")
    return folder


@pytest.fixture(scope="module")
def ran(home):
    return run(home, TESTS)


def told(ran, name):
    """Return what a test failed or was skipped with."""
    (result,) = ran[0][name]
    return f"{result.message}\n{result.text}"


def test_a_test_fails_where_a_gate_does_with_a_line_a_failure(ran):
    text = told(ran, "test_broken")
    assert "AssertionError: 1 gate fails of 1." in text
    line = next(line for line in text.splitlines() if "fail: ratio:" in line)
    for fact in ("F is 0.33 times that of M", "tolerance is 0.80", "n = 400"):
        assert fact in line


def test_a_test_passes_where_the_gates_do_and_gets_the_audit(ran):
    assert ran[0]["test_kept"] == []


@pytest.mark.parametrize("name", ["test_pandas", "test_polars"])
def test_a_frame_is_taken_as_well(ran, name):
    assert "fail: ratio:" in told(ran, name)


def test_what_an_undecided_gate_does_is_chosen(ran):
    assert ran[0]["test_few"] == ran[0]["test_few_passes"] == []
    assert "insufficient: ratio:" in told(ran, "test_few_fails")
    (skipped,) = ran[0]["test_few_skips"]
    assert type(skipped).__name__ == "Skipped"
    assert "insufficient: ratio:" in skipped.message
    assert "it may be pass, skip, fail" in told(ran, "test_choice")


def test_a_gate_that_must_be_decided_fails_the_test(ran):
    assert "insufficient: ratio:" in told(ran, "test_few_must_be_decided")


def test_a_gate_that_there_is_not_is_named_with_the_nearest(ran):
    assert "there is no gate 'ration': did you mean 'ratio'?" in told(ran, "test_typo")


def test_what_cannot_be_audited_says_what_to_do_and_not_where_it_was_noticed(ran):
    text = told(ran, "test_column")
    assert "the log has no column 'decision'" in text
    assert "hint: its columns are: sex" in text
    assert "/src/evenhand/" not in ran[1]


def test_a_run_that_does_not_use_it_imports_no_part_of_it(ran):
    assert ran[0]["test_unused"] == []


def test_the_settings_of_pytest_say_it_for_all_and_the_example_of_the_docs_runs(tmp_path):
    for name in ("lending.csv", "evenhand.toml"):
        (tmp_path / name).write_bytes((LENDING / name).read_bytes())
    (tmp_path / "few.toml").write_text(PLAN)
    (tmp_path / "few.csv").write_text(rows(10, 10, 20))
    few = "\ndef test_few(evenhand_gate):\n    evenhand_gate('few.csv', 'few.toml')\n"
    outcomes, said = run(tmp_path, EXAMPLE + few, "evenhand_on_insufficient = skip")
    assert outcomes["test_the_model_decides_alike"] == [], said
    assert [type(one).__name__ for one in outcomes["test_few"]] == ["Skipped"]

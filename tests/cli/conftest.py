"""What the tests of the command line share: real processes, and a small audit made by hand."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from evenhand.gates.gate import GateResult, Verdict
from evenhand.log.log import LogFile
from evenhand.recommendations.recommendation import Recommendation
from evenhand.result import Audit, LogSummary


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def fresh(tmp_path):
    """Return a function that runs `evenhand` in `tmp_path`, as a person or a build would."""

    def run_evenhand(*arguments, env=None, cwd=tmp_path, encoding="utf-8"):
        clean = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "evenhand", *map(str, arguments)],
            cwd=cwd,
            env={**clean, "PYTHONIOENCODING": encoding, **(env or {})},
            capture_output=True,
            timeout=120,
            check=False,
        )
        out, err = done.stdout.decode(encoding), done.stderr.decode(encoding)
        return Ended(done.returncode, out.replace(os.linesep, "\n"), err.replace(os.linesep, "\n"))

    return run_evenhand


@pytest.fixture
def run(fresh):
    """Return what runs the command; modules of many runs take `forked` in its place."""
    return fresh


@pytest.fixture(scope="session")
def forking():
    """Return a process that forks one with evenhand in it for every line it is sent."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, str(Path(__file__).with_name("forking.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def forked(forking, tmp_path, tmp_path_factory):
    """Return what `fresh` returns, without the time that imports take: for tests of many runs."""
    said = tmp_path_factory.mktemp("said")

    def run_evenhand(*arguments, env=None, cwd=tmp_path, encoding="utf-8"):
        clean = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        request = {
            "arguments": [str(argument) for argument in arguments],
            "cwd": str(cwd),
            "env": {**clean, **(env or {})},
            "encoding": encoding,
            "out": str(said / "out"),
            "err": str(said / "err"),
        }
        forking.stdin.write(json.dumps(request) + "\n")
        forking.stdin.flush()
        code = int(forking.stdout.readline())
        out, err = ((said / name).read_text(encoding=encoding) for name in ("out", "err"))
        return Ended(code, out, err)

    return run_evenhand


@pytest.fixture
def gate():
    """Return a function that makes a gate's result."""

    def make(**changes):
        facts = {
            "id": "sex-selection",
            "title": "Selection rate ratio by sex",
            "metric": "selection_rate",
            "comparison": "ratio",
            "attributes": ("sex",),
            "tolerance": 0.8,
            "warn": None,
            "decide_by": "evidence",
            "on_insufficient": "pass",
            "source": "default",
            "alpha": 0.05,
            "minimum_n": 30,
            "state": "fail",
            "reason": "The evidence shows it.",
            "value": 0.71,
            "low": 0.68,
            "high": 0.74,
            "group": ("F",),
            "reference": ("M",),
            "p_value": 0.001,
            "p_adjusted": 0.002,
            "n": 20_000,
            "groups": (),
        }
        return GateResult(**{**facts, **changes})

    return make


@pytest.fixture
def audit(gate):
    """Return a function that makes an audit of one failed gate."""

    def make(**changes):
        log = LogSummary(
            files=(LogFile(name="lending.csv", bytes=10, sha256="0" * 64),),
            engine="duckdb",
            rows=20_000,
            rejected=0,
            rejects=(),
            first="2025-01-01T00:00:00",
            last="2025-12-31T00:00:00",
            window="month",
            windows=(),
            model_versions=(),
            entities=False,
            labelled=0,
            undecided=0,
            unknown={},
            columns={},
        )
        advice = Recommendation(
            id="r1",
            rule="review",
            action="move_threshold",
            priority=1,
            title="Review the threshold.",
            because="Women are approved less often.",
            steps=(),
            owner="Model owner",
            when="within 30 days",
            verify="audit again",
            evidence=(),
        )
        facts = {
            "evenhand_version": "0.1.0",
            "id": "abc",
            "as_of": "2026-01-01T00:00:00+00:00",
            "title": "Lending",
            "organisation": None,
            "log": log,
            "plan": {},
            "favourable": "approve",
            "attributes": (),
            "conditions": (),
            "verdict": Verdict(
                state="fail",
                sentence="One gate failed.",
                passed=0,
                warned=0,
                failed=1,
                insufficient=0,
                exit_code=1,
            ),
            "gates": (gate(),),
            "findings": (),
            "recommendations": (advice,),
            "estimates": (),
            "disparities": (),
            "calibration": (),
            "notes": ("Labels are late.",),
            "method": {},
        }
        return Audit(**{**facts, **changes})

    return make

"""What the organisation said it would do, filled in, and its commands, through real processes."""

import csv
import json
import sys

import pytest

from evenhand.cli.protocol_commands import run_commands
from evenhand.protocols.incident import Incident

PLAN = """
log = "log.csv"

[decision]
column = "decision"
favourable = "yes"

[[protected]]
column = "sex"
reference = "M"

[[protocols]]
name = "Stop and tell"
kinds = ["gate_fail"]
contact = "model owner"
within = "4h"
steps = ["Stop the model for {group}.", "Tell compliance by {due}."]
command = [COMMAND]
"""
NOTE = "import sys; open('told.txt', 'w').write('|'.join(sys.argv[1:])); print('told')"


@pytest.fixture
def audited(forked, tmp_path):
    """Return a function that audits a log in which a gate fails, with a command in its plan."""
    with (tmp_path / "log.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["sex", "decision"])
        for n in range(2000):
            sex = "F; rm -rf $(pwd)" if n % 2 else "M"
            rows.writerow([sex, "yes" if n % 4 in {0, 1} and (n % 2 == 0 or n % 16 == 1) else "no"])

    def audit(command, *arguments):
        quoted = ", ".join(json.dumps(part) for part in command)
        (tmp_path / "evenhand.toml").write_text(PLAN.replace("COMMAND", quoted), "utf-8")
        return forked("audit", "--format", "json", "--quiet", "--as-of", "2026-03-01", *arguments)

    return audit


def test_a_protocol_that_applies_is_in_the_result_and_its_command_is_not_run(audited, tmp_path):
    ended = audited([sys.executable, "-c", NOTE, "{group}"])
    assert ended.code == 1
    (incident,) = json.loads((tmp_path / "audit/audit.json").read_text("utf-8"))["incidents"]
    assert incident["steps"] == [
        "Stop the model for F; rm -rf $(pwd).",
        "Tell compliance by 2026-03-01T04:00+00:00.",
    ]
    assert not (tmp_path / "told.txt").exists()


def test_a_command_is_run_when_asked_for_without_a_shell(audited, tmp_path):
    ended = audited([sys.executable, "-c", NOTE, "{group}", "$HOME"], "--run-commands")
    assert ended.code == 1
    assert (tmp_path / "told.txt").read_text() == "F; rm -rf $(pwd)|$HOME"
    assert "for the protocol Stop and tell" in ended.err
    # What the command prints is no result of the audit.
    assert "told" in ended.err
    assert "told" not in ended.out


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["no-such-program-here"], "could not be started"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "ended with exit code 3"),
    ],
)
def test_a_command_that_fails_is_told_and_hides_no_verdict(audited, command, why):
    ended = audited(command, "--run-commands")
    assert ended.code == 1
    assert why in ended.err
    assert "Traceback" not in ended.err


def test_a_command_that_hangs_is_given_up():
    hangs = Incident(
        id="i1",
        protocol="Wait",
        finding="f1",
        severity="high",
        title="",
        contact="",
        due="",
        steps=(),
        command=(sys.executable, "-c", "import time; time.sleep(60)"),
    )
    (missed,) = run_commands([hangs], timeout=0.2)
    assert "took too long" in str(missed)


def test_a_protocol_for_what_there_is_not_is_refused_with_the_place(forked, tmp_path):
    told = PLAN.replace("gate_fail", "gate_fials").replace("COMMAND", "")
    (tmp_path / "evenhand.toml").write_text(told, "utf-8")
    ended = forked("audit", "--quiet")
    assert ended.code == 2
    assert "evenhand.toml" in ended.err
    assert "protocols.Stop and tell" in ended.err
    assert "gate_fail" in ended.err

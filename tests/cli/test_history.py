"""`evenhand audit --history`, `evenhand history show` and `acknowledge`."""

import json

import numpy as np
import pytest

PLAN = """
[columns]
time = "at"
entity = "who"
[decision]
column = "hired"
favourable = "yes"
[[protected]]
column = "sex"
reference = "M"
[[gates]]
id = "gap"
metric = "selection_rate"
attributes = "sex"
tolerance = 0.05
[inference]
draws = 100
[monitoring]
history = "kept"
"""


@pytest.fixture
def run(forked, tmp_path):
    """Return a runner of `evenhand` beside a plan and a log in which women fall behind."""
    draw = np.random.default_rng(4)
    lines = ["who,sex,hired,at"]
    for person in range(2000):
        sex = draw.choice(["F", "M"])
        hired = "yes" if draw.random() < (0.25 if sex == "F" else 0.5) else "no"
        day, hour = divmod(person, 100)
        lines.append(f"{person},{sex},{hired},2025-01-{day + 1:02}T{hour * 24 // 100:02}:00:00")
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "evenhand.toml").write_text(PLAN, encoding="utf-8")
    return forked


def audit(run, as_of, *more):
    plan = ("--plan", "plan/evenhand.toml", "--format", "json", "--as-of", as_of)
    return run("audit", "log.csv", *plan, *more)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_history_is_carried_on_in_the_folder_that_the_plan_names_beside_it(run, tmp_path):
    done = audit(run, "2025-01-19")
    assert done.code == 1
    assert "over time" in done.out
    kept = tmp_path / "plan" / "kept"
    before = contents(kept)
    assert {"history.json", "looks.jsonl"} <= set(before)
    result = json.loads((tmp_path / "audit" / "audit.json").read_text(encoding="utf-8"))
    assert result["streams"][0]["asks"]["id"] == "gap:F"
    # Where it lies is no part of what was audited.
    assert result["plan"]["monitoring"]["history"] is None
    assert audit(run, "2025-01-19").code == 1
    assert contents(kept) == before
    assert audit(run, "2025-01-20").code == 1
    assert contents(kept)["looks.jsonl"].startswith(before["looks.jsonl"])


def test_an_option_names_another_folder_and_earlier_days_are_refused(run, tmp_path):
    assert audit(run, "2025-01-19", "--history", "mine").code == 1
    assert not (tmp_path / "plan" / "kept").exists()
    done = audit(run, "2025-01-18", "--history", "mine")
    assert done.code == 2
    assert "speaks for 2025-01-19, and this audit for 2025-01-18" in done.err
    assert "--as-of" in done.err


def test_a_history_that_was_edited_stops_the_audit_and_names_the_file(run, tmp_path):
    audit(run, "2025-01-19", "--history", "mine")
    path = tmp_path / "mine" / "history.json"
    path.write_text(path.read_text(encoding="utf-8").replace("0.05", "0.06"), encoding="utf-8")
    done = audit(run, "2025-01-20", "--history", "mine")
    assert done.code == 2
    assert "history.json was edited" in done.err
    assert "Traceback" not in done.err


def test_an_audit_that_fails_leaves_no_history(run, tmp_path):
    done = audit(run, "2025-01-19", "--history", "mine", "--decision", "nothing")
    assert done.code == 2
    assert not (tmp_path / "mine").exists()


def test_streams_are_listed_and_alarms_acknowledged(run):
    audit(run, "2025-01-19", "--history", "mine")
    shown = run("history", "show", "mine")
    assert shown.code == 0
    assert "1 stream, 1 alarm" in shown.out
    assert "gap:F" in shown.out
    assert "alarm since 2025-01-" in shown.out
    given = ("--by", "Ada", "--reason", "thresholds fixed", "--on", "2025-01-20")
    done = run("history", "acknowledge", "mine", "gap:F", *given)
    assert (done.code, "begins anew" in done.out) == (0, True)
    shown = run("history", "show", "mine")
    assert "1 stream, 0 alarms" in shown.out
    assert "was acknowledged on 2025-01-20 by Ada: thresholds fixed" in shown.out
    told = json.loads(run("history", "show", "mine", "--json").out)
    assert told["streams"][0]["restarts"] == 1
    again = run("history", "acknowledge", "mine", "gap:F", *given)
    assert (again.code, "raised no alarm" in again.err) == (2, True)
    assert audit(run, "2025-01-20", "--history", "mine").code in {0, 1}


@pytest.mark.parametrize("command", [("show",), ("acknowledge", "gap:F", "--by", "A")])
def test_a_folder_without_a_history_is_told(run, command):
    more = ("--reason", "b") if command[0] == "acknowledge" else ()
    done = run("history", command[0], "nowhere", *command[1:], *more)
    assert done.code == 2
    assert "there is no history in nowhere" in done.err
    assert "evenhand audit --history DIR" in done.err


def test_control_characters_of_a_log_do_not_reach_the_terminal(run, tmp_path):
    path = tmp_path / "log.csv"
    text = path.read_text(encoding="utf-8").replace(",F,", ",F\x1b[31m,")
    path.write_text(text, encoding="utf-8")
    audit(run, "2025-01-19", "--history", "mine")
    assert "\x1b" not in run("history", "show", "mine").out

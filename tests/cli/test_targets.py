"""Targets and figures of one's own, from a plan, through real processes."""

import csv
import json
import tomllib

import pytest

from evenhand.resources import folder

PLAN = """
log = "log.csv"
gates = []

[columns]
time = "at"

[decision]
column = "decision"
favourable = "yes"

[[protected]]
column = "sex"

[kpis]
latency = "latency_ms"
failure = "failed"

[[own_kpis]]
name = "pages"
title = "Pages read"
column = "pages"
kind = "sum"
favours = "low"
"""
SLOW = '[[targets]]\nid = "slo"\nmetric = "latency_p95"\nat_most = 500\n'


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture
def audited(run, tmp_path):
    """Return a function that audits 400 decisions, of which 40 are slow, by a plan's targets."""
    with (tmp_path / "log.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["at", "sex", "decision", "latency_ms", "failed", "pages"])
        for n in range(400):
            at = f"2025-{1 + n // 100:02d}-{1 + n % 28:02d}T12:00:00"
            slow, failed = (900 if n % 10 == 0 else 100), n % 20 == 7
            rows.writerow([at, "FM"[n % 2], "yes" if n % 3 else "no", slow, int(failed), n % 7])

    def audit(targets, *arguments, plan=PLAN):
        (tmp_path / "evenhand.toml").write_text(plan + targets, "utf-8")
        ended = run("audit", *arguments, "--quiet", "--format", "json")
        result = tmp_path / "audit" / "audit.json"
        return ended, json.loads(result.read_text("utf-8")) if result.exists() else None

    return audit


def test_a_target_that_is_missed_for_certain_fails_the_build(audited):
    ended, result = audited(SLOW)
    assert ended.code == 1, ended.err
    assert "■ fail" in ended.out
    assert "The 95th percentile of latency is 9" in " ".join(ended.out.split())
    (gate,) = result["gates"]
    assert (gate["id"], gate["state"], gate["unit"]) == ("slo", "fail", "ms")
    assert result["verdict"]["state"] == "fail"
    assert [one["kind"] for one in result["findings"] if one["severity"] == "high"] == ["target"]
    assert result["recommendations"][0]["action"] == "restore_service"


def test_a_target_that_is_kept_does_not(audited):
    ended, result = audited('[[targets]]\nmetric = "latency_p95"\nat_most = 1000\n')
    assert ended.code == 0, ended.err
    assert [gate["state"] for gate in result["gates"]] == ["pass"]


@pytest.mark.parametrize(("by", "code", "state"), [("evidence", 0, "warn"), ("point", 1, "fail")])
def test_a_figure_just_past_its_target_warns_unless_the_figure_decides(audited, by, code, state):
    # 20 of 400 failed.
    target = f'[[targets]]\nmetric = "failure_rate"\nat_most = 0.048\ndecide_by = "{by}"\n'
    ended, result = audited(target)
    assert ended.code == code, ended.err
    assert [gate["state"] for gate in result["gates"]] == [state]


def test_a_target_that_must_be_decided_and_is_not_ends_in_three(audited):
    target = '[[targets]]\nmetric = "failure_rate"\nat_most = 0.06\n'
    assert audited(target)[0].code == 0
    assert audited(f'{target}on_insufficient = "fail"\n')[0].code == 3


def test_the_burn_of_an_error_budget_is_told_by_window(audited):
    ended, result = audited('[[targets]]\nid = "ok"\nmetric = "failure_rate"\nat_most = 0.04\n',
                            "--window", "month")  # fmt: skip
    assert ended.code == 0, ended.err
    whole, *months = result["budgets"]
    assert (whole["target_id"], whole["window"]) == ("ok", None)
    assert (whole["bad"], whole["n"], whole["spent"]) == (20, 400, 1.25)
    assert whole["exhausted"] == "2025-04-01"
    assert [one["bad"] for one in months] == [5, 5, 5, 5]
    assert months[-1]["spent"] == 1.25


def test_an_option_moves_a_target(audited):
    assert audited(SLOW, "--set", "targets.slo.at_most=1000")[0].code == 0


def test_a_figure_of_ones_own_is_judged_and_shown_by_its_title(audited):
    target = '[[targets]]\nmetric = "pages"\nat_most = 1\nattributes = "sex"\n'
    gate = '[[gates]]\nmetric = "pages"\ncomparison = "ratio"\ntolerance = 0.8\n'
    ended, result = audited(target + gate, plan=PLAN.replace("gates = []\n", ""))
    assert ended.code == 1, ended.err
    assert "Pages read at most 1, by sex" in " ".join(ended.out.split())
    assert "Pages read ratio by sex" in " ".join(ended.out.split())
    assert {gate["metric"] for gate in result["gates"]} == {"pages"}
    rows = [one for one in result["estimates"] if one["metric"] == "pages" and not one["window"]]
    assert {tuple(one["group"]) for one in rows} == {(), ("F",), ("M",)}


@pytest.mark.parametrize(
    ("target", "said", "hint"),
    [
        (
            'metric = "latncy_p95"\nat_most = 1',
            "targets.1: a target names the metric 'latncy_p95'",
            "did you mean 'latency_p95'?",
        ),
        (
            'id = "slo"\nmetric = "failure_rate"\nat_most = 5',
            "targets.slo: a target on failure_rate has the number 5",
            "write 0.05 for 5 %",
        ),
        (
            'metric = "latency_p95"\nat_most = 1\nattributes = "sexe"',
            "targets.1: a target on latency_p95 names the attribute 'sexe'",
            "did you mean 'sex'?",
        ),
        ('metric = "latency_p95"\nat_mots = 1', "unknown key 'at_mots' in targets", "'at_most'"),
    ],
)
def test_a_target_that_cannot_be_is_refused_before_the_log_is_read(
    audited, tmp_path, target, said, hint
):
    ended, _ = audited(f"[[targets]]\n{target}\n", "no-such-log.csv")
    assert ended.code == 2
    assert "evenhand.toml, line 25: " in ended.err
    assert said in ended.err
    assert hint in ended.err
    assert "no-such-log" not in ended.err
    assert not (tmp_path / "audit").exists()


def test_a_figure_that_is_called_as_another_is_refused_with_the_name_of_the_plan(audited):
    twice = '[[own_kpis]]\nname = "latency"\ncolumn = "pages"\n'
    ended, _ = audited(twice, "no-such-log.csv")
    assert ended.code == 2
    assert "evenhand.toml: own_kpis.latency: there is a figure of that name already" in ended.err


def test_a_figure_of_ones_own_is_listed_and_explained_where_its_plan_is(run, tmp_path):
    (tmp_path / "mine.toml").write_text(PLAN, "utf-8")
    listed = run("metrics", "--plan", "mine.toml")
    assert "Pages read" in listed.out
    assert "own_kpis.pages" in listed.out
    assert "Pages read" not in run("metrics").out
    told = run("explain", "Pages", "--plan", "mine.toml").out
    assert told.startswith("Pages read  pages")
    assert 'Sum of "pages" / all decisions' in " ".join(told.split())
    assert run("explain", "pages").code == 2
    # The nearest plan is read, as by an audit; and one that is wrong is in nobody's way.
    (tmp_path / "mine.toml").rename(tmp_path / "evenhand.toml")
    assert run("explain", "pages").code == 0
    (tmp_path / "evenhand.toml").write_text("titel = 1", "utf-8")
    assert run("explain", "latency_p95").code == 0
    assert "unknown key 'titel'" in run("explain", "pages").err


def test_a_plan_drafted_for_an_agents_log_has_its_roles_and_can_be_audited(run, tmp_path):
    log = folder("sample_data") / "support_agent" / "support_agent.csv"
    assert run("init", log, "--quiet").code == 0
    plan = tmp_path / "evenhand.toml"
    drafted = tomllib.loads(plan.read_text("utf-8"))
    by_hand = tomllib.loads((log.parent / "evenhand.toml").read_text("utf-8"))
    assert drafted["kpis"] == by_hand["kpis"]
    assert drafted["columns"] == by_hand["columns"]
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("favourable = []", 'favourable = ["resolved"]'), "utf-8")
    ended = run("audit", "--quiet", "--format", "json", "--out", "found")
    assert ended.code in {0, 1}, ended.err
    result = json.loads((tmp_path / "found" / "audit.json").read_text("utf-8"))
    assert {"tool_call_failure_rate", "steps_p95", "handoff_rate"} <= {
        row["metric"] for row in result["estimates"]
    }

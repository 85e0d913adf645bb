"""Plan entries for what an audit found, through real processes."""

import json
import shutil

import pytest

from evenhand.metrics import METRICS
from evenhand.plan.read import read_plan
from evenhand.resources import folder


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """Return a folder with the plan of a sample."""
    place = tmp_path_factory.mktemp("support_agent")
    shutil.copytree(folder("sample_data") / "support_agent", place, dirs_exist_ok=True)
    return place


@pytest.fixture
def audited(run, sample):
    """Return the result of an audit of the sample."""
    result = sample / "out" / "audit.json"
    if not result.exists():
        ended = run(
            "audit", "--quiet", "--format", "json", "--out", "out", "--as-of", "2026-01-15",
            cwd=sample,
        )  # fmt: skip
        assert ended.code == 1, ended.err
    return result


def test_suggestions_are_entries_of_the_plan_and_are_gates_from_then_on(run, sample, audited):
    ended = run("suggest-gates", audited)
    assert (ended.code, ended.err) == (0, "")
    plan = sample / "with.toml"
    plan.write_text((sample / "evenhand.toml").read_text("utf-8") + ended.out, "utf-8")
    read = read_plan(plan, metrics=tuple(METRICS))
    asked = {gate.id for gate in (*read.gates, *read.targets) if gate.id.startswith("suggested-")}
    assert "suggested-latency_p95-by-language" in asked
    again = run(
        "audit", "--plan", plan, "--quiet", "--format", "json", "--out", "again",
        "--as-of", "2026-01-15", cwd=sample,
    )  # fmt: skip
    assert again.code == 1, again.err
    result = json.loads((sample / "again" / "audit.json").read_text("utf-8"))
    first = json.loads(audited.read_text("utf-8"))
    ids = {gate["id"] for gate in result["gates"]}
    # The gates that there were have kept their names, and nothing is left to suggest.
    assert {gate["id"] for gate in first["gates"]} < ids
    assert any(one.startswith("suggested-") for one in ids)
    last = run("suggest-gates", sample / "again" / "audit.json")
    assert "suggested-" not in last.out.partition("# No gate")[0]


def test_the_same_audit_gets_the_same_suggestions_in_a_file(run, audited, tmp_path):
    printed = run("suggest-gates", audited).out
    ended = run("suggest-gates", audited, "--out", "gates.toml")
    assert (ended.code, ended.out) == (0, "gates.toml\n")
    assert (tmp_path / "gates.toml").read_text("utf-8") == printed


def test_the_reference_period_can_be_named(run, audited):
    ended = run("suggest-gates", audited, "--reference-period", "2025-08-01..2025-08-31")
    assert "# August 2025: failure rate of es against en: a ratio of " in ended.out
    assert "# July 2025" not in ended.out


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2025", ("'2025' is not two days", "2025-01-01..2025-03-31")),
        ("2025-03-01..2025-01-01", ("ends before it begins",)),
        ("2024-01-01..2024-03-31", ("no window of the audit", "2025-07-01 to 2025-12-01")),
    ],
)
def test_a_period_that_cannot_be_is_refused(run, audited, period, words):
    ended = run("suggest-gates", audited, "--reference-period", period)
    assert (ended.code, ended.out) == (2, "")
    for word in words:
        assert word in ended.err

"""The files by which builds use evenhand: valid by their schemas, and run as far as can be here."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
BASH = shutil.which("bash")
CI = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
WORKFLOW, GITLAB, PRE_COMMIT = re.findall(r"^```yaml\n(.*?)^```", CI, re.MULTILINE | re.DOTALL)
AS_OF = "2026-01-15"


def yaml(text):
    return YAML(typ="safe").load(io.StringIO(text))


ACTION = yaml((ROOT / "action.yml").read_text(encoding="utf-8"))
JOB = yaml((ROOT / "ci" / "gitlab" / "evenhand.yml").read_text(encoding="utf-8"))[".evenhand"]
HOOKS = {one["id"]: one for one in yaml((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


@pytest.fixture
def home(tmp_path):
    """Return a folder with a sample's plan and log, and evenhand where a build installs it."""
    for name in ("evenhand.toml", "hiring.csv"):
        shutil.copy(ROOT / "sample_data" / "hiring" / name, tmp_path)
    program = tmp_path / "installed" / "evenhand" / "bin" / "evenhand"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m evenhand "$@"\n')
    program.chmod(0o755)
    return tmp_path


def shell(script, folder, shell=BASH, **env):
    if shell is None:
        pytest.skip("bash is not here")
    return subprocess.run(  # noqa: S603 - the scripts of our own files
        [shell, "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    ("schema", "content"),
    [
        ("github-actions", (ROOT / "action.yml").read_text(encoding="utf-8")),
        ("gitlab-ci", (ROOT / "ci" / "gitlab" / "evenhand.yml").read_text(encoding="utf-8")),
        ("github-workflows", WORKFLOW),
        ("gitlab-ci", GITLAB),
    ],
    ids=["action", "gitlab include", "workflow of the docs", "gitlab job of the docs"],
)
def test_a_file_keeps_to_its_schema(tmp_path, schema, content):
    file = tmp_path / "file.yml"
    file.write_text(content, encoding="utf-8")
    check = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(  # noqa: S603 - a program beside our own interpreter
        [check, "--builtin-schema", f"vendor.{schema}", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def step(name):
    (found,) = [one for one in ACTION["runs"]["steps"] if one["name"] == name]
    return found


def environment(name, inputs):
    """Return the variables of a step as GitHub fills them in."""
    given = {key: str(one["default"]) for key, one in ACTION["inputs"].items()} | inputs
    filled = {}
    for variable, text in step(name)["env"].items():
        key = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text)[1]
        filled[variable] = given[key]
    return filled


def test_no_input_of_the_action_is_read_as_code():
    for one in ACTION["runs"]["steps"]:
        assert "${{" not in one.get("run", "")


def test_the_workflow_of_the_docs_gives_inputs_that_there_are():
    (used,) = [s for s in yaml(WORKFLOW)["jobs"]["audit"]["steps"] if "evenhand" in s["uses"]]
    assert set(used["with"]) <= set(ACTION["inputs"])


def run_action(home, **inputs):
    out, summary = home / "output", home / "summary.md"
    summary.touch()
    env = environment("Audit", inputs)
    files = {"GITHUB_OUTPUT": str(out), "GITHUB_STEP_SUMMARY": str(summary)}
    done = shell(step("Audit")["run"], home, **env, **files, RUNNER_TEMP=str(home / "installed"))
    outputs = dict(line.split("=", 1) for line in out.read_text().splitlines())
    return done, outputs, summary.read_text(encoding="utf-8")


def test_the_action_audits_and_hands_on_the_exit_code(home):
    (used,) = [s for s in yaml(WORKFLOW)["jobs"]["audit"]["steps"] if "evenhand" in s["uses"]]
    inputs = {**used["with"], "log": "hiring.csv\n"}
    done, outputs, summary = run_action(home, **inputs)
    assert done.returncode == 0, done.stderr
    assert outputs == {"exit-code": "1", "reports": "./evenhand-audit"}
    assert "\n::error file=" in f"\n{done.stdout}"
    assert "::stop-commands::" in done.stdout
    assert summary.startswith("## \N{BLACK SQUARE} Fail")
    result = json.loads((home / "evenhand-audit" / "audit.json").read_text(encoding="utf-8"))
    assert result["as_of"].startswith(AS_OF)
    for name in ("audit.html", "audit.github.md", "audit.junit.xml", "audit.sarif"):
        assert (home / "evenhand-audit" / name).stat().st_size
    verdict = shell(step("Verdict")["run"], home, EVENHAND_CODE=outputs["exit-code"])
    assert verdict.returncode == 1


def test_inputs_that_look_like_code_or_options_are_names_of_files(home):
    hostile = '$(touch owned); `touch owned`; "'
    done, outputs, _ = run_action(home, log=f"--json\n{hostile}\n", formats="junit")
    assert done.returncode == 0
    assert outputs["exit-code"] == "2"
    assert not (home / "owned").exists()


def test_the_action_installs_its_own_checkout(home):
    """A program that stands for python3 tells how it was called; a real install takes minutes."""
    told = home / "told"
    fake = home / "fake" / "python3"
    fake.parent.mkdir()
    inner = home / "runner" / "evenhand" / "bin" / "python"
    lines = (
        "#!/bin/sh",
        f'echo "$@" >>"{told}"',
        f'mkdir -p "{inner.parent}"',
        f'[ -e "{inner}" ] || cp "$0" "{inner}"',
    )
    fake.write_text("\n".join(lines))
    fake.chmod(0o755)
    done = shell(
        step("Install evenhand")["run"],
        home,
        EVENHAND_HOME=str(ROOT),
        RUNNER_TEMP=str(home / "runner"),
        PATH=f"{fake.parent}:{os.environ['PATH']}",
    )
    assert done.returncode == 0, done.stderr
    made, installed = told.read_text().splitlines()
    assert made == f"-m venv {home / 'runner' / 'evenhand'}"
    constraints = re.search(r"--constraint (\S+) (\S+)$", installed)
    assert Path(constraints[1]).is_file()
    assert (Path(constraints[2]) / "pyproject.toml").is_file()


def test_the_job_of_gitlab_audits_and_leaves_the_reports_it_names(home):
    variables = JOB["variables"] | {"EVENHAND_LOG": "hiring.csv", "EVENHAND_PLAN": "evenhand.toml"}
    script = "\n".join(JOB["script"])
    done = shell(script, home, "/bin/sh", **variables, CI_BUILDS_DIR=str(home / "installed"))
    assert done.returncode == 1, done.stderr
    for file in JOB["artifacts"]["reports"].values():
        assert (home / file).stat().st_size


def test_the_job_of_gitlab_says_what_it_lacks(home):
    done = shell(JOB["before_script"][0], home, "/bin/sh", EVENHAND_SOURCE="")
    assert done.returncode == 2
    assert "EVENHAND_SOURCE" in done.stderr


def test_the_job_of_the_docs_extends_the_include_and_sets_its_variables():
    job = yaml(GITLAB)["decisions"]
    assert job["extends"] == ".evenhand"
    assert set(job["variables"]) <= set(JOB["variables"])


def test_the_hooks_of_the_docs_are_there():
    (repository,) = yaml(PRE_COMMIT)["repos"]
    assert {one["id"] for one in repository["hooks"]} == set(HOOKS)


@pytest.mark.parametrize(
    ("hook", "change", "code"),
    [
        ("evenhand-check", "", 0),
        ("evenhand-check", "gatez = 1\n", 2),
        ("evenhand-audit", "", 1),
    ],
)
def test_a_hook_runs_and_ends_as_the_plan_deserves(home, hook, change, code):
    plan = home / "evenhand.toml"
    plan.write_text(change + plan.read_text(encoding="utf-8"), encoding="utf-8")
    env = {"PATH": f"{home / 'installed' / 'evenhand' / 'bin'}:{os.environ['PATH']}"}
    done = shell(HOOKS[hook]["entry"], home, **env)
    assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("hook", "file", "runs"),
    [
        ("evenhand-check", "plans/evenhand.toml", True),
        ("evenhand-check", "evenhand-baseline.json", True),
        ("evenhand-check", "pyproject.toml", False),
        ("evenhand-audit", "decisions.parquet", True),
        ("evenhand-audit", "README.md", False),
    ],
)
def test_a_hook_runs_for_the_files_that_it_is_about(hook, file, runs):
    assert bool(re.search(HOOKS[hook]["files"], file)) == runs

import csv
import json
import signal
import subprocess
import sys

import jsonschema
import pytest

FLAGS = ("--decision", "decision", "--favourable", "approve", "--protected", "sex")
AS_OF = ("--as-of", "2026-01-01")


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


def write_log(path, women=200, men=700, rows=1000):
    """Write `rows` decisions on each sex, of which `women` and `men` are favourable."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["application_id", "sex", "age", "decision", "repaid"])
        for place in range(2 * rows):
            woman, number = place % 2 == 0, place // 2
            good = number < (women if woman else men)
            writer.writerow(
                [
                    f"A{place}",
                    "F" if woman else "M",
                    20 + number % 40,
                    "approve" if good else "decline",
                    number % 2,
                ]
            )
    return path


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "lending.csv")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def refused(ended, *sentences):
    """Check that a command could not do its work, and said why without a traceback."""
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err
    for sentence in sentences:
        assert sentence in ended.err


def test_a_gap_that_the_evidence_shows_fails_the_build(run, log, tmp_path):
    ended = run("audit", log, *FLAGS, *AS_OF, "--format", "json,md")
    assert ended.code == 1, ended.err
    assert "■ fail" in ended.out
    assert "F against M" in ended.out
    assert "audit/audit.json\naudit/audit.md\n" in ended.out
    assert "counting decisions\n" in ended.err
    assert "Traceback" not in ended.err
    assert names(tmp_path / "audit") == ["audit.json", "audit.md"]


def test_an_even_log_passes_the_build(run, tmp_path):
    log = write_log(tmp_path / "even.csv", women=2500, men=2500, rows=5000)
    ended = run("audit", log, *FLAGS, "--format", "json", "--quiet")
    assert ended.code == 0, ended.err
    assert ended.err == ""


def test_all_default_reports_are_written(run, log, tmp_path):
    ended = run("audit", log, *FLAGS, "--out", tmp_path / "out")
    assert ended.code == 1, ended.err
    assert names(tmp_path / "out") == ["audit.html", "audit.json", "audit.pdf"]


def test_the_same_log_plan_and_day_give_the_same_result(run, log, tmp_path):
    texts = []
    for folder in ("a", "b"):
        assert run("audit", log, *FLAGS, *AS_OF, "--format", "json", "--out", folder).code == 1
        texts.append((tmp_path / folder / "audit.json").read_bytes())
    assert texts[0] == texts[1]


def test_the_result_is_printed_where_it_is_asked_for(run, log, tmp_path):
    ended = run("audit", log, *FLAGS, *AS_OF, "--format", "json", "--json")
    assert ended.code == 1
    assert ended.out == (tmp_path / "audit" / "audit.json").read_text(encoding="utf-8")
    schema = json.loads(run("schema", "result").out)
    jsonschema.validate(json.loads(ended.out), schema)


def test_a_result_is_rendered_as_the_audit_would_have(run, log, tmp_path):
    run("audit", log, *FLAGS, *AS_OF, "--format", "json,md,html")
    ended = run("render", "audit/audit.json", "--format", "md,html", "--out", "again", "--quiet")
    assert ended.code == 0, ended.err
    assert ended.out == "again/audit.md\nagain/audit.html\n"
    for name in ("audit.md", "audit.html"):
        first, again = (tmp_path / folder / name for folder in ("audit", "again"))
        assert first.read_bytes() == again.read_bytes()


def test_rows_that_cannot_be_read_are_set_aside_in_a_file(run, log, tmp_path):
    with log.open("a") as file:
        file.write("A9999,F\n")
    ended = run("audit", log, *FLAGS, "--format", "json", "--out", "out")
    assert ended.code == 1, ended.err
    assert names(tmp_path / "out") == ["audit.json", "rejects.csv"]
    assert "set aside" in ended.out
    clean = write_log(tmp_path / "clean.csv")
    assert run("audit", clean, *FLAGS, "--format", "json", "--out", "out").code == 1
    assert names(tmp_path / "out") == ["audit.json"]


def test_the_terminal_may_be_narrow_or_unable_to_show_signs(run, log):
    arguments = ("audit", log, *FLAGS, "--format", "json", "--quiet")
    narrow = run(*arguments, env={"COLUMNS": "40"})
    assert narrow.code == 1
    paths = ("audit/audit.json",)
    assert all(len(line) <= 40 or line in paths for line in narrow.out.splitlines())
    plain = run(*arguments, encoding="ascii")
    assert plain.code == 1, plain.err
    assert "# fail" in plain.out
    assert "?" not in plain.out


def test_a_report_that_cannot_be_made_leaves_the_others_and_is_told(fresh, log, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "weasyprint.py").write_text("raise OSError('no pango here')\n")
    ended = fresh("audit", log, *FLAGS, env={"PYTHONPATH": str(tmp_path / "broken")})
    assert ended.code == 1, ended.err  # the failed gate comes first
    assert names(tmp_path / "audit") == ["audit.html", "audit.json"]
    assert "evenhand: " in ended.err
    assert "Traceback" not in ended.err
    even = write_log(tmp_path / "even.csv", women=2500, men=2500, rows=5000)
    ended = fresh("audit", even, *FLAGS, env={"PYTHONPATH": str(tmp_path / "broken")})
    assert ended.code == 4, ended.err


def test_an_interrupted_run_leaves_the_earlier_reports_whole(log, tmp_path):
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "audit.json").write_text("earlier")
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "evenhand", "audit", str(log), *FLAGS],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stderr:
            if line.startswith("counting decisions"):
                process.send_signal(signal.SIGINT)
                break
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == ("", "evenhand: interrupted\n")
    assert names(tmp_path / "audit") == ["audit.json"]
    assert (tmp_path / "audit" / "audit.json").read_text() == "earlier"


def test_without_a_log_the_plan_names_it(run, tmp_path):
    write_log(tmp_path / "lending.csv")
    (tmp_path / "evenhand.toml").write_text(
        'log = "lending.csv"\n[decision]\ncolumn = "decision"\nfavourable = "approve"\n'
        '[[protected]]\ncolumn = "sex"\nreference = "M"\n'
    )
    below = tmp_path / "below"
    below.mkdir()
    ended = run("audit", "--format", "json", cwd=below)
    assert ended.code == 1, ended.err
    assert (below / "audit" / "audit.json").exists()
    assert "below" not in (below / "audit" / "audit.json").read_text(encoding="utf-8")


def test_without_any_log_the_reader_is_told_how_to_name_one(run):
    refused(run("audit"), "evenhand: no log is named\n", "hint: ", "evenhand audit LOG")


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (("--decision", "hired"), ("no column 'hired'",)),
        (("--set", "decision.favourable=yes"), ("approve", "--favourable")),
        (("--protected", "sx"), ("'sx'", "did you mean 'sex'?")),
        (("--engine", "spark"), ("no engine 'spark'", "duckdb")),
        (("--format", "docx"), ("no report format 'docx'",)),
        (("--as-of", "soon"), ("--as-of 'soon' is not a date", "2026-03-31")),
        (("--set", "titel=x"), ("unknown key 'titel'", "did you mean 'title'?")),
        (("--plan", "no.toml"), ("no.toml cannot be read",)),
        (("--window", "days"), ("window cannot be 'days'", "did you mean 'day'?")),
        (("--kpi", "speed=ms"), ("no KPI 'speed'",)),
        (("--reference", "sex=X"), ("'X'",)),
    ],
)
def test_what_cannot_be_audited_is_said_in_one_sentence(run, log, tmp_path, arguments, sentences):
    ended = run("audit", log, *FLAGS, *arguments, "--quiet")
    refused(ended, "evenhand: ", "\n  hint: ", *sentences)
    assert not (tmp_path / "audit").exists()


def test_a_log_that_is_not_there_is_said(run):
    refused(run("audit", "no.csv", *FLAGS, "--quiet"), "no.csv")


def test_a_control_character_in_a_name_does_not_reach_the_terminal(run):
    ended = run("audit", "a\x1b[2Jb.csv", *FLAGS, "--quiet")
    refused(ended)
    assert "\x1b" not in ended.err


def test_a_first_plan_is_inferred_checked_completed_and_audited(run, log, tmp_path):
    ended = run("init", log, "--quiet")
    assert ended.code == 0, ended.err
    plan = tmp_path / "evenhand.toml"
    text = plan.read_text(encoding="utf-8")
    assert 'log = ["lending.csv"]' in text
    assert "favourable = []  # to be filled in; seen: decline (1,100), approve (900)" in text
    refused(run("audit", "--quiet"), "favourable", "decline")
    plan.write_text(text.replace("favourable = []", 'favourable = ["approve"]'), encoding="utf-8")
    checked = run("check", "--quiet")
    assert checked.code == 0, checked.err
    for words in ("2,000 decisions", "approve", "900", "favourable", "18-39", "40+"):
        assert words in checked.out
    assert run("audit", "--format", "json", "--quiet").code == 1


def test_the_values_of_a_decision_are_shown_as_an_audit_reads_them(run, tmp_path):
    rows = [f"{'F' if i % 2 else 'M'},{bool(i % 3)},{float(i % 5 > 1)}" for i in range(300)]
    (tmp_path / "a.csv").write_text("sex,hired,label\n" + "\n".join(rows))
    assert run("init", "a.csv", "--quiet").code == 0
    text = (tmp_path / "evenhand.toml").read_text(encoding="utf-8")
    assert "favourable = []  # to be filled in; seen: True (200), False (100)" in text
    assert "positive = []  # to be filled in; seen: 1.0 (180), 0.0 (120)" in text


def test_a_plan_that_is_there_is_not_overwritten(run, log, tmp_path):
    (tmp_path / "evenhand.toml").write_text("mine")
    refused(run("init", log), "evenhand.toml is there already", "--force")
    assert (tmp_path / "evenhand.toml").read_text() == "mine"
    assert run("init", log, "--force", "--quiet").code == 0
    assert "[decision]" in (tmp_path / "evenhand.toml").read_text()


def test_a_check_names_the_column_that_the_log_lacks(run, log):
    refused(run("check", log, *FLAGS, "--label", "payed", "--quiet"), "no column 'payed'")


def test_a_file_that_is_no_result_is_not_rendered(run, log):
    refused(run("render", log, "--quiet"), "not an evenhand result")
    refused(run("render", "no.json", "--quiet"), "no.json cannot be read")


def test_a_metric_is_explained(run):
    ended = run("explain", "Selection-Rate")
    assert ended.code == 0
    for words in ("Selection rate  selection_rate", "Definition", "Undefined when", "References"):
        assert words in ended.out


def test_a_metric_that_there_is_not_offers_those_near_it(run):
    refused(run("explain", "recall"), "no metric 'recall'", "true_positive_rate")
    refused(run("explain", "qqq"), "evenhand metrics lists all")


def test_the_metrics_are_listed_with_what_they_need(run):
    ended = run("metrics")
    assert ended.code == 0
    (line,) = [line for line in ended.out.splitlines() if line.startswith("true_positive_rate ")]
    assert line.split("  ")[0] == "true_positive_rate"
    assert line.split()[-3:] == ["decision", "and", "label"]


def test_the_schema_of_the_plan_is_the_default(run):
    assert "decision" in json.loads(run("schema").out)["properties"]


def test_samples_are_listed_and_copied_and_nothing_is_overwritten(run, tmp_path):
    listed = run("sample").out
    assert listed.startswith("hiring  ")
    copied = run("sample", "hiring")
    assert copied.code == 0
    assert "evenhand.toml" in names(tmp_path / "hiring")
    assert "cd hiring && evenhand audit" in copied.out
    refused(run("sample", "hiring"), "hiring is there already", "--out")
    assert run("sample", "hiring", "--out", "other/place").code == 0
    refused(run("sample", "hirin"), "no sample 'hirin'", "did you mean 'hiring'?")
    (tmp_path / "file").write_text("")
    refused(run("sample", "hiring", "--out", "file/below"), "cannot be copied")


def test_usage_errors_are_no_failed_gate(run):
    assert run("audit", "--nonsense").code == 2
    assert run("nonsense").code == 2

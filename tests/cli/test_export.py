"""`evenhand export feedback`, through real processes."""

import csv
import shutil

import duckdb
import pytest

from evenhand.resources import folder

FILES = ["README.md", "audit.json"] + [
    f"{name}.{ending}"
    for name in ("drift", "held_out", "to_collect", "weights")
    for ending in ("csv", "parquet")
]


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture(scope="session")
def lending(tmp_path_factory):
    """Return a folder with the sample of lending."""
    place = tmp_path_factory.mktemp("lending")
    shutil.copytree(folder("sample_data") / "lending", place, dirs_exist_ok=True)
    return place


@pytest.fixture
def handed(run, lending):
    """Return the folder of feedback from the sample, made once."""
    made = lending / "made"
    if not made.exists():
        ended = run(
            "export", "feedback", "--quiet", "--out", "made", "--as-of", "2026-01-15", cwd=lending
        )
        assert (ended.code, ended.err) == (0, "")
        assert sorted(ended.out.split()) == sorted(f"made/{name}" for name in FILES)
    return made


@pytest.fixture
def log(tmp_path):
    """Return a small log without labels, times or ids, and its plan."""
    rows = "".join(f"{'AB'[at % 2]},{'yes' if at % 3 else 'no'}\n" for at in range(60))
    (tmp_path / "log.csv").write_text("group,decision\n" + rows, "utf-8")
    (tmp_path / "evenhand.toml").write_text(
        'log = "log.csv"\n[decision]\ncolumn = "decision"\nfavourable = "yes"\n'
        '[[protected]]\ncolumn = "group"\n',
        "utf-8",
    )
    return tmp_path / "log.csv"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_files_are_there_and_nothing_else(handed):
    assert sorted(path.name for path in handed.iterdir()) == sorted(FILES)


def test_parquet_and_csv_hold_the_same(handed):
    for name in ("drift", "held_out", "to_collect", "weights"):
        found = duckdb.read_parquet(str(handed / f"{name}.parquet"))
        texts = [["" if cell is None else str(cell) for cell in row] for row in found.fetchall()]
        assert [list(row.values()) for row in rows_of(handed / f"{name}.csv")] == texts


def test_the_rows_held_out_are_the_last_quarter_of_those_whose_labels_have_come(handed, lending):
    old = [row for row in rows_of(lending / "lending.csv") if row["decided_at"] < "2025-10-01"]
    wanted = [row["application_id"] for row in old[int(0.75 * len(old)) :]]
    assert [row["application_id"] for row in rows_of(handed / "held_out.csv")] == wanted


def test_with_the_weights_labels_of_the_rows_to_train_on_go_with_no_group(handed, lending):
    held = {row["application_id"] for row in rows_of(handed / "held_out.csv")}
    weight = {
        (row["group"], row["label"] == "positive"): float(row["weight"])
        for row in rows_of(handed / "weights.csv")
        if row["attribute"] == "race"
    }
    total, positive = {}, {}
    for row in rows_of(lending / "lending.csv"):
        if row["application_id"] in held or row["decided_at"] >= "2025-10-01" or not row["repaid"]:
            continue
        group, label = row["race"] or "unknown", row["repaid"] == "1"
        total[group] = total.get(group, 0.0) + weight[group, label]
        positive[group] = positive.get(group, 0.0) + weight[group, label] * label
    shares = [positive[group] / total[group] for group in total]
    assert len(shares) == 6
    assert max(shares) - min(shares) < 1e-12


def test_what_the_sample_lacks_is_asked_for(handed):
    found = {(row["why"], row["group"]) for row in rows_of(handed / "to_collect.csv")}
    assert ("coverage", "Black") in found
    assert ("gate", "Native American") in found
    drifted = {(row["what"], row["group"]) for row in rows_of(handed / "drift.csv")}
    assert ("score", "Black") in drifted
    assert "feature" not in {what for what, _ in drifted}


def test_no_person_is_in_the_files(handed, lending):
    people = {row["applicant_id"] for row in rows_of(lending / "lending.csv")}
    for name in ("README.md", "held_out.csv", "to_collect.csv", "weights.csv", "drift.csv"):
        assert not people & set((handed / name).read_text("utf-8").replace(",", "\n").split())


def test_one_format_is_written_alone_and_removes_what_an_earlier_run_left(run, log):
    out = log.parent / "out"
    out.mkdir()
    for name in ("weights.csv", "held_out.parquet", "mine.csv"):
        (out / name).write_text("old", "utf-8")
    ended = run("export", "feedback", "--format", "csv", "--out", "out")
    assert ended.code == 0
    left = {path.name for path in out.iterdir()}
    assert {"README.md", "audit.json", "mine.csv"} <= left
    assert not left & {"weights.csv", "held_out.parquet"}
    assert "no weights: The plan names no label." in ended.err
    assert "no held_out: The plan names no label" in ended.err
    assert "no drift: Nothing was compared over time" in ended.err
    card = (out / "README.md").read_text("utf-8")
    assert "No file. The plan names no label." in card


def test_a_log_can_be_named_in_place_of_the_plan_s(run, log):
    log.rename(log.with_name("other.csv"))
    assert run("export", "feedback", "--quiet").code == 2
    ended = run("export", "feedback", "other.csv", "--quiet")
    assert ended.code == 0
    assert "feedback/README.md" in ended.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "xlsx"], "feedback has no format 'xlsx'"),
        (["--plan", "none.toml"], "none.toml"),
        (["missing.csv"], "missing.csv"),
        (["--set", "nothing=1"], "nothing"),
    ],
)
def test_what_cannot_be_is_said_and_leaves_nothing(run, log, arguments, told):
    ended = run("export", "feedback", *arguments, "--out", "out")
    assert ended.code == 2
    assert told in ended.err
    assert "Traceback" not in ended.err
    assert not (log.parent / "out").exists()


def test_a_gate_that_fails_does_not_fail_the_export(run, tmp_path):
    rows = "".join(f"{'AB'[at % 2]},{'no' if at % 2 else 'yes'}\n" for at in range(400))
    (tmp_path / "log.csv").write_text("group,decision\n" + rows, "utf-8")
    (tmp_path / "evenhand.toml").write_text(
        '[decision]\ncolumn = "decision"\nfavourable = "yes"\n[[protected]]\ncolumn = "group"\n',
        "utf-8",
    )
    assert run("audit", "log.csv", "--quiet", "--format", "json").code == 1
    assert run("export", "feedback", "log.csv", "--quiet").code == 0

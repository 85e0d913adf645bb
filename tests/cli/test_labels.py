"""Labels in a file of their own, as a person would hand them in: real processes, real files."""

import csv
import json
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

START = datetime.fromisoformat("2025-01-01T00:00:00")
N = 1200
ROLES = ("--decision", "ok", "--favourable", "yes", "--protected", "sex", "--time", "decided")
LABEL = ("--label", "repaid", "--on", "id", "--set", "label.time=known")


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


@pytest.fixture(scope="module")
def decided():
    """Return 1,200 decisions, eight a day, and their labels, each known ten days later."""
    random = np.random.default_rng(1)
    log, labels = [], []
    for place in range(N):
        at = START + timedelta(hours=3 * place)
        ok = random.random() < 0.6
        log.append((f"{place:05d}", at, "FM"[place % 2], "yes" if ok else "no"))
        repaid = int(random.random() < (0.8 if ok else 0.4))
        labels.append((f"{place:05d}", repaid, at + timedelta(days=10)))
    return log, labels


@pytest.fixture
def files(tmp_path, decided):
    """Return a function that writes log and labels as CSV; `change` edits rows of labels."""

    def write(change=lambda rows: rows, head=("id", "repaid", "known")):
        for name, columns, rows in (
            ("log.csv", ("id", "decided", "sex", "ok"), decided[0]),
            ("labels.csv", head, change(list(decided[1]))),
        ):
            with (tmp_path / name).open("w", newline="") as file:
                csv.writer(file).writerows([columns, *rows])

    return write


@pytest.fixture
def audited(run, tmp_path):
    """Return a function that audits; it gives how that ended, and the result if there is one."""

    def audit(*more, log="log.csv", labels="labels.csv", out="out", as_of="2025-12-31", by=LABEL,
              formats="json"):  # fmt: skip
        ended = run(
            "audit", log, "--labels", labels, *ROLES, *by, "--as-of", as_of, "--out", out,
            "--format", formats, "--quiet", *more,
        )  # fmt: skip
        result = tmp_path / out / "audit.json"
        return ended, json.loads(result.read_text()) if result.exists() else None

    return audit


def labelled(result):
    return result["log"]["labelled"]


def test_labels_are_joined_by_their_id_and_both_files_are_on_record(files, audited):
    files()
    ended, result = audited()
    assert (ended.code, ended.err) == (0, "")
    assert labelled(result) == N
    assert [one["name"] for one in result["log"]["files"]] == ["log.csv", "labels.csv"]
    metrics = {row["metric"] for row in result["estimates"] if row["value"] is not None}
    assert "true_positive_rate" in metrics


def test_parquet_and_csv_give_the_same_audit(files, audited, decided, tmp_path):
    files()
    ids, repaid, known = zip(*decided[1], strict=True)
    table = pa.table({"id": ids, "repaid": repaid, "known": known})
    pq.write_table(table, tmp_path / "labels.parquet")
    _, csvs = audited(out="csv")
    _, parquet = audited(out="parquet", labels="labels.parquet")
    assert parquet["estimates"] == csvs["estimates"]
    assert parquet["gates"] == csvs["gates"]


def test_ids_that_only_one_side_has_are_told(files, audited):
    files(lambda rows: [*rows[200:], ("x1", 1, START), ("", 0, START)])
    ended, result = audited()
    assert ended.code == 0
    assert labelled(result) == 1000
    assert {
        "One of the 1,001 labels in the label file belongs to no decision of the log.",
        "One label in the label file has no id: it belongs to nobody.",
        "1,000 of 1,200 decisions have a label (83.3%).",
    } <= set(result["notes"])


def test_text_and_numbers_meet_as_they_are_written(files, audited, decided, tmp_path):
    files(lambda rows: [(str(int(name)), *rest) for name, *rest in rows])
    # 00007 in the log is not 7 in the file; from 10000 on there would be no zeros before.
    ended, _ = audited()
    assert ended.code == 2
    assert ended.err == (
        "evenhand: none of the 1,200 labels belongs to a decision of the log\n"
        "  hint: do both files write their ids alike, and is it the right column? See --on\n"
    )
    names, *rest = zip(*decided[0], strict=True)
    numbers = [int(name) for name in names]
    columns = dict(zip(("id", "decided", "sex", "ok"), (numbers, *rest), strict=True))
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")
    # 7 as a number in the log is 7 as text in the file.
    ended, result = audited(log="log.parquet")
    assert ended.code == 0
    assert labelled(result) == N


CONTRADICTED = """evenhand: one decision has labels in the label file that contradict each other
  hint: keep one of them, or name the column that says when a label became known, with \
--set label.time=COLUMN: then the latest counts
"""


@pytest.mark.parametrize(
    ("head", "by", "error"),
    [
        (("id", "paid", "known"), LABEL, "the label file has no column 'repaid'"),
        (("case", "repaid", "known"), LABEL, "the label file has no column 'id'"),
        (("id", "repaid", "known"), LABEL[:2], "nobody said by which column labels and decisions"),
    ],
)
def test_a_column_that_there_is_not_stops_with_a_sentence(files, audited, head, by, error):
    files(head=head)
    ended, result = audited(by=by)
    assert (ended.code, ended.out, result) == (2, "", None)
    assert ended.err.startswith(f"evenhand: {error}")
    assert "\n  hint: " in ended.err


def test_labels_that_contradict_each_other_stop_with_a_way_out(files, audited):
    files(lambda rows: [*rows, ("00007", 1 - rows[7][1], rows[7][2])])
    ended, _ = audited(by=LABEL[:4])
    assert (ended.code, ended.err) == (2, CONTRADICTED)


def test_the_same_label_twice_and_a_later_correction_count_once(files, audited):
    later = START + timedelta(days=300)
    files(lambda rows: [*rows, rows[3], ("00007", 1 - rows[7][1], later)])
    ended, result = audited()
    assert ended.code == 0
    assert labelled(result) == N


def test_a_label_before_its_decision_is_found(files, audited):
    files(lambda rows: [(rows[0][0], rows[0][1], START - timedelta(days=1)), *rows[1:]])
    _, result = audited()
    (check,) = [one for one in result["checks"] if one["key"] == "early_labels"]
    assert (check["state"], check["count"], check["of"]) == ("gap", 1, N)
    assert "Some labels are older than their decisions." in {
        one["title"] for one in result["findings"]
    }


def test_labels_that_came_after_the_day_are_hidden_and_restated_by_a_later_audit(
    files, audited, tmp_path
):
    def corrected(rows):
        # In March every label is a 0 at first; what was true is known in June.
        first = [(name, 0, at) if 480 <= int(name) < 720 else (name, y, at) for name, y, at in rows]
        june = START + timedelta(days=160)
        return [*first, *((name, y, june) for name, y, _ in rows[480:720])]

    files(corrected)
    _, then = audited(out="then", as_of="2025-04-15", formats="json,html")
    # Labels of decisions until 5 April have come by then: 95 days, 8 a day.
    assert labelled(then) == 760
    assert then["log"]["mature_until"] == "2025-04-06"
    assert (
        "680 labels became known after 15 April 2025, the day that this audit speaks for: they "
        "count as unknown."
    ) in then["notes"]
    ended, now = audited(
        "--previous", "then/audit.json", out="now", as_of="2025-07-01", formats="json,html,md"
    )
    assert ended.code == 0
    assert labelled(now) == N
    rows = {
        row["window"]: row
        for row in now["restatements"]
        if (row["metric"], row["group"]) == ("base_rate", [])
    }
    # The week of 10 March was known, but wrong; that of 14 April was not known at all.
    week, unknown = rows["2025-03-10"], rows["2025-04-14"]
    assert (week["earlier"], week["earlier_n"], week["n"]) == (0.0, 56, 56)
    assert week["now"] > 0.4
    assert week["earlier_as_of"] == "2025-04-15T00:00:00+00:00"
    assert (unknown["earlier"], unknown["earlier_n"], unknown["n"]) == (None, 0, 56)
    page = (tmp_path / "now" / "audit.html").read_text()
    assert "Figures restated" in page
    for text in (page, (tmp_path / "now" / "audit.md").read_text()):
        assert "in the audit of 15 April 2025, and is" in text
    early = (tmp_path / "then" / "audit.html").read_text()
    assert "from 6 Apr 2025 on have not all arrived. Figures that need them" in early


def test_labels_of_the_accepted_alone_are_bounds_in_every_output(files, audited, decided, tmp_path):
    accepted = {name for name, _, _, ok in decided[0] if ok == "yes"}
    files(lambda rows: [row for row in rows if row[0] in accepted])
    ended, result = audited(formats="json,html,md")
    assert ended.code == 0
    (whole,) = [
        row
        for row in result["estimates"]
        if (row["metric"], row["group"], row["window"]) == ("true_positive_rate", [], None)
    ]
    assert (whole["value"], whole["undefined"], whole["method"]) == (
        None, "selective_labels", "manski",
    )  # fmt: skip
    assert 0 < whole["low"] < whole["high"] <= 1
    (gate,) = [one for one in result["gates"] if one["metric"] == "true_positive_rate"]
    assert gate["state"] == "insufficient"
    assert gate["reason"].startswith("Labels may be missing for a reason, so the true positive")
    page = (tmp_path / "out" / "audit.html").read_text()
    assert "Labels may be missing for a reason" in page
    assert "Labels may be missing for a reason" in (tmp_path / "out" / "audit.md").read_text()


def test_labels_said_to_be_a_sample_are_taken_for_one(files, audited, decided):
    accepted = {name for name, _, _, ok in decided[0] if ok == "yes"}
    files(lambda rows: [row for row in rows if row[0] in accepted])
    _, result = audited("--set", "label.missing=at_random")
    assert not [row for row in result["estimates"] if row["undefined"] == "selective_labels"]
    assert any("taken for one" in note for note in result["notes"])

"""Time on the command line: windows, periods, zones, and times that are not as they should be."""

import csv
import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

START = dt.datetime(2025, 1, 1)  # noqa: DTZ001 - as most logs have them
UTC_START = START.replace(tzinfo=dt.UTC)
COLUMNS = ("id", "at", "sex", "decision")
FLAGS = (
    "--decision", "decision", "--favourable", "yes", "--protected", "sex", "--id", "id", "--quiet",
)  # fmt: skip
TIME = ("--time", "at")
AS_OF = ("--as-of", "2025-12-31")


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


def rows(times):
    """Return a decision for each time: every second one on a woman, two of three favourable."""
    texts = [at if isinstance(at, str) else at.isoformat() for at in times]
    return [
        [f"A{i:05d}", text, "FM"[i % 2], ("yes", "no", "yes")[i % 3]]
        for i, text in enumerate(texts)
    ]


def every(hours, number, start=START):
    return [start + i * dt.timedelta(hours=hours) for i in range(number)]


@pytest.fixture
def write(tmp_path):
    def to_file(content, columns=COLUMNS, name="log.csv"):
        with (tmp_path / name).open("w", newline="") as file:
            csv.writer(file).writerows([columns, *content])
        return tmp_path / name

    return to_file


@pytest.fixture
def audited(run, tmp_path):
    """Return what an audit of a log comes to, as its result file has it."""

    def audit(log, *flags, time=TIME, as_of=AS_OF):
        ended = run("audit", log, *FLAGS, *time, *as_of, *flags, "--format", "json")
        assert ended.code == 0, ended.err
        return json.loads((tmp_path / "audit" / "audit.json").read_text(encoding="utf-8"))

    return audit


@pytest.fixture
def refused(run):
    """Return what is said where a log cannot be audited: one sentence and a hint."""

    def refuse(log, *flags, command="audit", time=TIME):
        ended = run(command, log, *FLAGS, *time, *flags)
        assert (ended.code, ended.out) == (2, "")
        assert "Traceback" not in ended.err
        sentence, hint = ended.err.splitlines()
        assert hint.startswith("  hint: ")
        return f"{sentence}\n{hint}"

    return refuse


def counts(result):
    """Return the decisions of everybody in each window that has any."""
    return {
        row["window"]: row["n"]
        for row in result["estimates"]
        if row["metric"] == "selection_rate" and not row["attributes"] and row["window"]
    }


def checked(result, key):
    return next(row for row in result["checks"] if row["key"] == key)


@pytest.mark.parametrize(
    ("window", "hours", "expected"),
    [
        ("hour", 1 / 60, {"2025-01-01": 60, "2025-01-01T01:00": 60, "2025-01-01T02:00": 60}),
        ("day", 0.5, {"2025-01-01": 48, "2025-01-02": 48, "2025-01-03": 48, "2025-01-04": 36}),
        ("week", 2, {"2024-12-30": 60, "2025-01-06": 84, "2025-01-13": 36}),
        ("month", 12, {"2025-01-01": 62, "2025-02-01": 56, "2025-03-01": 62}),
        ("quarter", 24, {"2025-01-01": 90, "2025-04-01": 90}),
        ("30d", 12, {"2025-01-01": 60, "2025-01-31": 60, "2025-03-02": 60}),
        ("all", 12, {}),
    ],
)
def test_decisions_are_counted_by_the_window_asked_for(audited, write, window, hours, expected):
    result = audited(write(rows(every(hours, 180))), "--window", window)
    assert result["log"]["window"] == window
    assert len(result["log"]["windows"]) == max(len(expected), 1)
    assert counts(result) == expected


def test_a_window_without_decisions_is_shown_and_nothing_is_made_up_for_it(audited, write):
    times = every(1, 240) + every(1, 240, START + dt.timedelta(days=20))
    result = audited(write(rows(times)), "--window", "day")
    assert len(result["log"]["windows"]) == 30
    assert len(counts(result)) == 20
    assert "2025-01-15" in result["log"]["windows"]
    assert "2025-01-15" not in counts(result)


@pytest.mark.parametrize(
    ("flags", "ends", "outside"),
    [
        ("--from 2025-02-01", ("2025-02-01T00:00:00", "2025-03-31T12:00:00"), 62),
        ("--to 2025-01-31", ("2025-01-01T00:00:00", "2025-01-31T12:00:00"), 118),
        (
            "--from 2025-02-01 --to 2025-02-02T11:00",
            ("2025-02-01T00:00:00", "2025-02-02T00:00:00"),
            177,
        ),
        ("--last 10d --as-of 2025-02-10", ("2025-02-01T00:00:00", "2025-02-10T12:00:00"), 160),
        ("--last 2w --as-of 2025-02-10", ("2025-01-28T00:00:00", "2025-02-10T12:00:00"), 152),
        (
            "--last 36h --as-of 2025-02-10T12:00",
            ("2025-02-09T00:00:00", "2025-02-10T12:00:00"),
            176,
        ),
    ],
)
def test_only_the_period_asked_for_is_audited(audited, write, flags, ends, outside):
    flags = flags.split()
    log = write(rows(every(12, 180)))
    result = audited(log, *flags, as_of=() if "--as-of" in flags else AS_OF)
    assert (result["log"]["first"], result["log"]["last"]) == ends
    assert (result["log"]["rows"], result["log"]["outside"]) == (180 - outside, outside)
    assert any("outside the period" in note for note in result["notes"])
    assert result["as_of"].startswith(flags[-1] if "--as-of" in flags else "2025-12-31")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--window", "fortnight"), "window cannot be 'fortnight'"),
        (("--window", "0d"), "window cannot be '0d'"),
        (("--window", "36h"), "window cannot be '36h'"),
        (("--from", "tomorrow"), "`from` 'tomorrow' is not a date"),
        (("--from", "2026-01-01"), "no decision was made in the period asked for"),
        (("--from", "2025-01-10T00:00+02:00"), "names a zone"),
        (("--to", "31.12.2025"), "`to` '31.12.2025' is not a date"),
        (("--to", "9999-12-31"), "beyond the years 1 to 9999"),
        (("--from", "2025-02-01", "--to", "2025-01-01"), "before it starts"),
        (("--last", "10x"), "period.last cannot be '10x'"),
        (("--last", "0d"), "period.last cannot be '0d'"),
        (("--last", "9999999999d"), "beyond the years 1 to 9999"),
        (("--last", "9d", "--from", "2025-01-01"), "both `last` and an end"),
        (("--as-of", "yesterday"), "--as-of 'yesterday' is not a date"),
        (("--timezone", "Europe/Berln"), "no time zone 'Europe/Berln'\n  hint: did you mean"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_what_to_write(refused, write, flags, said):
    assert said in refused(write(rows(every(12, 60))), *flags, command="check")


def test_a_period_needs_the_column_of_times(refused, write):
    said = refused(write(rows(every(12, 60))), "--last", "9d", time=())
    assert "when decisions were made\n  hint: name the column with --time" in said


def test_the_hour_that_was_there_twice_in_autumn_is_counted_whole_and_alarms_nobody(audited, write):
    start = dt.datetime(2025, 10, 25, 20, tzinfo=dt.UTC)
    log = write(rows(every(1 / 30, 600, start)))
    result = audited(log, "--window", "hour", "--timezone", "Europe/Berlin")
    assert (result["log"]["first"], result["log"]["last"]) == (
        "2025-10-25T22:00:00", "2025-10-26T16:58:00",
    )  # fmt: skip
    found = counts(result)
    assert found.pop("2025-10-26T02:00") == 60
    assert set(found.values()) == {30}
    assert len(found) == 18
    assert checked(result, "order")["state"] == "ready"
    assert result["anomalies"] == result["findings"] == []
    assert any("02:00 on 26 October 2025 was there twice" in note for note in result["notes"])


def test_the_hour_that_the_clocks_skipped_in_spring_is_no_outage(audited, write):
    start = dt.datetime(2025, 3, 29, 20, tzinfo=dt.UTC)
    log = write(rows(every(1 / 30, 600, start)))
    result = audited(log, "--window", "hour", "--timezone", "Europe/Berlin")
    assert "2025-03-30T02:00" not in result["log"]["windows"]
    assert set(counts(result).values()) == {30}
    assert result["anomalies"] == result["findings"] == []


def test_a_day_is_one_of_the_zone_asked_for(audited, write):
    zone = ZoneInfo("America/New_York")
    log = write(rows(every(1, 240, UTC_START)))
    flags = ("--timezone", zone.key, "--window", "day", "--last", "3d")
    result = audited(log, *flags, as_of=("--as-of", "2025-01-05"))
    assert counts(result) == {"2025-01-03": 24, "2025-01-04": 24, "2025-01-05": 24}
    assert result["as_of"] == "2025-01-05T00:00:00-05:00"
    assert "Days and hours are those of America/New_York." in result["notes"]


def test_times_that_name_no_zone_stay_as_they_are_and_the_reader_is_told(audited, write):
    log = write(rows(every(1, 240)))
    result = audited(log, "--timezone", "Europe/Berlin", "--window", "day")
    assert set(counts(result).values()) == {24}
    assert "Times in 'at' name no zone" in " ".join(result["notes"])


def test_of_times_with_and_without_a_zone_those_without_are_in_utc(audited, write):
    berlin = dt.timezone(dt.timedelta(hours=2))
    times = [
        at if i % 2 else at.astimezone(berlin) for i, at in enumerate(every(1, 240, UTC_START))
    ]
    log = write(rows(at if i % 2 == 0 else at.replace(tzinfo=None) for i, at in enumerate(times)))
    result = audited(log, "--window", "day")
    assert set(counts(result).values()) == {24}
    assert checked(result, "order")["state"] == "ready"
    assert "any without a zone are taken as UTC" in " ".join(result["notes"])


def test_without_a_time_the_rest_is_audited_and_the_reader_is_told(audited, write, run):
    log = write(rows(every(1, 240)))
    result = audited(log, time=())
    assert (result["log"]["window"], result["log"]["windows"]) == (None, [])
    assert result["trends"] == result["change_points"] == result["anomalies"] == []
    assert any(row["metric"] == "selection_rate" and row["value"] for row in result["estimates"])
    assert [checked(result, key)["state"] for key in ("time", "future", "order", "pause")] == [
        "missing", "not_asked", "not_asked", "not_asked",
    ]  # fmt: skip
    said = "No time is named, so nothing can be said about change over time."
    assert said in result["notes"]
    assert run("render", "audit/audit.json", "--format", "md,html", "--quiet").code == 0


def test_a_column_of_times_without_any_is_audited_as_none(audited, write):
    result = audited(write(rows([""] * 240)))
    assert result["log"]["windows"] == []
    assert checked(result, "time")["count"] == 240
    assert checked(result, "order")["state"] == checked(result, "pause")["state"] == "not_asked"


def test_times_that_cannot_be_read_are_set_aside_with_line_and_reason(audited, write, tmp_path):
    times = [at.isoformat() for at in every(12, 400)]
    times[10], times[20], times[30] = "soon", "2025-13-45", "31.01.2025 10:00"
    result = audited(write(rows(times)))
    assert (result["log"]["rows"], result["log"]["rejected"]) == (397, 3)
    rejects = (tmp_path / "audit" / "rejects.csv").read_text(encoding="utf-8")
    found = list(csv.DictReader(rejects.splitlines()))
    assert [(row["line"], row["column"]) for row in found] == [
        ("12", "at"), ("22", "at"), ("32", "at"),
    ]  # fmt: skip
    assert {row["reason"] for row in found} == {"not a time (ISO 8601)"}
    time = checked(result, "time")
    assert (time["state"], time["count"], time["of"]) == ("gap", 3, 400)


@pytest.mark.parametrize("other", ["soon", "{0:%d.%m.%Y %H:%M}"])
def test_too_many_times_that_cannot_be_read_stop_the_audit(refused, write, tmp_path, other):
    times = [other.format(at) if i % 2 else at.isoformat() for i, at in enumerate(every(12, 400))]
    said = refused(write(rows(times)))
    assert "200 of 400 rows (50.0%) cannot be read" in said
    assert "in column 'at', first in 'log.csv' at line" in said
    assert "write all times alike, for example 2025-03-31T14:05:00" in said
    assert not (tmp_path / "audit" / "audit.json").exists()


def test_a_day_that_may_be_a_month_is_asked_about(refused, write):
    said = refused(write(rows([f"{at:%d/%m/%Y}" for at in every(24, 10)])))
    assert "day/month or as month/day\n  hint: write them as year-month-day" in said


def test_all_decisions_at_one_time_are_one_window(audited, write):
    result = audited(write(rows([START] * 300)))
    assert result["log"]["windows"] == ["2025-01-01"]
    assert result["trends"] == result["change_points"] == result["anomalies"] == []


def test_decisions_later_than_the_audit_are_counted_and_said_to_be_in_the_future(audited, write):
    result = audited(write(rows(every(12, 400))), as_of=("--as-of", "2025-06-30"))
    future = checked(result, "future")
    assert (future["count"], future["of"], future["where"]) == (38, 400, "at")
    titles = {(row["kind"], row["title"]) for row in result["findings"]}
    assert ("clock", "Some decisions lie in the future.") in titles


def test_a_label_before_its_decision_is_counted(audited, write):
    content = [
        [*row, str(i % 2), (at + dt.timedelta(days=-3 if i % 10 == 0 else 20)).isoformat()]
        for i, (row, at) in enumerate(zip(rows(every(12, 400)), every(12, 400), strict=True))
    ]
    log = write(content, (*COLUMNS, "repaid", "known"))
    flags = ("--label", "repaid", "--positive", "1", "--set", "label.time=known")
    early = checked(audited(log, *flags), "early_labels")
    assert (early["state"], early["count"], early["of"], early["where"]) == (
        "gap",
        40,
        400,
        "known",
    )


@pytest.mark.parametrize("stray", ["9999-12-31T00:00:00", "1970-01-01T00:00:00"])
def test_a_time_that_stands_for_none_ends_with_a_sentence_and_a_period_leaves_it_out(
    run, write, audited, stray
):
    log = write(rows([*every(6, 200), stray]))
    ended = run("audit", log, *FLAGS, *TIME)
    assert (ended.code, ended.out) == (2, "")
    assert "1 decision has a time outside the years 1980 to 2100" in ended.err
    assert "--from and --to" in ended.err
    found = audited(log, "--from", "2025-01-01", "--to", "2025-12-31")
    assert found["log"]["rows"] == 200

"""What is lacking in a log, what should not be in it, and what no report may repeat of it."""

import csv
import datetime as dt
import json
import random

import pytest

START = dt.datetime(2025, 1, 6)  # noqa: DTZ001 - as most logs have them
FLAGS = (
    "--decision", "decision", "--favourable", "yes", "--protected", "sex", "--id", "id",
    "--time", "at", "--as-of", "2025-12-31",
)  # fmt: skip
FULL = (
    "--entity", "person", "--model-version", "model", "--score", "score",
    "--set", "columns.reason=reason",
)  # fmt: skip


@pytest.fixture
def run(forked):
    """Return what runs the command in a process of its own, quickly."""
    return forked


def minutes(number):
    return dt.timedelta(minutes=number)


def log(rows=1600):
    """Return a log without a fault, as columns: eleven decisions a day."""
    chance = random.Random(11)  # noqa: S311 - a log, not a secret
    times = [START + minutes(130 * i + chance.randrange(60)) for i in range(rows)]
    decisions = [chance.choice(["yes", "no"]) for _ in range(rows)]
    return {
        "id": [f"A{i:06d}" for i in range(rows)],
        "person": [f"P{i:06d}" for i in range(rows)],
        "at": times,
        "sex": ["FM"[i % 2] for i in range(rows)],
        "model": ["v1"] * rows,
        "decision": decisions,
        "reason": ["R1" if one == "no" else "" for one in decisions],
        "score": [f"{chance.random():.6f}" for _ in range(rows)],
    }


def without(columns, start, end):
    return {name: values[:start] + values[end:] for name, values in columns.items()}


@pytest.fixture
def write(tmp_path):
    def to_file(columns, name="log.csv"):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(columns)
            table.writerows(zip(*columns.values(), strict=True))
        return tmp_path / name

    return to_file


@pytest.fixture
def audited(run, tmp_path):
    """Return the checks of an audit by their keys, and its findings by their titles."""

    def audit(path, *flags):
        ended = run("audit", path, *FLAGS, *flags, "--quiet", "--format", "json")
        assert ended.code == 0, ended.err
        result = json.loads((tmp_path / "audit" / "audit.json").read_text(encoding="utf-8"))
        return (
            {row["key"]: row for row in result["checks"]},
            {row["title"]: row for row in result["findings"]},
        )

    return audit


def test_a_check_says_what_is_asked_what_is_lacking_and_what_that_prevents(run, write):
    columns = log()
    columns["reason"][:40] = [""] * 40
    lacking = sum(one == "no" for one in columns["decision"][:40])
    refused = columns["decision"].count("no")
    flags = (*FLAGS, "--entity", "person", "--set", "columns.reason=reason", "--quiet")
    ended = run("check", write(columns), *flags)
    assert (ended.code, ended.err) == (0, "")
    _, table = ended.out.split("Can decisions be traced?")
    head, *lines = table.splitlines()
    assert head.strip() == "Rows"
    gap = next(line for line in lines if "unfavourable" in line)
    assert gap.split() == [
        "gaps", "Every", "unfavourable", "decision", "has", "a", "reason.", "(reason)",
        str(lacking), "of", str(refused),
    ]  # fmt: skip
    assert "It prevents explaining a refusal to the person" in table
    assert "missing     Every decision says which model version made it." in table
    assert "It prevents tracing a change in the figures to a release." in table
    assert "ready       Every decision has an id." in table
    states = [line.split()[0] for line in lines if line[:1].strip() and "─" not in line]
    order = ["gaps", "missing", "ready", "not"]
    assert states == sorted(states, key=order.index)


def test_a_check_of_a_clean_log_has_nothing_lacking(run, write):
    ended = run("check", write(log()), *FLAGS, *FULL, "--quiet")
    assert ended.code == 0, ended.err
    assert not any(line.startswith(("gaps", "missing")) for line in ended.out.splitlines())


def test_the_result_the_page_and_the_text_have_the_same_table(run, write, tmp_path):
    ended = run("audit", write(log()), *FLAGS, "--quiet", "--format", "json,html,md")
    assert ended.code == 0, ended.err
    result, page = (tmp_path / "audit" / name for name in ("audit.json", "audit.html"))
    for row in json.loads(result.read_text(encoding="utf-8"))["checks"]:
        assert row["title"] in page.read_text(encoding="utf-8")


def test_a_clean_log_has_no_finding(audited, write):
    checks, findings = audited(write(log()), *FULL)
    assert not findings
    assert {row["state"] for row in checks.values()} == {"ready", "not_asked"}


def test_a_burst_of_copies_is_found_with_its_hour(audited, write):
    columns = log()
    for values in columns.values():
        values[800:800] = [values[799]] * 50
    checks, findings = audited(write(columns), *FULL)
    found = checks["duplicates"]
    assert (found["count"], found["of"], found["where"]) == (50, 1650, "id")
    hour = columns["at"][799].replace(minute=0)
    assert f"50 came in the hour from {hour:%Y-%m-%d %H:%M}." in found["detail"]
    assert findings["Decisions are in the log more than once."]["severity"] == "high"
    assert checks["same_moment"]["count"] == 50


def test_a_value_that_stands_still_is_found_with_its_column_and_its_ends(audited, write):
    columns = log()
    columns["score"][500:560] = [columns["score"][500]] * 60
    checks, findings = audited(write(columns), *FULL)
    found = checks["frozen"]
    assert (found["count"], found["where"]) == (60, "score")
    since, until = columns["at"][500], columns["at"][559]
    assert f"from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}" in found["detail"]
    assert findings["Values stand still in score."]["severity"] == "medium"


def test_a_clock_that_was_set_back_is_found_with_its_size_and_when(audited, write):
    columns = log()
    columns["at"][1000:] = [at - dt.timedelta(days=1) for at in columns["at"][1000:]]
    checks, findings = audited(write(columns), *FULL)
    found = checks["order"]
    step = columns["at"][999] - columns["at"][1000]
    assert (found["state"], found["count"], found["where"]) == ("gap", 1, "at")
    assert f"step back is {step.total_seconds() / 3600:.1f} hours" in found["detail"]
    assert f"from {columns['at'][999]:%Y-%m-%d %H:%M}." in found["detail"]
    assert findings["The clock of the log goes back."]["kind"] == "clock"


def test_rows_out_of_order_are_counted(audited, write):
    columns = log()
    for place in (100, 400, 700):
        for values in columns.values():
            values[place], values[place + 5] = values[place + 5], values[place]
    found = audited(write(columns), *FULL)[0]["order"]
    # The early one is after a later one, and the one after the late one is before it.
    assert (found["state"], found["count"]) == ("gap", 6)


def test_a_pause_is_found_with_its_length_and_when_and_the_ids_that_are_gone(audited, write):
    columns = without(log(), 700, 830)
    checks, findings = audited(write(columns), *FULL)
    pause = columns["at"][700] - columns["at"][699]
    days = pause.total_seconds() / 86_400
    when = f"from {columns['at'][699]:%Y-%m-%d %H:%M}."
    assert f"no decision for {days:.1f} days {when}" in checks["pause"]["detail"]
    left = checks["sequence"]
    assert (left["count"], left["of"]) == (130, 1600)
    assert f"longest stretch is 130, after {columns['at'][699]:%Y-%m-%d %H:%M}." in left["detail"]
    assert "There is an unusual pause in the log." in findings
    assert "Numbers are missing from the sequence of ids." in findings


def test_moments_are_told_on_the_clock_of_the_plan_and_autumn_is_no_jump(audited, write):
    columns = log(3600)
    utc = [at.replace(tzinfo=dt.UTC) for at in columns["at"]]
    # From ten decisions a day to one a minute over the night in which an hour is there twice.
    night = next(i for i, at in enumerate(utc) if (at.month, at.day) == (10, 25))
    start = dt.datetime(2025, 10, 25, 20, tzinfo=dt.UTC)
    utc[night:] = [start + minutes(i) for i in range(len(utc) - night)]
    columns["at"] = [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in utc]
    columns["score"][1800:1860] = [columns["score"][1800]] * 60
    zone = ("--timezone", "Europe/Berlin")
    checks, _ = audited(write(columns), *FULL, *zone)
    assert (checks["order"]["state"], checks["order"]["count"]) == ("ready", 0)
    summer = utc[1800] + dt.timedelta(hours=2)
    assert f"from {summer:%Y-%m-%d %H:%M} to" in checks["frozen"]["detail"]
    columns["at"][100:] = [f"{at - dt.timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}" for at in utc[100:]]
    checks, _ = audited(write(columns), *FULL, *zone)
    winter = utc[99] + dt.timedelta(hours=1)
    assert f"from {winter:%Y-%m-%d %H:%M}." in checks["order"]["detail"]


def test_what_lies_outside_the_period_is_no_gap_of_it(audited, write):
    columns = without(log(), 700, 830)
    columns["score"][500:560] = [columns["score"][500]] * 60
    since = columns["at"][800].date().isoformat()
    checks, findings = audited(write(columns), *FULL, "--from", since)
    assert (checks["pause"]["state"], checks["order"]["state"]) == ("ready", "ready")
    assert (checks["sequence"]["state"], "frozen" in checks) == ("ready", False)
    assert not findings


def test_labels_in_a_file_of_their_own_are_traced_as_well(run, write, tmp_path):
    columns = log()
    labels = {
        "id": columns["id"][:900],
        "repaid": ["1", "0"] * 450,
        "known": [at + dt.timedelta(days=9) for at in columns["at"][:900]],
        "contact": [f"ann{i}@example.org" for i in range(900)],
    }
    flags = ("--labels", write(labels, "labels.csv"), "--label", "repaid", "--positive", "1")
    more = ("--set", "label.time=known", "--quiet", "--format", "json")
    ended = run("audit", write(columns), *FLAGS, *flags, *more)
    assert ended.code == 0, ended.err
    result = json.loads((tmp_path / "audit" / "audit.json").read_text(encoding="utf-8"))
    checks = {row["key"]: row for row in result["checks"]}
    early, mail = checks["early_labels"], checks["identifiers:email"]
    assert (early["state"], early["count"], early["of"]) == ("ready", 0, 900)
    assert (mail["where"], mail["count"]) == ("contact", 900)


def luhn(digits):
    """Return digits with the check digit of a payment card."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-1::-2]]
    return digits + str(-(sum(doubled) + sum(map(int, digits[-2::-2]))) % 10)


def person(chance):
    """Return what tells who somebody is, by columns whose names do not always say so."""

    def number(width):
        return "".join(chance.choice("123456789") for _ in range(width))

    account = number(18)
    return {
        "contact": f"user{number(8)}@mail.example.org",
        "paid_with": luhn("4" + number(14)),
        "tax_file": f"{chance.randrange(100, 600)}-{number(2)}-{number(4)}",
        "paid_from": f"DE{98 - int(account + '131400') % 97:02d}{account}",
        "call_back": f"({chance.randrange(200, 999)}) {chance.randrange(200, 999)}-{number(4)}",
        "full_name": f"Ann Q{''.join(chance.choices('aeiou', k=6))}xford",
        "came_from": f"{chance.randrange(20, 90)}.{number(2)}.{number(2)}.{number(2)}",
        "date_of_birth": f"{chance.randrange(1940, 2004)}-{chance.randrange(1, 13):02d}-11",
    }


KINDS = {
    "contact": "email",
    "paid_with": "payment_card",
    "tax_file": "social_security",
    "paid_from": "iban",
    "call_back": "telephone",
    "full_name": "person_name",
    "came_from": "ip_address",
    "date_of_birth": "date_of_birth",
}


def test_no_output_repeats_an_identifier_whatever_the_column_is_used_for(run, write, tmp_path):
    columns, chance = log(), random.Random(4)  # noqa: S311 - a log, not a secret
    columns["full_name"] = []
    people = [person(chance) for _ in range(400)]
    for name in KINDS:
        columns[name] = [people[i % 400][name] for i in range(1600)]
    columns["full_name"] = [
        people[chance.randrange(6) + 6 * (i > 800)]["full_name"] for i in range(1600)
    ]
    columns["note"] = [f"ask {p['contact']}, or call {p['call_back']}" for p in people * 4]
    # What cannot be read is told of, and not told.
    columns["at"][3:5] = [people[3]["contact"], people[4]["paid_from"]]
    more = (
        "--entity", "contact", "--score", "score", "--feature", "full_name,came_from,note",
        "--set", "columns.reason=call_back", "--format", "json,html,md",
    )  # fmt: skip
    ended = run("audit", write(columns), *FLAGS, *more)
    assert ended.code == 0, ended.err
    checked = run("check", "log.csv", *FLAGS, *more[:-2])
    assert checked.code == 0, checked.err
    said = {
        "out": ended.out, "err": ended.err, "check out": checked.out, "check err": checked.err,
        **{path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "audit").iterdir()},
    }  # fmt: skip
    assert {"audit.json", "audit.html", "audit.md", "rejects.csv"} < set(said)
    held = {value for name in (*KINDS, "note") for value in columns[name]}
    assert len(held) > 3_000
    for where, text in said.items():
        assert not [value for value in held if value in text], where
    result = json.loads(said["audit.json"])
    found = {
        (row["where"], row["key"].partition(":")[2])
        for row in result["checks"]
        if row["key"].startswith("identifiers:")
    }
    assert set(KINDS.items()) | {("note", "email"), ("note", "telephone")} <= found
    assert {column for column, _ in found} == {*KINDS, "note", "at"}
    # A name that is new is told of all the same, under a number.
    assert any(
        "full_name" in row["title"] and "value " in row["title"] for row in result["findings"]
    )

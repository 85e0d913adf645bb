"""The feedback of a whole audit, and the card that explains it."""

import hashlib
from datetime import UTC, datetime

import pytest

from evenhand.audit import audit
from evenhand.feedback import TABLES, feedback
from evenhand.plan import Plan


@pytest.fixture
def made(log, plan, source):
    """Return what audits a log and hands on what it found."""

    def run(roles=None, endings=("csv",), **columns):
        asked, frame = plan(**(roles or {})), log(**columns)
        found = audit(frame, asked, as_of=datetime(2026, 1, 1, tzinfo=UTC))
        opened = source(frame, asked)
        return feedback(
            found, asked, opened.frame, opened.kinds, collect=opened.engine.collect,
            endings=endings,
        )  # fmt: skip

    return run


def test_every_table_is_there_or_refused_with_a_reason(made):
    found = made()
    assert tuple(one.name for one in found.tables) == TABLES
    for one in found.tables:
        assert bool(one.rows) != bool(one.refused)
        assert all(len(row) == len(one.columns) for row in one.rows)


def test_weights_are_of_the_decisions_that_are_not_held_out(made):
    weights, held, *_ = made().tables
    assert len(held.rows) == 3
    assert sum(row[3] for row in weights.rows) == 9


def test_the_card_says_where_decisions_are_parted_and_what_each_file_holds(made):
    card = made(endings=("parquet", "csv")).card
    assert "To train on: 9 decisions before 2025-01-10T00:00:00. Held out: 3 from then on." in card
    assert "`weights.parquet`, `weights.csv`: 4 rows." in card
    assert "| weight | number | " in card
    assert "## What drifted\n\nNo file. " in card
    assert "take legal advice" in card.lower()
    assert "apostrophe" in card


def test_a_card_of_parquet_alone_says_nothing_of_spreadsheets(made):
    assert "apostrophe" not in made(endings=("parquet",)).card


def test_a_log_without_times_is_not_parted_and_the_card_says_why(made):
    found = made({"time": None})
    assert "They are not parted. The plan names no time" in found.card
    assert sum(row[3] for row in found.tables[0].rows) == 12


def test_the_card_names_the_files_of_the_log_with_their_digests(log, plan, source, tmp_path):
    path, asked = tmp_path / "log_1.csv", plan()
    log().to_csv(path, index=False)
    found = audit(path, asked, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    opened = source(path, asked)
    made = feedback(
        found, asked, opened.frame, opened.kinds, collect=opened.engine.collect, endings=["csv"]
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"- log\\_1.csv, SHA-256 `{digest}`" in made.card
    # Files and frames are parted alike.
    assert made.tables[1].rows == (("d09",), ("d10",), ("d11",))


def test_what_the_log_and_the_plan_call_things_is_escaped_in_the_card(log, source):
    asked = Plan.model_validate(
        {
            "title": "<b>",
            "organisation": "[x](y)",
            "timezone": "Europe/Berlin",
            "decision": {"column": "decision", "favourable": "yes"},
            "label": {"column": "repaid", "positive": "1"},
            "protected": [{"column": "group"}],
            "columns": {"id": "<i>id", "time": "at"},
        }
    )
    frame = log().rename(columns={"id": "<i>id"})
    found = audit(frame, asked, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    opened = source(frame, asked)
    card = feedback(
        found, asked, opened.frame, opened.kinds, collect=opened.engine.collect, endings=["csv"]
    ).card
    assert "\\<b\\>, \\[x\\](y), as of" in card
    assert "| \\<i\\>id | text |" in card
    assert "Times are those of Europe/Berlin." in card

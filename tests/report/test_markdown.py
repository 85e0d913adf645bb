import re

import pytest

from evenhand.report import markdown


@pytest.mark.parametrize(
    "shape", ["full", "no labels", "only unknown", "calm", "many groups", "undefined", "hostile"]
)
def test_every_shape_of_audit_makes_a_short_report(audits, shape):
    text = markdown.render(audits[shape]).decode()
    assert text.startswith("# ")
    assert text.endswith("Evidence, not legal advice.\n")


def test_the_verdict_stands_first(full):
    text = markdown.render(full).decode()
    assert "**\N{BLACK SQUARE} Fail.** Black got the favourable decision" in text
    assert text.index("**\N{BLACK SQUARE} Fail") < text.index("## What to do first")


def test_tables_keep_their_columns_whatever_the_names(audits):
    lines = markdown.render(audits["hostile"]).decode().splitlines()
    tables = [line for line in lines if line.startswith("|")]
    assert tables
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in tables}
    assert widths <= {7, 8}


def test_hostile_names_are_shown_and_do_nothing(audits):
    text = markdown.render(audits["hostile"]).decode()
    assert not re.search(r"(?<!\\)[<>`]", text)
    assert "](" not in text.replace("\\]", "")
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", text)
    assert "http://" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- a list", "\\- a list"),
        ("1. a list", "1\\. a list"),
        ("12) a list", "12\\) a list"),
        ("0.75", "0.75"),
        ("=cmd", "\\=cmd"),
        ("www.evil.example", "www\\.evil.example"),
        ("@everyone #1", "\\@everyone \\#1"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_would_start_markup_is_escaped(text, shown):
    assert markdown.escape(text) == shown


def test_groups_left_out_are_counted(audits):
    assert "49 more groups in audit.json." in markdown.render(audits["many groups"]).decode()

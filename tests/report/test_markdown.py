import re
from dataclasses import replace

import pytest

from evenhand.recommendations.recommendation import Effect
from evenhand.report import markdown


@pytest.mark.parametrize(
    "shape",
    [
        "full",
        "no labels",
        "only unknown",
        "calm",
        "many groups",
        "undefined",
        "hostile",
        "no time",
        "over time",
        "hostile over time",
    ],
)
def test_every_shape_of_audit_makes_a_short_report(audits, shape):
    text = markdown.render(audits[shape]).decode()
    assert text.startswith("# ")
    assert text.endswith("Evidence, not legal advice.\n")


def test_the_verdict_stands_first(full):
    text = markdown.render(full).decode()
    assert "**\N{BLACK SQUARE} Fail.** Black got the favourable decision" in text
    assert text.index("**\N{BLACK SQUARE} Fail") < text.index("## What to do first")


def test_what_happened_what_review_does_and_what_is_lacking_are_told(audits):
    text = markdown.render(audits["over time"]).decode()
    assert "## What happened\n\n| When | What | Size |" in text
    assert "- Human review narrows the gap of Black to White" in text
    assert "- missing: Every decision has its reviewer. Tracing a figure" in text
    assert re.search(r"- personal identifiers: .* in account, 16,021 of 17,571\n", text)
    assert "Every decision has its id." not in text


def test_without_time_nothing_is_told_of_it(audits):
    text = markdown.render(audits["no time"]).decode()
    assert "## What happened" not in text
    assert "## Readiness" not in text


@pytest.mark.parametrize("shape", ["hostile", "hostile over time"])
def test_tables_keep_their_columns_whatever_the_names(audits, shape):
    lines = markdown.render(audits[shape]).decode().splitlines()
    tables = [line for line in lines if line.startswith("|")]
    assert tables
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in tables}
    assert widths <= {4, 7, 8}


@pytest.mark.parametrize("shape", ["hostile", "hostile over time"])
def test_hostile_names_are_shown_and_do_nothing(audits, shape):
    text = markdown.render(audits[shape]).decode()
    assert not re.search(r"(?<!\\)[<>`]", text)
    assert "](" not in text.replace("\\]", "")
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", text)
    assert "http://" not in text


def test_groups_left_out_are_counted(audits):
    assert "49 more groups in audit.json." in markdown.render(audits["many groups"]).decode()


def test_what_advice_would_change_is_told_once(full):
    effect = Effect(
        text="The ratio: 0.75 as decided, 0.93 with it.", comparison="ratio", before=0.75,
        after=0.93, low=0.9, high=0.96, tolerance=0.8, by="tried", row="m1",
    )  # fmt: skip
    first, *rest = full.recommendations
    known = replace(first, effect=effect)
    text = markdown.render(replace(full, recommendations=(known, *rest))).decode()
    assert text.count("Would change: The ratio") == 1
    told = replace(known, because=f"So. {effect.text}")
    text = markdown.render(replace(full, recommendations=(told, *rest))).decode()
    assert "Would change" not in text

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.report.markup import escape, row, table


def shown(text):
    """Return what GitHub's own parser makes of a line of Markdown."""
    return cmarkgfm.github_flavored_markdown_to_html(f"so: {escape(text)}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- a list", "\\- a list"),
        ("1. a list", "1\\. a list"),
        ("12) a list", "12\\) a list"),
        ("0.75", "0.75"),
        ("=cmd", "\\=cmd"),
        ("www.evil.example", "www\\.evil.example"),
        ("@everyone #1", "\\@&#8203;everyone \\#&#8203;1"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_would_start_markup_is_escaped(text, shown):
    assert escape(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "![a](http://evil.example/x.png)",
        "http://evil.example",
        "www.evil.example",
        "someone@evil.example",
        "<a@b.example>",
        "`code`",
        "**bold** ~~gone~~",
    ],
)
def test_githubs_own_parser_finds_no_markup_in_escaped_text(text):
    html = shown(text)
    assert not [tag for tag in ("<a", "<s", "<img", "<code", "<strong", "<del") if tag in html]


@given(st.text(max_size=30))
def test_whatever_the_text_it_stays_one_paragraph(text):
    html = shown(text)
    assert html.startswith("<p>so:")
    assert html.count("<") == 2


def test_nobody_is_called_and_no_issue_is_named():
    assert "@all" not in shown("@all")
    assert "#1" not in shown("#1")


@given(st.text(max_size=30))
def test_a_cell_stays_a_cell(text):
    lines = table(("Group", "n"), [(text, "1"), ("b", "2")])
    html = cmarkgfm.github_flavored_markdown_to_html("\n".join(lines))
    assert html.count("<tr>") == 3
    assert html.count("<td") == 4


def test_a_row_is_escaped():
    assert row(("a|b", "-1")) == "| a\\|b | \\-1 |"

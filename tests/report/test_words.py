import pytest

from evenhand.report import words


@pytest.mark.parametrize(
    ("value", "fences", "text"),
    [
        (0.796, [0.8], "0.796"),
        (0.8, [0.8], "0.80"),
        (0.804, [0.8], "0.804"),
        (0.79999, [0.8], "0.8000"),
        (0.745, [], "0.74"),
        (-0.001, [], "0.00"),
        (-0.15, [], "\N{MINUS SIGN}0.15"),
    ],
)
def test_a_figure_short_of_a_limit_is_not_printed_as_the_limit(value, fences, text):
    assert words.rounded(value, 2, fences) == text


def test_a_difference_short_of_its_tolerance_keeps_its_decimals():
    assert words.points(0.0999, [0.1], unit=False) == "9.99"


@pytest.mark.parametrize(
    ("n", "text"), [(0, "no gates"), (1, "one gate"), (2, "two gates"), (11, "11 gates")]
)
def test_nouns_agree_with_their_number(n, text):
    assert words.how_many(n, "gate") == text


def test_an_irregular_plural_is_given():
    assert words.how_many(1, "person", "people") == "one person"
    assert words.how_many(2000, "person", "people", digits=True) == "2,000 people"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("0.71", "0.78", "0.71\N{EN DASH}0.78"),
        ("\N{MINUS SIGN}3.1", "0.2", "\N{MINUS SIGN}3.1\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}0.2"),
        ("1", None, "1 or more"),
        (None, "2", "up to 2"),
        (None, None, ""),
    ],
)
def test_an_interval_says_which_side_is_open(low, high, text):
    assert words.between(low, high) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2025-01-02", "2025-12-30", "2 January to 30 December 2025"),
        ("2024-12-30", "2025-01-02", "30 December 2024 to 2 January 2025"),
        ("2025-03-01T08:00", "2025-03-01T09:00", "1 March 2025"),
        (None, "2025-03-01", ""),
        ("before", "after", "before to after"),
    ],
)
def test_a_period_is_as_short_as_it_can_be(first, last, text):
    assert words.period(first, last) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        ("hour", "1 Jul 2025 00:00"),
        ("day", "1 Jul 2025"),
        ("week", "1 Jul 2025"),
        ("month", "Jul 2025"),
        ("quarter", "Q3 2025"),
    ],
)
def test_a_window_is_named_by_its_size(size, text):
    assert words.window("2025-07-01", size) == text


def test_a_window_that_is_no_date_keeps_its_name():
    assert words.window("spring", "month") == "spring"


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("\x1b[31mred\x07", "[31mred"),
        ("\u202eevil\u202c", "evil"),
        ("a\r\nb\tc", "a b c"),
        ("\u0645\u200c\u0627", "\u0645\u200c\u0627"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("no\ufffe sign\uffff", "no sign"),
    ],
)
def test_plain_text_cannot_steer_a_terminal_or_the_reading_order(text, clear):
    assert words.plain(text) == clear


def test_a_long_name_is_cut_where_it_can_be_seen():
    assert words.short("x" * 100, 10) == "x" * 9 + "\N{HORIZONTAL ELLIPSIS}"


def test_an_empty_group_has_a_name():
    assert words.group_name(("",)) == "(empty)"


def test_numbers_keep_three_digits_that_tell():
    shown = [words.number(v) for v in (0, 412.34, 0.011299, -12345.6, 1.0)]
    assert shown == ["0", "412", "0.0113", "\N{MINUS SIGN}12,346", "1.00"]


def test_negative_counts_have_a_minus_sign():
    assert words.count(-58) == "\N{MINUS SIGN}58"


def test_a_lone_item_and_none_are_listed_as_they_are():
    assert words.listing(["race"]) == "race"
    assert words.listing([]) == ""

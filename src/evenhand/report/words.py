"""Numbers, dates and states as a reader sees them; percent exists only here.

Everything is a pure function from a value to text. Spaces inside a figure do not break.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from unicodedata import category

SPACE = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
NOTHING = "\N{EM DASH}"

MARKS = {
    "fail": "\N{BLACK SQUARE}",
    "warn": "\N{BLACK UP-POINTING TRIANGLE}",
    "insufficient": "\N{WHITE CIRCLE}",
    "pass": "\N{BLACK CIRCLE}",
}
SEVERITY = ("fail", "warn", "insufficient", "pass")  # states, what matters first
STATES = {state: state for state in SEVERITY}  # the words of the states are their names

WHY = {
    "zero_denominator": "undefined: nobody to take the share of",
    "no_labels": "undefined: no known outcomes",
    "labels_not_mature": "labels not in yet",
    "selective_labels": "labels may be missing for a reason: only bounds can be known",
    "not_probabilities": "undefined: the scores are no probabilities",
    "one_class": "undefined: all known outcomes are alike",
    "single_group": "undefined: nothing to compare with",
    "sparse": "no value: too few cells to resample",
    "too_few": "undefined: too few decisions on either side",
    "not_recorded": "not recorded for this group",
    "undefined_estimate": "undefined: one side has no value",
}

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MORE = 2  # further decimals, where a rounded figure would land on the wrong side of a limit


def rounded(value: float, decimals: int, fences: Sequence[float] = ()) -> str:
    """Return `value` with `decimals`, or more where rounding would cross or touch a fence.

    A figure just short of a limit must not be printed as the limit.

    Examples
    --------
    >>> rounded(0.796, 2, [0.8]), rounded(0.7996, 2, [0.8]), rounded(0.75, 2, [0.8])
    ('0.796', '0.7996', '0.75')
    """
    text = ""
    for places in range(decimals, decimals + _MORE + 1):
        text = f"{value:,.{places}f}"
        shown = float(text.replace(",", ""))
        if all(_side(shown, fence) == _side(value, fence) for fence in fences):
            break
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def _side(value: float, fence: float) -> int:
    """Return on which side of `fence` the value lies; floating dust counts as on it."""
    if math.isclose(value, fence, rel_tol=1e-9, abs_tol=1e-12):
        return 0
    return 1 if value > fence else -1


def percent(value: float, fences: Sequence[float] = (), unit: bool = True) -> str:
    """Return a rate as percent with one decimal.

    Examples
    --------
    >>> percent(0.5841).replace(SPACE, " ")
    '58.4 %'
    """
    text = rounded(100 * value, 1, [100 * fence for fence in fences])
    return f"{text}{SPACE}%" if unit else text


def points(value: float, fences: Sequence[float] = (), unit: bool = True) -> str:
    """Return a difference of rates in percentage points.

    Examples
    --------
    >>> points(-0.156).replace(SPACE, " ").replace(MINUS, "-")
    '-15.6 points'
    """
    text = rounded(100 * value, 1, [100 * fence for fence in fences])
    return f"{text}{SPACE}points" if unit else text


def number(value: float, digits: int = 3, fences: Sequence[float] = ()) -> str:
    """Return a number with `digits` significant digits, thousands grouped.

    Examples
    --------
    >>> number(412.3), number(0.01134), number(12345.6), number(0)
    ('412', '0.0113', '12,346', '0')
    """
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return rounded(value, min(decimals, 6), fences)


def count(value: float) -> str:
    """Return a number of decisions; a sum of weights keeps one decimal.

    Examples
    --------
    >>> count(11930), count(12.5)
    ('11,930', '12.5')
    """
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.replace("-", MINUS)


def between(low: str | None, high: str | None) -> str:
    """Return an interval from its two bounds as text; None is a bound without limit.

    Examples
    --------
    >>> between("0.71", "0.78").replace(DASH, "-"), between("0.71", None), between(None, "3.2")
    ('0.71-0.78', '0.71 or more', 'up to 3.2')
    """
    if low is None and high is None:
        return ""
    if low is None:
        return f"up to {high}"
    if high is None:
        return f"{low} or more"
    joint = f"{low} to {high}" if MINUS in low + high else f"{low}{DASH}{high}"
    return joint.replace(" ", "\N{NO-BREAK SPACE}")


def how_many(n: int, one: str, many: str = "", digits: bool = False) -> str:
    """Return a count with its noun; up to ten in letters unless `digits`.

    Examples
    --------
    >>> how_many(1, "gate"), how_many(3, "gate"), how_many(12, "gate"), how_many(0, "gate")
    ('one gate', 'three gates', '12 gates', 'no gates')
    >>> how_many(2, "person", "people", digits=True)
    '2 people'
    """
    noun = one if n == 1 else many or f"{one}s"
    return f"{count(n) if digits else in_letters(n)} {noun}"


def in_letters(n: int) -> str:
    """Return a count, up to ten in letters.

    Examples
    --------
    >>> in_letters(3), in_letters(1200)
    ('three', '1,200')
    """
    return count(n) if n >= len(_SMALL) else _SMALL[n]


def listing(items: Iterable[str], word: str = "and") -> str:
    """Return items as a sentence lists them.

    Examples
    --------
    >>> listing(["race", "sex", "age"]), listing(["race"])
    ('race, sex and age', 'race')
    """
    parts = list(items)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def capital(text: str) -> str:
    """Return the text with its first letter large; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def level(share: float) -> str:
    """Return the level of an interval in percent, without a unit.

    Examples
    --------
    >>> level(0.95), level(0.999)
    ('95', '99.9')
    """
    return f"{100 * share:.6g}"


def day(iso: str) -> str:
    """Return an ISO date or time as a day.

    Examples
    --------
    >>> day("2026-11-22T09:00:00Z")
    '22 November 2026'
    """
    when = _parse(iso)
    return f"{when.day} {when:%B %Y}" if when else iso


def period(first: str | None, last: str | None) -> str:
    """Return the time between two ISO dates, short where the years and months agree.

    Examples
    --------
    >>> period("2025-01-02", "2025-12-30"), period("2025-03-01", "2025-03-01")
    ('2 January to 30 December 2025', '1 March 2025')
    """
    if not first or not last:
        return ""
    start, end = day(first), day(last)
    if start == end:
        return start
    return f"{start.removesuffix(end[-5:]) if start[-5:] == end[-5:] else start} to {end}"


def window(iso: str, size: str | None) -> str:
    """Return the start of a calendar window as its name.

    Examples
    --------
    >>> window("2025-07-01", "month"), window("2025-07-01", "quarter"), window("2025-07-07", "week")
    ('Jul 2025', 'Q3 2025', '7 Jul 2025')
    """
    when = _parse(iso)
    if when is None:
        return iso
    if size == "quarter":
        return f"Q{(when.month + 2) // 3} {when.year}"
    if size == "month":
        return f"{when:%b %Y}"
    clock = f" {when:%H:%M}" if size == "hour" else ""
    return f"{when.day} {when:%b %Y}{clock}"


def instant(iso: str) -> int | None:
    """Return an ISO date or time as milliseconds since 1970; without a zone it is UTC.

    Examples
    --------
    >>> instant("1970-01-02"), instant("some day")
    (86400000, None)
    """
    when = _parse(iso)
    return None if when is None else round(when.timestamp() * 1000)


def _parse(iso: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def plain(text: str) -> str:
    r"""Return untrusted text without what could steer a terminal, a page or the reading order.

    Examples
    --------
    >>> plain("a\x1b[31m\u202eb\nc")
    'a[31mb c'
    """
    # Nearly all text is this, and pages have thousands of pieces of it.
    if text.isascii() and text.isprintable():
        return text
    spaced = " ".join(text.split()) if any(ord(sign) < ord(" ") for sign in text) else text
    # Cc: control; Cf: invisible, among them the marks that reverse the reading order; Cs, Co:
    # no characters at all, as are fffe and ffff, which no page may hold. Joiners (200c, 200d) are
    # part of words in several scripts.
    return "".join(
        sign
        for sign in spaced
        if sign in "\u200c\u200d"
        or (category(sign) not in {"Cc", "Cf", "Cs", "Co"} and sign not in "\ufffe\uffff")
    )


def short(text: str, most: int = 72) -> str:
    """Return text cut to `most` characters, with an ellipsis where it was cut."""
    clear = plain(text)
    return clear if len(clear) <= most else f"{clear[: most - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def group_name(group: Sequence[str]) -> str:
    """Return a group, or the groups of an intersection, as one name.

    Examples
    --------
    >>> group_name(("Black", "Women")), group_name(())
    ('Black · Women', 'Everyone')
    """
    return " · ".join(short(part) or "(empty)" for part in group) or "Everyone"

"""Decide how the text of CSV columns is read: as text, numbers, dates or times, and in which form.

The first lines of all files are looked at together. Where later lines show that a column is
otherwise, the decision is revised and the files are read again; see `revised`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

# Words for "no value" in columns of numbers and times. NaN is not among them: it stays a number,
# for a check of the values to report.
MISSING = ("NA", "N/A", "na", "n/a", "<NA>", "NULL", "Null", "null", "NONE", "None", "none")

ISO, SECONDS, MILLISECONDS = "ISO 8601", "seconds since 1970", "milliseconds since 1970"
# Microseconds in the unit of each.
EPOCHS = {SECONDS: 1_000_000, MILLISECONDS: 1_000}
_SWAPPED = {"%d/%m": "%m/%d", "%m/%d": "%d/%m", "%d-%m": "%m-%d", "%m-%d": "%d-%m"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """How the columns of a log are read.

    Attributes
    ----------
    kinds : dict of str to str
        Column to text, integer, number, date or time.
    fixed : frozenset of str
        The columns whose kind the caller asked for: values that do not fit are rejected. The
        kind of the others was guessed, and gives way.
    words : frozenset of str
        The columns of numbers or times that hold words for "no value".
    form : str
        How times are written: `ISO`, since 1970, or a strptime format.
    ambiguous : bool
        Whether day and month could as well be the other way round.
    decimal : str
        The decimal separator of numbers.
    zoned : frozenset of str
        The columns of times that name their zone.
    """

    kinds: dict[str, str]
    fixed: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    form: str = ISO
    ambiguous: bool = False
    decimal: str = "."
    zoned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfits:
    """The columns of a file in which values did not fit their kind.

    Attributes
    ----------
    words : frozenset of str
        Words for "no value" are among them.
    others : frozenset of str
        Other values are among them.
    """

    words: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def revised(typing: Typing, misfits: Iterable[Misfits]) -> Typing:
    """Return the typing that the values of all rows ask for; the same one if they fit.

    A guessed kind gives way to text. Words for "no value" are allowed for where they are met. An
    order of day and month that the first lines leave open is turned if later lines refute it.
    """
    files = list(misfits)
    words = frozenset[str]().union(*(file.words for file in files))
    others = frozenset[str]().union(*(file.others for file in files))
    guessed = others - typing.fixed
    kinds = {c: "text" if c in guessed else kind for c, kind in typing.kinds.items()}
    new = replace(typing, kinds=kinds, words=(typing.words | words) - guessed)
    refuted = any(kinds[column] == "time" for column in others & typing.fixed)
    if refuted and typing.ambiguous:
        return replace(new, form=swapped(typing.form), ambiguous=False)
    return new


def swapped(form: str) -> str:
    """Return a format with day and month the other way round, or the same if they cannot be.

    Examples
    --------
    >>> swapped("%d/%m/%Y %H:%M"), swapped("%d.%m.%Y")
    ('%m/%d/%Y %H:%M', '%d.%m.%Y')
    """
    return _SWAPPED.get(form[:5], form[:5]) + form[5:]

"""Markdown of untrusted text: it shows what a log holds, and does nothing of it."""

import re
from collections.abc import Iterable, Sequence

from evenhand.report import words

# What could start markup in CommonMark or GitHub's dialect, a mention or a reference among it.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$@&]|:(?=//)|(?<=www)\.)")
_START = re.compile(r"^(\d*)([-+=.)])")  # a list or the line under a heading
# GitHub looks for names and numbers of issues once the markup is gone, and its signs with it.
_CALLS = re.compile(r"\\@|\\#(?=\d)")
_APART = "&#8203;"  # a space without width


def escape(text: str) -> str:
    r"""Return untrusted text that Markdown shows as it is, on one line.

    Examples
    --------
    >>> print(escape("<b> | `x`\n# y"))
    \<b\> \| \`x\` \# y
    >>> print(escape("@all #1"))
    \@&#8203;all \#&#8203;1
    """
    clear = " ".join(words.plain(text).split())
    marked = _CALLS.sub(rf"\g<0>{_APART}", _SIGNS.sub(r"\\\1", clear))
    return _START.sub(r"\1\\\2", marked) if re.match(r"[-+=]|\d+[.)](\s|$)", marked) else marked


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> list[str]:
    """Return a Markdown table of escaped cells; all but the first `left` columns align right."""
    ruled = [":--" if i < left else "--:" for i in range(len(heads))]
    return ["", row(heads), f"| {' | '.join(ruled)} |", *map(row, rows)]


def row(cells: Iterable[str]) -> str:
    """Return a row of a Markdown table, its cells escaped."""
    return f"| {' | '.join(escape(cell) for cell in cells)} |"

"""Find the rows whose quotes are broken before they swallow the rows that follow.

A quote that is never closed makes the rest of a file one field. The database then gives up one
row and skips to where it can go on, without saying how many rows it left out. So a file in which
it meets such a row is read again from a copy in which that row is an empty line.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from evenhand.log.dialect import Dialect

# A quoted field that runs over more lines than this is a quote that was never closed.
_LONGEST = 1000


def mend(lines: Iterable[str], dialect: Dialect, width: int) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it starts a row with broken quotes.

    A row may go over several lines if its quotes say so, and if it then has `width` fields.

    Examples
    --------
    >>> [bad for _, bad in mend(['1,"a', 'b"', '2,"a', '3,c'], Dialect(), 2)]
    [False, False, True, False]
    """
    ahead: deque[str] = deque()
    source = iter(lines)
    while True:
        line = ahead.popleft() if ahead else next(source, None)
        if line is None:
            return
        if dialect.quote not in line:
            yield line, False
            continue
        more = _further_lines(line, ahead, source, dialect, width)
        yield line, more is None
        for _ in range(more or 0):
            yield ahead.popleft(), False


def _further_lines(
    line: str, ahead: deque[str], source: Iterator[str], dialect: Dialect, width: int
) -> int | None:
    """Return over how many further lines a row goes, or None if its quotes are broken."""
    pulled = 0

    def physical() -> Iterator[str]:
        nonlocal pulled
        yield f"{line}\n"
        while pulled < _LONGEST:
            if pulled == len(ahead):
                following = next(source, None)
                if following is None:
                    return
                ahead.append(following)
            pulled += 1
            yield f"{ahead[pulled - 1]}\n"

    try:
        fields = next(dialect.reader(physical(), strict=True))
    except csv.Error:
        return None
    return None if pulled and len(fields) != width else pulled

"""Find the lines of a CSV file at which the rows that were set aside start."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from evenhand.log.opening import CsvFile
from evenhand.log.unpack import chunks, lines


def lines_at(file: CsvFile, positions: Sequence[int], spool: Path) -> list[int]:
    """Return the number of the line at each of `positions`: bytes into the file, ascending."""
    end = file.newline.encode()
    left = iter(positions)
    position = next(left, None)
    numbers: list[int] = []
    start, line = 0, 1
    for chunk in chunks(file.path, spool):
        at = 0
        while position is not None and position < start + len(chunk):
            line += chunk.count(end, at, position - start)
            at = position - start
            numbers.append(line)
            position = next(left, None)
        if position is None:
            break
        line += chunk.count(end, at)
        start += len(chunk)
    return numbers


def lines_with(
    file: CsvFile, values: Mapping[str, frozenset[str]], spool: Path
) -> Iterator[tuple[int, str]]:
    """Yield the line of each row that has one of `values` in their column, and that column."""
    places = {column: file.names.index(column) for column in values}
    physical = lines(file.path, "utf-8", file.newline, spool)
    pulled = file.dialect.skip

    def counted() -> Iterator[str]:
        nonlocal pulled
        for line in islice(physical, file.dialect.skip, None):
            pulled += 1
            yield f"{line}\n"

    start = pulled + 1
    for number, row in enumerate(file.dialect.reader(counted())):
        is_header = file.dialect.header and number == 0
        if len(row) == len(file.names) and not is_header:
            column = next((c for c, place in places.items() if row[place] in values[c]), None)
            if column is not None:
                yield start, column
        start = pulled + 1

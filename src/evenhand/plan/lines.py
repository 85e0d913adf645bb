"""Where the entries of a plan stand in its file: no TOML library gives lines."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from evenhand.errors import PlanError

_HEAD = re.compile(r"""\s*\[\[\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\]\]""")
_TABLE = re.compile(r"\s*\[")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=\s*""")
# What hides brackets, braces and keys: strings, the long ones first, and comments.
_QUIET = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''.*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a plan was read from, as the user gave it, and the lines of its entries."""

    file: str | None = None
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def line(self, part: str, place: int) -> int | None:
        """Return the line of an entry, from 1; None where it is not known."""
        known = self.lines.get(part, ())
        return known[place] if place < len(known) else None

    def where(self, part: object, place: object) -> str:
        """Return the file, and the line of an entry where that is known."""
        line = None
        if isinstance(part, str) and isinstance(place, int):
            line = self.line(part, place)
        return f"{self.file}" if line is None else f"{self.file}, line {line}"

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Say of each error within it in which file and line the entry stands that it is about."""
        try:
            yield
        except PlanError as error:
            if error.at is None or self.file is None:
                raise
            where = self.where(error.at.part, error.at.place)
            raise PlanError(f"{where}: {error}", error.hint) from None


NOWHERE = Source()


def lines_of(text: str) -> dict[str, tuple[int, ...]]:
    r"""Return the line of every entry of each list of tables of a TOML text, from 1.

    The text is valid TOML. Lists are those of the top level, whether written ``[[gates]]`` or
    ``gates = [{...}, {...}]``.

    Examples
    --------
    >>> lines_of('title = "[[gates]]"\n[[gates]]\nmetric = "x"\n\n[[gates]] # two\n')
    {'gates': (2, 5)}
    >>> lines_of('gates = [\n  {metric = "x"},\n  {metric = "y"},\n]\n')
    {'gates': (2, 3)}
    """
    quiet = _QUIET.sub(_blanked, text)
    found: dict[str, list[int]] = {}
    top, at, depth = True, 0, 0
    for number, line in enumerate(quiet.splitlines(keepends=True), start=1):
        # Keys may be quoted, so names are read from the text itself.
        raw = text[at : at + len(line)]
        if depth == 0 and _TABLE.match(line):
            top = False
            if head := _HEAD.match(raw):
                found.setdefault(_name(head), []).append(number)
        else:
            key = _KEY.match(raw) if top and depth == 0 else None
            if key and (entries := _inline(quiet, at + key.end(), number)):
                found[_name(key)] = entries
            depth += sum(line.count(one) for one in "[{") - sum(line.count(one) for one in "]}")
        at += len(line)
    return {name: tuple(lines) for name, lines in found.items()}


def _name(found: re.Match[str]) -> str:
    return next(name for name in found.groups() if name is not None)


def _blanked(found: re.Match[str]) -> str:
    """Return a string or a comment as so many blanks: offsets and lines stay as they are."""
    return re.sub(r"[^\n]", " ", found[0])


def _inline(quiet: str, start: int, number: int) -> list[int]:
    """Return the lines of the tables of a list that is written as a value."""
    if not quiet.startswith("[", start):
        return []
    depth, lines, at = 1, [], start + 1
    while depth:
        char = quiet[at]
        number += char == "\n"
        if char == "{" and depth == 1:
            lines.append(number)
        depth += (char in "[{") - (char in "]}")
        at += 1
    return lines

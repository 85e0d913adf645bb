"""The kinds of the columns that folder names carry, as in year=2025/day=2025-03-31."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from evenhand.errors import LogError
from evenhand.log.sources import Source

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def partition_kinds(sources: Sequence[Source], wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the wanted columns that are in folder names, each with its kind.

    Raises
    ------
    LogError
        A folder's value is not of the kind that is wanted.
    """
    return {
        name: _kind(name, wanted[name], {source.partition[name] for source in sources})
        for name in sources[0].partition
        if name in wanted
    }


def _kind(name: str, wanted: str, values: set[str | None]) -> str:
    known = sorted(value for value in values if value is not None)
    if wanted == "any":
        if known and all(_WHOLE.fullmatch(value) for value in known):
            return "integer"
        return "date" if known and all(_is_date(value) for value in known) else "text"
    fits = {"number": _is_number, "time": _is_time}.get(wanted)
    for value in known:
        if fits is not None and not fits(value):
            raise LogError(
                f"the folder {name}={value} names no {wanted}",
                f"name another column for what {name!r} stands for",
            )
    return wanted


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _is_time(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_date(value: str) -> bool:
    return _DATE.fullmatch(value) is not None and _is_time(value)

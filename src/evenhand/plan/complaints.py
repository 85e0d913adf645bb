"""Say in plain words what is wrong in a plan, where, and what was probably meant."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from evenhand.errors import PlanError, did_you_mean
from evenhand.plan.flags import entry_name
from evenhand.plan.lines import Source
from evenhand.plan.plan import Plan

_WANTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "dict": "a table",
    "model": "a table",
    "tuple": "a list",
    "date": "a date, such as 2026-03-31",
}

# How a value is written whose form is given by a pattern.
_FORMS = {
    "last": "write a number of hours, days or weeks: 6h, 90d, 12w",
    "name": "use small letters, digits and _, a letter first: gpu_seconds",
}
# What a window can be: its pattern has no words that could be asked for.
_WINDOWS = ("hour", "day", "week", "month", "quarter", "all", "30d")
_BOUNDS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
}

_LONG = 60

Place = tuple[int | str, ...]


def complain(
    errors: Sequence[ErrorDetails],
    table: Mapping[str, Any],
    flags: Mapping[str, Any],
    source: Source,
) -> PlanError:
    """Return one error for all that is wrong in `table`, one line each, with the best hint.

    Parameters
    ----------
    errors : sequence of ErrorDetails
        What pydantic found.
    table : mapping
        The plan as given; `flags` is the part of it that came from the command line.
    source : Source
        The plan's file, and where its entries stand.
    """
    lines, hints = [], []
    for error in errors:
        where = source.where(*(*error["loc"], None, None)[:2])
        given_by = "the command line" if _reaches(flags, error["loc"]) else where
        line, hint = _sentence(error, table)
        lines.append(f"{given_by}: {line}")
        hints += [hint] if hint else []
    help_ = "evenhand schema prints all keys of a plan"
    return PlanError("\n  ".join(lines), "\n  ".join(dict.fromkeys(hints)) or help_)


def _sentence(error: ErrorDetails, table: Mapping[str, Any]) -> tuple[str, str]:
    loc, kind, context = error["loc"], error["type"], error.get("ctx", {})
    path, given = _path(loc, table), _shown(error["input"])
    if kind == "extra_forbidden":
        parent = _path(loc[:-1], table)
        inside = f" in {parent}" if parent else ""
        return f"unknown key {loc[-1]!r}{inside}", did_you_mean(str(loc[-1]), _fields(loc[:-1]))
    if kind == "missing":
        parent = _path(loc[:-1], table)
        flag = f", or give --{parent}" if parent in ("decision", "label", "score") else ""
        return f"{parent} has no {loc[-1]!r}", f"add {loc[-1]} to {parent} in the plan{flag}"
    if kind in {"literal_error", "string_pattern_mismatch"}:
        known = did_you_mean(str(error["input"]), tuple(_choices(loc)) or _WINDOWS)
        return f"{path} cannot be {given}", _FORMS.get(str(loc[-1]), known)
    if kind in _BOUNDS:
        return f"{path} must be {_BOUNDS[kind].format(**context)}, not {given}", ""
    wanted = next((words for word, words in _WANTED.items() if kind.startswith(word)), "")
    if wanted:
        return f"{path} must be {wanted}, not {given}", ""
    return f"{path}: {error['msg']}", ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}..."


def _path(loc: Place, table: Mapping[str, Any]) -> str:
    """Return the dotted path, with entries of lists by their names: ``gates.hiring.tolerance``."""
    words: list[str] = []
    value: Any = table
    for step in loc:
        value = _step(value, step)
        name = entry_name(value) if isinstance(step, int) else str(step)
        words.append(name or str(int(step) + 1))
    return ".".join(words)


def _step(value: object, step: int | str) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _reaches(flags: Mapping[str, Any], loc: Place) -> bool:
    value: object = flags
    for step in loc:
        value = _step(value, step)
    return value is not None


def _annotation(loc: Place) -> object:
    """Return the type that the plan wants at `loc`."""
    wanted: object = Plan
    for step in loc:
        model = next(_models(wanted), None)
        if isinstance(step, str) and model and step in model.model_fields:
            wanted = model.model_fields[step].annotation
    return wanted


def _fields(loc: Place) -> list[str]:
    return [name for model in _models(_annotation(loc)) for name in model.model_fields]


def _choices(loc: Place) -> Iterator[str]:
    pending = [_annotation(loc)]
    while pending:
        wanted = pending.pop(0)
        if get_origin(wanted) is Literal:
            yield from map(str, get_args(wanted))
        else:
            pending += get_args(wanted)


def _models(wanted: object) -> Iterator[type[BaseModel]]:
    if isinstance(wanted, type) and issubclass(wanted, BaseModel):
        yield wanted
    for inner in get_args(wanted):
        yield from _models(inner)

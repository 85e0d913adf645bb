"""audit.json: the one result that every other format is made from, and the way back from it."""

import json
from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from evenhand.errors import LogError
from evenhand.report.once import once
from evenhand.report.options import Options
from evenhand.result import SCHEMA_VERSION, Audit


@cache
def _adapter() -> TypeAdapter[Audit]:
    return TypeAdapter(Audit)


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return the audit as JSON: keys sorted, a row a line, floats as `repr`, never NaN or infinity.

    A float that JSON cannot hold is a fault of the program, so it raises ValueError.
    """
    return _bytes(audit)


@once
def _bytes(audit: Audit) -> bytes:
    parts = [f"{_text(key)}: {_rows(value)}" for key, value in sorted(_fields(audit).items())]
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    # Half of a surrogate pair, from a broken log, has no UTF-8.
    return text.encode("utf-8", errors="replace")


def _rows(value: object) -> str:
    """Return JSON with one row a line, so that a diff of two results can be read."""
    if isinstance(value, list | tuple) and value:
        return "[\n" + ",\n".join(_text(row) for row in value) + "\n]"
    return _text(value)


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the values of a result
    """Return the fields of a value as they are; `asdict` copies all that lies below."""
    names, values = _reader(cast("Hashable", type(value)))
    return dict(zip(names, values(value), strict=True))


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:  # noqa: ANN401
    """Return the names of a kind's fields, two or more, and what reads them all."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


_text = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, allow_nan=False, default=_fields
).encode


def read(content: bytes) -> Audit:
    """Return the audit that `content` holds; anything else is an error that says why."""
    hint = "give the audit.json that `evenhand audit` wrote"
    try:
        found = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise LogError("this is not an evenhand result: it is not JSON", hint) from fault
    version = found.get("schema_version") if isinstance(found, dict) else None
    if not isinstance(version, str):
        raise LogError("this is not an evenhand result: it names no schema_version", hint)
    if version != SCHEMA_VERSION:
        raise LogError(
            f"this result has schema version {version!r}, and this evenhand reads "
            f"{SCHEMA_VERSION!r}",
            "render it with the evenhand that made it, or audit the log again",
        )
    try:
        return _adapter().validate_json(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise LogError(
            f"this evenhand result is damaged at {place!r}: {first['msg']}", hint
        ) from fault


def schema() -> dict[str, Any]:
    """Return the JSON Schema of audit.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "evenhand audit",
        **_adapter().json_schema(),
    }

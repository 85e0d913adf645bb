"""The JSON Schema of a plan, for editors that complete and check `evenhand.toml`."""

from typing import Any

from evenhand.plan.plan import Plan

_TEXT = {"type": ["string", "number", "boolean"]}


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `evenhand.toml`."""
    schema: dict[str, Any] = _as_written(Plan.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "evenhand plan",
    }


def _as_written(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """Return the schema of what may be written: a list of texts may be one text, or a number."""
    if isinstance(schema, list):
        return [_as_written(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: _as_written(part) for key, part in schema.items()}
    if schema.get("type") == "array" and schema.get("items") == {"type": "string"}:
        kept = {key: parts[key] for key in parts if key not in ("type", "items")}
        return {**kept, "anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
    return parts

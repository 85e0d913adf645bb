import json
from dataclasses import asdict, replace

import jsonschema
import pytest

from evenhand.errors import LogError
from evenhand.report import as_json
from evenhand.result import SCHEMA_VERSION

SHAPES = ["full", "no labels", "no time", "only unknown", "undefined", "hostile"]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_audit_survives_the_way_to_json_and_back(audits, shape):
    assert as_json.read(as_json.render(audits[shape])) == audits[shape]


def test_the_same_audit_gives_the_same_bytes(full):
    assert as_json.render(full) == as_json.render(as_json.read(as_json.render(full)))


def test_rows_stand_one_a_line(full):
    lines = as_json.render(full).decode().splitlines()
    first = next(line for line in lines if '"id": "e1"' in line)
    assert json.loads(first.rstrip(","))["metric"] == "selection_rate"


def test_keys_are_sorted_at_every_depth(full):
    def ordered(node):
        if isinstance(node, dict):
            return list(node) == sorted(node) and all(ordered(v) for v in node.values())
        return all(ordered(v) for v in node) if isinstance(node, list) else True

    assert ordered(json.loads(as_json.render(full)))


def test_a_number_that_json_cannot_hold_is_refused(full):
    broken = replace(full, method={"level": float("nan")})
    with pytest.raises(ValueError, match="JSON compliant"):
        as_json.render(broken)


def test_half_a_surrogate_pair_does_not_stop_the_result(full):
    assert b"a?b" in as_json.render(replace(full, title="a\udc00b"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[1, 2]", "names no schema_version"),
        (b"{}", "names no schema_version"),
        (b'{"schema_version": 1}', "names no schema_version"),
        (b'{"schema_version": "9.0"}', "schema version '9.0'"),
        (b'{"schema_version": "1.0"}', "schema version '1.0'"),
        (f'{{"schema_version": "{SCHEMA_VERSION}"}}'.encode(), "is damaged at"),
    ],
)
def test_what_is_no_result_is_refused_with_a_reason_and_a_hint(content, words):
    with pytest.raises(LogError, match=words) as caught:
        as_json.read(content)
    assert caught.value.hint


def test_a_damaged_row_is_named_by_its_place(full):
    damaged = json.loads(as_json.render(full))
    damaged["estimates"][2]["n"] = "many"
    with pytest.raises(LogError, match=r"damaged at 'estimates\.2\.n'"):
        as_json.read(json.dumps(damaged).encode())


@pytest.fixture(scope="module")
def schema():
    """Return the published schema, held to the rules of schemas once: that takes longest."""
    published = as_json.schema()
    jsonschema.Draft202012Validator.check_schema(published)
    return published


@pytest.mark.parametrize("shape", SHAPES)
def test_every_result_keeps_to_the_published_schema(audits, schema, shape):
    jsonschema.Draft202012Validator(schema).validate(json.loads(as_json.render(audits[shape])))


def test_the_schema_names_every_part_of_an_audit(full):
    assert set(as_json.schema()["properties"]) == set(asdict(full))

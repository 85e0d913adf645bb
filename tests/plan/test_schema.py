import tomllib

import jsonschema
import pytest

from evenhand.plan import Plan
from evenhand.plan.schema import plan_schema


def test_the_schema_is_a_schema_and_takes_a_plan():
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    plan = tomllib.loads(
        '[decision]\ncolumn = "hired"\nfavourable = ["yes"]\n[[protected]]\ncolumn = "sex"'
    )
    jsonschema.validate(plan, schema)
    assert Plan.model_validate(plan)


def test_the_schema_refuses_an_unknown_key():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"decison": 1}, plan_schema())


def test_every_key_of_a_plan_is_in_the_schema():
    assert set(plan_schema()["properties"]) == set(Plan.model_fields)


@pytest.mark.parametrize("favourable", ["yes", 1, True, ["yes", 1]])
def test_a_list_of_values_may_be_written_as_the_plan_reads_it(favourable):
    plan = {"decision": {"column": "hired", "favourable": favourable}}
    jsonschema.validate(plan, plan_schema())
    assert Plan.model_validate(plan)


def test_a_list_of_values_does_not_take_a_table():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"log": {}}, plan_schema())

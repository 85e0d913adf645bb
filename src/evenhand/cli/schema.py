"""`evenhand schema`: the JSON Schema of the plan, or of the result file."""

from enum import StrEnum
from typing import Annotated

import typer


class Subject(StrEnum):
    """What has a schema."""

    plan = "plan"
    result = "result"


def schema(
    of: Annotated[Subject, typer.Argument(help="The plan, or the result file.")] = Subject.plan,
) -> None:
    """Print the JSON Schema of evenhand.toml, or of audit.json.

    Editors use it to complete and check a plan while it is written.
    """
    import json

    if of is Subject.plan:
        from evenhand.plan.schema import plan_schema

        found = plan_schema()
    else:
        from evenhand.report.as_json import schema as result_schema

        found = result_schema()
    print(json.dumps(found, indent=2))

"""The baseline that a command is given: read from its file, and refused where it does not fit."""

from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli.given import content_of
from evenhand.plan import Plan

if TYPE_CHECKING:
    from evenhand.gates.baseline import Approved


def approved_for(file: Path | None, plan: Plan) -> "Approved | None":
    """Return the baseline in `file`, or in that of the plan; None where none is asked for."""
    asked = file or (Path(plan.baseline.file) if plan.baseline.file else None)
    if asked is None:
        return None
    from evenhand.approval import check_comparable

    found = approved_in(asked)
    check_comparable(found, plan, str(asked))
    return found


def approved_in(path: Path) -> "Approved":
    """Return the baseline that a file holds."""
    from evenhand import approval

    content = content_of(path, "baseline", "name what evenhand baseline approve wrote")
    return approval.read(content, str(path))

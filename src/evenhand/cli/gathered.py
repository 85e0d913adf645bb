"""The history that an audit carries on: read before it, written once it has succeeded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.plan import Plan

if TYPE_CHECKING:
    from evenhand.analyses.stream import History
    from evenhand.result import Audit


@dataclass(frozen=True, slots=True)
class Gathered:
    """A history as it was found; nothing where none is asked for."""

    folder: Path | None
    history: "History | None"
    day: str

    def keep(self, found: "Audit") -> None:
        """Write the history after an audit."""
        if self.folder is None or self.history is None:
            return
        from evenhand.history import write
        from evenhand.monitoring import carried_on

        write(self.folder, self.history, carried_on(self.history, found, self.day))


@contextmanager
def gathered(folder: Path | None, plan: Plan, moment: datetime) -> Iterator[Gathered]:
    """Give the history in `folder`, or in that of the plan, and keep other runs out meanwhile."""
    asked = folder or (Path(plan.monitoring.history) if plan.monitoring.history else None)
    if asked is None:
        yield Gathered(None, None, "")
        return
    from evenhand.cube.local_time import zone_of
    from evenhand.history import locked, read
    from evenhand.monitoring import check_day

    zone = UTC if plan.timezone is None else zone_of(plan.timezone)
    day = moment.astimezone(zone).date().isoformat()
    with locked(asked):
        history = read(asked)
        check_day(history, day)
        yield Gathered(asked, history, day)

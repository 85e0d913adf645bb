"""Open a log with an engine on it, for commands that look at a log without auditing it."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from evenhand.engines.duckdb import DuckDBEngine
from evenhand.engines.engine import Engine
from evenhand.log.log import DecisionLog
from evenhand.log.open import open_log
from evenhand.plan import Intake
from evenhand.plan.wanted import Wanted


@contextmanager
def opened(
    paths: Sequence[str],
    wanted: Mapping[str, Wanted],
    intake: Intake,
    tell: Callable[[str], None],
) -> Iterator[tuple[DecisionLog, Engine]]:
    """Give the log in `paths`, and the engine that scans it; temporary files go when it ends.

    `wanted` names the columns, as for `open_log`; none in particular: all.
    """
    with tempfile.TemporaryDirectory(prefix="evenhand-") as spool:
        tell("reading the log")
        log = open_log(paths, wanted=wanted, intake=intake, spool=Path(spool))
        with DuckDBEngine(log) as engine:
            yield log, engine

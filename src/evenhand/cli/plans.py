"""The plan and the log that a command works on, from its file and its options."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evenhand.errors import PlanError, did_you_mean
from evenhand.metrics import METRICS
from evenhand.plan import Plan
from evenhand.plan.read import find_plan, read_plan

ENGINES = ("duckdb",)


def plan_of(file: Path | None, table: Mapping[str, Any]) -> Plan:
    """Return the plan of `file`, or of the nearest evenhand.toml, with the options laid over."""
    return read_plan(file or find_plan(Path()), table, metrics=tuple(METRICS))


def log_of(logs: Sequence[str] | None, plan: Plan) -> list[str]:
    """Return the files of the log: those on the command line, else those of the plan."""
    named = list(logs or plan.log)
    if not named:
        raise PlanError(
            "no log is named", 'name one: evenhand audit LOG, or log = ["log.csv"] in the plan'
        )
    return named


def check_engine(name: str) -> None:
    """Refuse an engine that there is not."""
    if name not in ENGINES:
        raise PlanError(f"there is no engine {name!r}", did_you_mean(name, ENGINES))


def moment_of(text: str | None) -> datetime | None:
    """Return an ISO date or time as a time; without a zone it is UTC, wherever it is run."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise PlanError(f"--as-of {text!r} is not a date", "write it as 2026-03-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

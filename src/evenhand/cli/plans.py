"""The plan and the log that a command works on, from its file and its options."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenhand.cli.given import content_of
from evenhand.errors import PlanError, did_you_mean
from evenhand.gates.gate_checks import check_gate
from evenhand.gates.target_policy import check_targets
from evenhand.gates.waivers import check_waivers
from evenhand.metrics import METRICS
from evenhand.metrics.own import metrics_of
from evenhand.plan import Plan
from evenhand.plan.lines import Source
from evenhand.plan.read import find_plan, read_plan, source_of
from evenhand.protocols.fill import check_protocols

if TYPE_CHECKING:
    from evenhand.metrics._metric import Metric
    from evenhand.result import Audit

ENGINES = ("duckdb",)


def plan_of(file: Path | None, table: Mapping[str, Any]) -> Plan:
    """Return the plan of `file`, or of the nearest evenhand.toml, with the options laid over.

    What its figures and targets cannot be is refused here, before any log is read.
    """
    path = file or find_plan(Path())
    plan = read_plan(path, table, metrics=tuple(METRICS))
    source = plan_source(file, table)
    try:
        metrics = metrics_of(plan)
        check_protocols(plan.protocols)
    except PlanError as error:
        raise PlanError(f"{path or 'the command line'}: {error}", error.hint) from None
    with (source if source.file else Source("the command line")).placing():
        for place, gate in enumerate(plan.gates or ()):
            check_gate(gate, plan, metrics, place)
        check_targets(plan, metrics)
        check_waivers(plan.waivers)
    return plan


def plan_source(file: Path | None, table: Mapping[str, Any]) -> Source:
    """Return the file that `plan_of` reads, and where its entries stand."""
    return source_of(file or find_plan(Path()), table)


def known_metrics(file: Path | None) -> dict[str, "Metric"]:
    """Return our metrics, and those of `file` or of the nearest evenhand.toml, if there is one."""
    path = file or find_plan(Path())
    return dict(METRICS) if path is None else metrics_of(read_plan(path))


def log_of(logs: Sequence[str] | None, plan: Plan) -> list[str]:
    """Return the files of the log: those on the command line, else those of the plan."""
    named = list(logs or plan.log)
    if not named:
        raise PlanError(
            "no log is named", 'name one: evenhand audit LOG, or log = ["log.csv"] in the plan'
        )
    return named


def unplaced(plan: Plan) -> Plan:
    """Return the plan without where files lie: that is no part of what is audited."""
    label = plan.label and plan.label.model_copy(update={"file": ()})
    watched = plan.monitoring.model_copy(update={"history": None})
    held = plan.baseline.model_copy(update={"file": None})
    return plan.model_copy(
        update={"log": (), "label": label, "monitoring": watched, "baseline": held}
    )


def result_of(path: Path) -> "Audit":
    """Return the audit that a result file holds."""
    from evenhand.report import as_json

    hint = "name the audit.json that evenhand audit wrote"
    return as_json.read(content_of(path, "result", hint))


def check_engine(name: str) -> None:
    """Refuse an engine that there is not."""
    if name not in ENGINES:
        raise PlanError(f"there is no engine {name!r}", did_you_mean(name, ENGINES))


def moment_of(text: str | None, plan: Plan) -> datetime | None:
    """Return an ISO date or time as a time.

    Without a zone it is in that of the plan, else in UTC, wherever it is run.
    """
    if text is None:
        return None
    from evenhand.cube.local_time import zone_of

    zone = UTC if plan.timezone is None else zone_of(plan.timezone)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise PlanError(f"--as-of {text!r} is not a date", "write it as 2026-03-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)

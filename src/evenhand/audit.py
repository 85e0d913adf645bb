"""The pipeline on one screen: log -> cube -> estimates -> disparities -> gates -> Audit."""

import hashlib
import json
import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evenhand import __version__, summary
from evenhand.analyses.assemble import analyse
from evenhand.analyses.calibration import histograms
from evenhand.analyses.grouping import Inputs
from evenhand.analyses.settings import Settings
from evenhand.cube.survey import survey
from evenhand.cube.tallies import Tallies, take
from evenhand.cube.windows import window_for
from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.duckdb import DuckDBEngine
from evenhand.engines.engine import Engine
from evenhand.errors import PlanError
from evenhand.gates.findings import Facts, find
from evenhand.gates.judge import decide, judge
from evenhand.gates.policy import minimum_n, planned
from evenhand.inference.auc import delong
from evenhand.log.columns import check_columns
from evenhand.log.log import DecisionLog
from evenhand.log.open import open_log
from evenhand.log.rejects import write_rejects
from evenhand.metrics import METRICS
from evenhand.plan import Gate, Plan
from evenhand.plan.read import check_complete
from evenhand.plan.wanted import roles_of, wanted_kinds
from evenhand.recommendations import Case, advise
from evenhand.result import Audit

_LIBRARIES = ("duckdb", "narwhals", "numpy", "scipy")


def audit(
    log: Any,  # noqa: ANN401 - a path, paths, or any frame that narwhals takes
    plan: Plan,
    *,
    as_of: datetime | None = None,
    progress: Callable[[str], None] = lambda _: None,
    rejects_to: Path | None = None,
) -> Audit:
    """Audit a decision log as a plan says. All but the scans of the log is pure.

    Parameters
    ----------
    log : path, sequence of paths, or data frame
        CSV or Parquet files, folders or globs; or a pandas, Polars or Arrow frame.
    plan : Plan
        Which columns play which role, who is protected, what is gated.
    as_of : datetime, optional
        The time the audit speaks for; the same log, plan and `as_of` give the same result.
        Default: now.
    progress : callable
        Is told each stage in a few words.
    rejects_to : Path, optional
        Where to write the rows that could not be read, if any.

    Raises
    ------
    LogError
        The log cannot be audited.
    PlanError
        The plan asks for something that cannot be.
    """
    _check(plan)
    with _opened(log, plan, progress) as (engine, kinds, opened):
        progress("looking over the columns")
        seen = survey(engine.frame, plan, kinds, collect=engine.collect)
        window = window_for(plan.window, seen.first, seen.last)
        tallies = take(
            engine.frame,
            plan,
            kinds,
            seen,
            collect=engine.collect,
            with_bucket=engine.with_bucket,
            window=window,
            progress=progress,
        )
        if opened is not None and opened.rejects and rejects_to is not None:
            write_rejects(opened.rejects, rejects_to)
        name = engine.name
    progress("comparing groups")
    return _concluded(tallies, plan, opened, engine=name, window=window, as_of=as_of)


def _check(plan: Plan) -> None:
    """Raise unless the plan says what was decided and who is protected, each once."""
    check_complete(plan)
    names = [protected.name for protected in plan.protected]
    if doubled := next((name for name in names if names.count(name) > 1), None):
        raise PlanError(
            f"the protected attribute {doubled!r} is named twice", "give each a name of its own"
        )


@contextmanager
def _opened(
    log: Any,  # noqa: ANN401 - as `audit`
    plan: Plan,
    progress: Callable[[str], None],
) -> Iterator[tuple[Engine, dict[str, str], DecisionLog | None]]:
    """Open files with DuckDB and frames as they are; temporary files go when it ends."""
    if isinstance(log, str | Path) or (
        isinstance(log, Sequence) and all(isinstance(one, str | Path) for one in log)
    ):
        paths = [log] if isinstance(log, str | Path) else list(log)
        with tempfile.TemporaryDirectory(prefix="evenhand-") as spool:
            progress("reading the log")
            opened = open_log(
                [str(path) for path in paths],
                wanted=wanted_kinds(plan),
                intake=plan.intake,
                spool=Path(spool),
            )
            with DuckDBEngine(opened) as engine:
                yield engine, opened.columns, opened
    else:
        handed = DataFrameEngine(log)
        check_columns({"frame": list(handed.columns)}, list(roles_of(plan).values()))
        yield handed, handed.columns, None


def _concluded(
    tallies: Tallies,
    plan: Plan,
    log: DecisionLog | None,
    *,
    engine: str,
    window: str | None,
    as_of: datetime | None,
) -> Audit:
    """Return the audit of what was counted: pure arithmetic on small tables from here on."""
    settings = Settings.of(plan)
    roles = summary.roles(plan, tallies)
    found = analyse(
        tallies,
        plan,
        settings,
        needs=roles & {"decision", "label", "score", "time"},
        days=summary.days(tallies),
        minimum_n=minimum_n(Gate(metric="selection_rate", comparison="ratio", tolerance=0.8)),
        window=window,
    )
    log_summary = summary.log_summary(tallies, plan, log=log, engine=engine, window=window)
    available = {metric for attributes, metric in found.measurements if not attributes}
    gates = judge(
        planned(plan, METRICS, available),
        found.groupings,
        found.measurements,
        settings,
        found.disparities,
    )
    facts = Facts(found.estimates, found.disparities, gates, roles)
    findings = find(facts)
    audited = summary.attributes(tallies, plan, dict(found.groupings))
    speaks_for = (as_of or datetime.now(UTC)).isoformat(timespec="seconds")
    asked = plan.model_dump(mode="json")
    return Audit(
        evenhand_version=__version__,
        id=_id(log_summary.files, asked, speaks_for),
        as_of=speaks_for,
        title=plan.title or "Audit of automated decisions",
        organisation=plan.organisation,
        log=log_summary,
        plan=asked,
        favourable=summary.favourable(plan),
        attributes=audited,
        conditions=plan.conditions,
        verdict=decide(gates),
        gates=gates,
        findings=findings,
        recommendations=advise(Case(facts, findings)),
        estimates=found.estimates,
        disparities=found.disparities,
        calibration=tuple(
            one
            for attributes, grouping in found.groupings.items()
            if len(attributes) < 2 and "label" in roles  # noqa: PLR2004 - not for intersections
            for one in histograms(grouping, found.inputs[attributes], settings)
        ),
        notes=summary.notes(tallies, plan, log_summary, audited, log=log),
        method={
            "level": settings.level,
            "alpha": settings.alpha,
            "seed": settings.seed,
            "draws": settings.draws,
            "auc_bound": _auc_bound(found.inputs[()]),
            "libraries": {name: version(name) for name in _LIBRARIES},
        },
    )


def _auc_bound(everybody: Inputs) -> float | None:
    """Return how far binning the scores can have moved an AUC at most; None without scores."""
    if everybody.scores is None:
        return None
    n = everybody.scores.n[0].sum(axis=0)
    bound = float(delong(n[1], n[0])[2])
    return bound if math.isfinite(bound) else None


def _id(files: Sequence[Any], plan: dict[str, Any], as_of: str) -> str:
    """Return an id that is the same for the same files, plan and time."""
    digests = [file.sha256 for file in files]
    text = json.dumps([digests, plan, as_of, __version__], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]

"""Find and read `evenhand.toml`, lay the command line over it, and check the whole."""

import os
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evenhand.errors import Entry, PlanError, did_you_mean
from evenhand.plan.complaints import complain
from evenhand.plan.flags import LISTS, overlay
from evenhand.plan.kpi_roles import KPI_ROLES
from evenhand.plan.lines import NOWHERE, Source, lines_of
from evenhand.plan.plan import Plan

PLAN_NAME = "evenhand.toml"


def find_plan(start: Path) -> Path | None:
    """Return the nearest `evenhand.toml`: in the folder `start` or above it; None if there is none.

    The path is relative to `start` where that is shorter to read.
    """
    folder = start.resolve()
    for place in (folder, *folder.parents):
        if (place / PLAN_NAME).is_file():
            return start / os.path.relpath(place / PLAN_NAME, folder)
    return None


def read_plan(
    path: Path | None, flags: Mapping[str, Any] | None = None, *, metrics: Collection[str] = ()
) -> Plan:
    """Return the plan of the file `path` (None: no file) with `flags` laid over it.

    Parameters
    ----------
    path : Path or None
        A TOML file. The log and the labels that it names are relative to the file's folder.
    flags : mapping
        A table in the plan's form, see `plan_table`; what it says wins over the file.
    metrics : collection of str
        The metrics there are; gates on others are refused. Empty: not checked.
    """
    flags = flags or {}
    written = _read_toml(path)[0] if path else {}
    # An option that addresses an entry of a list by name needs a list to find it in.
    empty = {key: list[object]() for key in LISTS if isinstance(flags.get(key), Mapping)}
    table = overlay(empty | written, flags)
    placed = source_of(path, flags)
    source = placed.file or "the command line"
    placed = placed if path else Source(source)
    try:
        plan = Plan.model_validate(table)
    except ValidationError as error:
        raise complain(error.errors(include_url=False), table, flags, placed) from None
    _check_kpis(plan, source)
    _check_protected(plan, source)
    with placed.placing():
        _check_gates(plan, metrics)
    if path and "log" not in flags:
        plan = plan.model_copy(update={"log": tuple(_beside(path, log) for log in plan.log)})
    if path and plan.label is not None and "file" not in flags.get("label", {}):
        files = tuple(_beside(path, file) for file in plan.label.file)
        plan = plan.model_copy(update={"label": plan.label.model_copy(update={"file": files})})
    history = plan.monitoring.history
    if path and history is not None and "history" not in flags.get("monitoring", {}):
        watched = plan.monitoring.model_copy(update={"history": _beside(path, history)})
        plan = plan.model_copy(update={"monitoring": watched})
    approved = plan.baseline.file
    if path and approved is not None and "file" not in flags.get("baseline", {}):
        held = plan.baseline.model_copy(update={"file": _beside(path, approved)})
        plan = plan.model_copy(update={"baseline": held})
    return plan


def source_of(path: Path | None, flags: Mapping[str, Any]) -> Source:
    """Return where the entries of a plan stand: those of its file that no option replaces."""
    if path is None:
        return NOWHERE
    lines = lines_of(_read_toml(path)[1])
    given = {key for key, value in flags.items() if isinstance(value, list)}
    return Source(str(path), {key: value for key, value in lines.items() if key not in given})


def check_complete(plan: Plan) -> None:
    """Refuse a plan that does not say what was decided, or who is protected."""
    if plan.decision is None and plan.score is None:
        raise PlanError(
            "the plan names no decision",
            "name its column with --decision, or a score with --score and --threshold",
        )
    if not plan.protected:
        raise PlanError(
            "the plan names no protected attribute", "name one with --protected, for example sex"
        )


def _read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Return what a file holds, and its text."""
    try:
        # utf-8-sig: some editors put a byte order mark first, which TOML does not know.
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        message, line = _place(str(error))
        raise PlanError(
            f"{path}{line} is not valid TOML: {message}",
            'text stands in quotes: column = "decision"',
        ) from None
    except UnicodeDecodeError:
        raise PlanError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
    except OSError as error:
        raise PlanError(
            f"the plan {path} cannot be read: {error.strerror}",
            "name another with --plan, or make one with evenhand init LOG",
        ) from None


def _place(message: str) -> tuple[str, str]:
    found = re.search(r" \(at (line \d+)[^)]*\)$", message)
    text = message[: found.start()] if found else message
    return text[:1].lower() + text[1:], f", {found[1]}," if found else ""


def _beside(plan: Path, log: str) -> str:
    return log if "://" in log else str(plan.parent / log)


def _check_kpis(plan: Plan, source: str) -> None:
    for role in plan.kpis:
        if role not in KPI_ROLES:
            raise PlanError(
                f"{source}: kpis.{role}: there is no such KPI", did_you_mean(role, KPI_ROLES)
            )


def _check_protected(plan: Plan, source: str) -> None:
    names = [attribute.name for attribute in plan.protected]
    for name in names:
        if names.count(name) > 1:
            raise PlanError(
                f"{source}: the protected attribute {name!r} is named twice",
                "keep one of them, or give each its own name",
            )


def _check_gates(plan: Plan, metrics: Collection[str]) -> None:
    protected = [attribute.name for attribute in plan.protected]
    own = [kpi.name for kpi in plan.own_kpis]
    for place, gate in enumerate(plan.gates or ()):
        at = Entry("gates", place, gate.id)
        if metrics and gate.metric not in (*metrics, *own):
            raise PlanError(
                f"there is no metric {gate.metric!r}",
                did_you_mean(gate.metric, (*metrics, *own)),
                at=at,
            )
        for attribute in gate.attributes:
            if attribute not in protected:
                raise PlanError(
                    f"{attribute!r} is not a protected attribute",
                    did_you_mean(attribute, protected)
                    if protected
                    else "name it under [[protected]] or with --protected",
                    at=at,
                )

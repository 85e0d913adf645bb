"""Baselines: an audit approved by somebody, as a small file that is kept beside the code."""

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evenhand.cube.axis import UNKNOWN
from evenhand.errors import LogError, PlanError
from evenhand.gates.baseline import Approved, Kept, KeptGate, differences, meaning_of
from evenhand.plan import Plan
from evenhand.result import Audit

FORMAT, VERSION = "evenhand-baseline", "1"

_APPROVE = "approve one: evenhand baseline approve audit/audit.json --by NAME --reason TEXT"
_ADAPTER = TypeAdapter(Approved)
# What a share of a result may be off from its numerator over its denominator.
_ROUNDING = 1e-9


def approve(audit: Audit, *, by: str, reason: str, on: str) -> Approved:
    """Return the baseline that an audit makes once somebody approves it.

    It holds the figures that gates and targets judged, of everybody and of every group.

    Parameters
    ----------
    audit : Audit
    by, reason : str
        Who approves it, and why.
    on : str
        The day, as an ISO date.

    Raises
    ------
    PlanError
        Nobody, or no reason, is named.
    LogError
        The figures of the audit do not fit one another: somebody edited it.
    """
    if not by.strip() or not reason.strip():
        raise PlanError(
            "a baseline is approved by somebody, for a reason", "name both: --by NAME --reason TEXT"
        )
    kept = tuple(_estimates(audit))
    _check_sums(kept)
    found = Approved(
        audit=audit.id,
        as_of=audit.as_of,
        approved=on,
        by=by.strip(),
        reason=reason.strip(),
        evenhand=audit.evenhand_version,
        verdict=audit.verdict.state,
        rows=audit.log.rows,
        first=audit.log.first,
        last=audit.log.last,
        files=audit.log.files,
        meaning=meaning_of(audit.plan),
        level=float(audit.method["level"]),
        gates=tuple(_gates(audit)),
        estimates=kept,
    )
    return replace(found, sha256=_digest(_body(found)))


def render(approved: Approved) -> bytes:
    """Return the file of a baseline: JSON with a row a line, for a diff to be read."""
    body = _body(approved)
    parts = []
    for key, value in sorted((body | {"sha256": _digest(body)}).items()):
        if isinstance(value, list) and value:
            rows = ",\n".join(_text(row) for row in value)
            parts.append(f"{_text(key)}: [\n{rows}\n]")
        else:
            parts.append(f"{_text(key)}: {_text(value)}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def read(content: bytes, name: str) -> Approved:
    """Return the baseline in a file.

    Parameters
    ----------
    content : bytes
    name : str
        Of the file, for what is said of it.

    Raises
    ------
    LogError
        It is no baseline, of another version, damaged, or was edited.
    """
    try:
        held = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise LogError(f"{name} is no baseline: it is not JSON", _APPROVE) from None
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise LogError(f"{name} is no baseline of evenhand", _APPROVE)
    if held.get("version") != VERSION:
        raise LogError(
            f"{name} has version {held.get('version')!r}, and this evenhand reads {VERSION!r}",
            "use the evenhand that wrote it, or approve a new baseline",
        )
    said = held.pop("sha256", None)
    if said != _digest(held):
        raise LogError(
            f"{name} was edited: its contents do not fit its sha256",
            "bring it back from version control, or approve a new baseline",
        )
    body = {key: value for key, value in held.items() if key not in {"format", "version"}}
    try:
        # As JSON, in which lists are what tuples are written as.
        found = _ADAPTER.validate_json(_text(body))
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise LogError(f"{name} is damaged at {place!r}: {first['msg']}", _APPROVE) from None
    return replace(found, sha256=said)


def check_comparable(approved: Approved, plan: Plan, name: str) -> None:
    """Refuse a baseline whose figures mean something else than those of a plan.

    Raises
    ------
    PlanError
        Another decision is favourable, another label positive, or groups are cut otherwise.
    """
    found = differences(approved.meaning, meaning_of(plan.model_dump(mode="json")))
    if found:
        raise PlanError(
            f"{name} cannot be compared with this plan: {'; '.join(found)}",
            "approve a baseline of an audit with this plan, or put the plan back",
        )


def _estimates(audit: Audit) -> Iterator[Kept]:
    """Yield the figures that gates and targets speak of."""
    period = [gate for gate in audit.gates if gate.basis == "period"]
    asked = set((audit.plan.get("baseline") or {}).get("metrics", ()))
    metrics = {gate.metric for gate in period} | asked
    crossed = {(gate.metric, gate.attributes) for gate in period}
    for row in audit.estimates:
        whole = row.window is None and row.model_version is None and row.condition is None
        wanted = len(row.attributes) < 2 or (row.metric, row.attributes) in crossed  # noqa: PLR2004
        known = UNKNOWN not in row.group
        if known and whole and row.metric in metrics and (wanted or row.metric in asked):
            yield Kept(**{name: getattr(row, name) for name in _FIELDS})


_FIELDS = tuple(Kept.__dataclass_fields__)


def _gates(audit: Audit) -> Iterator[KeptGate]:
    for gate in audit.gates:
        if gate.basis == "period":
            yield KeptGate(
                id=gate.id,
                metric=gate.metric,
                comparison=gate.comparison,
                attributes=gate.attributes,
                state=gate.state,
                judged=tuple(sorted(gate.judged)),
            )


def _check_sums(kept: tuple[Kept, ...]) -> None:
    for row in kept:
        if row.value is None or not row.denominator or row.numerator is None:
            continue
        share = row.numerator / row.denominator
        if not math.isclose(row.value, share, rel_tol=_ROUNDING, abs_tol=_ROUNDING):
            who = ", ".join(row.group) or "everybody"
            raise LogError(
                f"this result was edited: {row.metric} of {who} is {row.value:g}, and its parts "
                f"make {share:g}",
                "audit the log again, and approve what comes of it",
            )


def _body(approved: Approved) -> dict[str, Any]:
    """Return what a file says, with nothing where there is nothing to say."""
    held = asdict(approved)
    del held["sha256"]
    held["estimates"] = [
        {key: value for key, value in row.items() if value is not None and value != ()}
        for row in held["estimates"]
    ]
    body: dict[str, Any] = json.loads(_text({"format": FORMAT, "version": VERSION, **held}))
    return body


def _text(value: object) -> str:
    # In ASCII: half of a surrogate pair, from a broken log, has no UTF-8.
    return json.dumps(value, sort_keys=True, allow_nan=False)


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(_text(body).encode()).hexdigest()

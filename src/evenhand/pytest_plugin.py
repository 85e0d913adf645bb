"""The pytest fixture `evenhand_gate`: a test that fails where a gate does.

pytest loads this in every run, so it imports nothing until a test asks for it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from evenhand.gates.gate import GateResult
    from evenhand.plan import Plan
    from evenhand.result import Audit

_INI = "evenhand_on_insufficient"
_CHOICES = ("pass", "skip", "fail")
_OPEN = {"insufficient", "warn"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that says what becomes of a gate that is undecided."""
    parser.addini(_INI, f"a gate that is undecided: {', '.join(_CHOICES)}", default="pass")


@pytest.fixture
def evenhand_gate(request: pytest.FixtureRequest) -> Callable[..., "Audit"]:
    """Audit a log of decisions, and fail the test where a gate fails.

    ``evenhand_gate(log, plan, gate=None, as_of=None, on_insufficient=None)`` returns the audit.

    log : path, paths, or a pandas, Polars or Arrow frame
        The decisions.
    plan : path or Plan, optional
        Default: evenhand.toml where pytest runs, or in a folder above.
    gate : id or ids, optional
        The gates that count. Default: all.
    as_of : datetime or ISO date, optional
        The time that the audit speaks for. Default: now.
    on_insufficient : "pass", "skip" or "fail", optional
        What becomes of a test whose gates are undecided. Default: `evenhand_on_insufficient` of
        pytest's settings, else "pass". A gate that the plan says must be decided fails anyway.
    """

    def check(
        log: Any,  # noqa: ANN401 - whatever an audit takes
        plan: "Plan | Path | str | None" = None,
        *,
        gate: str | Iterable[str] | None = None,
        as_of: "datetime | str | None" = None,
        on_insufficient: str | None = None,
    ) -> "Audit":
        __tracebackhide__ = True
        undecided = on_insufficient or str(request.config.getini(_INI))
        if undecided not in _CHOICES:
            raise pytest.UsageError(f"{_INI} is {undecided!r}; it may be {', '.join(_CHOICES)}")
        audit = _audit(log, plan, as_of)
        _judge(audit, _chosen(audit, gate), undecided)
        return audit

    return check


def _audit(
    log: Any,  # noqa: ANN401 - whatever an audit takes
    plan: "Plan | Path | str | None",
    as_of: "datetime | str | None",
) -> "Audit":
    """Return the audit of a log; where there cannot be one, the error says what to do."""
    __tracebackhide__ = True
    from datetime import UTC, datetime
    from pathlib import Path

    from evenhand.audit import audit
    from evenhand.errors import EvenhandError
    from evenhand.metrics import METRICS
    from evenhand.plan.read import find_plan, read_plan

    try:
        if plan is None or isinstance(plan, str | Path):
            file = Path(plan) if plan is not None else find_plan(Path())
            plan = read_plan(file, {}, metrics=tuple(METRICS))
        moment = datetime.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return audit(log, plan, as_of=moment)
    except EvenhandError as error:
        if error.hint:
            error.add_note(f"hint: {error.hint}")
        # Where in evenhand it was noticed tells the reader of a test nothing.
        raise error.with_traceback(None) from None


def _chosen(audit: "Audit", gate: str | Iterable[str] | None) -> "Sequence[GateResult]":
    """Return the gates of the given ids, all if none are given."""
    __tracebackhide__ = True
    if gate is None:
        return audit.gates
    from evenhand.errors import PlanError, did_you_mean

    wanted = [gate] if isinstance(gate, str) else list(gate)
    known = [one.id for one in audit.gates]
    for name in wanted:
        if name not in known:
            raise PlanError(f"there is no gate {name!r}: {did_you_mean(name, known)}")
    return [one for one in audit.gates if one.id in wanted]


def _judge(audit: "Audit", gates: "Sequence[GateResult]", undecided: str) -> None:
    """Fail or skip the test as the gates say."""
    __tracebackhide__ = True
    from evenhand.gates.judge import decide
    from evenhand.report.cases import flagged

    verdict = decide(gates)
    if verdict.exit_code == 1:
        ids, outcomes = {one.id for one in gates}, {"fail"}
    elif verdict.exit_code:
        ids, outcomes = {one.id for one in gates if one.on_insufficient == "fail"}, _OPEN
    elif undecided != "pass":
        ids, outcomes = {one.id for one in gates if one.state == "insufficient"}, _OPEN
    else:
        return
    told = [
        f"{one.outcome}: {one.check}: {one.reason}"
        for one in flagged(audit)
        if one.gate.id in ids and one.outcome in outcomes
    ]
    if not told:
        return
    text = "\n".join([verdict.sentence, *told])
    if verdict.exit_code == 0 and undecided == "skip":
        pytest.skip(text)
    raise AssertionError(text)

"""`evenhand suggest-gates`: plan entries for what an audit found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evenhand.gates.findings import Facts
    from evenhand.result import Audit


def suggest_gates(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The audit.json of an audit.")],
    *,
    period: Annotated[
        str | None,
        typer.Option(
            "--reference-period",
            metavar="FROM..TO",
            help="Days that were as they should be: 2025-01-01..2025-03-31. "
            "Default: the windows before a change, else the first quarter of them.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it is written, else it is printed.")
    ] = None,
) -> None:
    """Suggest gates and targets for what an audit found, to be pasted into a plan.

    Tolerances are what the reference period had at most. What no gate can ask is said in comments.
    """
    from evenhand.cli.outputs import outputs
    from evenhand.cli.plans import result_of
    from evenhand.cli.streams import plain
    from evenhand.gates.suggest import suggest
    from evenhand.gates.suggestion_text import text_of

    audit = result_of(result)
    found, refused = suggest(
        _facts(audit), audit.findings, audit.log.windows, period=_period(period, audit)
    )
    text = text_of(found, refused, audit.gates, audit_id=audit.id, as_of=audit.as_of)
    if out is None:
        print(text, end="")
        return
    with outputs(out.parent) as files:
        files.write(out.name, text.encode())
        files.move()
    print(plain(str(out)))


def _facts(audit: "Audit") -> "Facts":
    """Return the rows of an audit that suggestions rest on."""
    from evenhand.gates.findings import Facts
    from evenhand.gates.units import unit_of
    from evenhand.metrics.own import metrics_of
    from evenhand.plan import Plan

    plan = Plan.model_validate(audit.plan)
    metrics = metrics_of(plan)
    return Facts(
        audit.estimates,
        audit.disparities,
        audit.gates,
        frozenset(audit.log.columns),
        window=audit.log.window,
        change_points=audit.change_points,
        metrics=metrics,
        units={key: unit_of(metric, plan) for key, metric in metrics.items()},
    )


def _period(text: str | None, audit: "Audit") -> tuple[str, str] | None:
    """Return the first and last day of a period as it was given."""
    from datetime import date

    from evenhand.errors import PlanError

    if text is None:
        return None
    first, dots, last = (part.strip() for part in text.partition(".."))
    hint = "write two days: --reference-period 2025-01-01..2025-03-31"
    try:
        known = [date.fromisoformat(part).isoformat() for part in (first, last)]
    except ValueError:
        raise PlanError(f"--reference-period {text!r} is not two days", hint) from None
    if not dots or known[0] > known[1]:
        raise PlanError(f"--reference-period {text!r} ends before it begins", hint)
    if not any(known[0] <= one[:10] <= known[1] for one in audit.log.windows):
        windows = audit.log.windows
        named = (
            f"they begin on {windows[0][:10]} to {windows[-1][:10]}"
            if windows
            else ("the audit has none: its log names no time")
        )
        raise PlanError(f"no window of the audit begins in --reference-period {text}", named)
    return known[0], known[1]

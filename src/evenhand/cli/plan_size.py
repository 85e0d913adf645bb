"""`evenhand plan-size`: how many decisions an audit needs, before there is one."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from evenhand.gates.size_plan import Earlier, GateSize, Wish
    from evenhand.plan import Gate, Plan
    from evenhand.result import Audit

_ASSUMED = "What is assumed"
_GATE = "Which gate"


class Comparison(StrEnum):
    """How two rates are compared."""

    ratio = "ratio"
    difference = "difference"


def _share(flag: str, text: str, panel: str = _ASSUMED) -> object:
    return typer.Option(flag, help=text, metavar="SHARE", rich_help_panel=panel)


def plan_size(
    *,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="An earlier audit.json: its groups, rates, outcomes and repeated people.",
        ),
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="FILE", help="A plan: its gates.")
    ] = None,
    metric: Annotated[
        str, typer.Option(metavar="KEY", help="A rate.", rich_help_panel=_GATE)
    ] = "selection_rate",
    comparison: Annotated[
        Comparison, typer.Option(help="How rates are compared.", rich_help_panel=_GATE)
    ] = Comparison.ratio,
    tolerance: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER",
            help="Of the gate. Default: 0.8 for a ratio, 0.1 for a difference.",
            rich_help_panel=_GATE,
        ),
    ] = None,
    rate: Annotated[
        float | None, _share("--rate", "Of the group that others are compared with.")
    ] = None,
    smallest_group: Annotated[
        float | None,
        _share("--smallest-group", "Of all decisions. Default: all groups are as large."),
    ] = None,
    groups: Annotated[
        int,
        typer.Option(metavar="N", min=2, help="How many groups.", rich_help_panel=_ASSUMED),
    ] = 2,
    named: Annotated[
        bool,
        typer.Option(
            "--named-reference",
            help="The plan names whom others are compared with; else all with all.",
            rich_help_panel=_ASSUMED,
        ),
    ] = False,
    gap: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER",
            help="The true gap, as the gate has it. Default: twice as far as the tolerance.",
            rich_help_panel=_ASSUMED,
        ),
    ] = None,
    label_share: Annotated[
        float, _share("--label-share", "Of the decisions whose outcome is known.")
    ] = 1.0,
    base_rate: Annotated[
        float | None, _share("--base-rate", "Of those, the share that is positive.")
    ] = None,
    design_effect: Annotated[
        float,
        typer.Option(
            metavar="NUMBER",
            min=1.0,
            help="How many decisions are worth one, where people repeat.",
            rich_help_panel=_ASSUMED,
        ),
    ] = 1.0,
    change: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER",
            help="Also: how far a gap of rates has widened since a baseline.",
            rich_help_panel=_GATE,
        ),
    ] = None,
    change_tolerance: Annotated[
        float,
        typer.Option(metavar="NUMBER", help="How far it may widen.", rich_help_panel=_GATE),
    ] = 0.02,
    churn: Annotated[
        float | None,
        _share("--churn", "Of decisions that differ, where both models decide the same rows."),
    ] = None,
    alpha: Annotated[
        float, typer.Option(metavar="NUMBER", help="Level of a gate.", rich_help_panel=_GATE)
    ] = 0.05,
    power: Annotated[
        float,
        typer.Option(metavar="NUMBER", help="Chance that it decides.", rich_help_panel=_GATE),
    ] = 0.8,
    per_day: Annotated[
        float | None,
        typer.Option(
            metavar="N", help="Decisions a day, for how long it takes.", rich_help_panel=_ASSUMED
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell how many decisions an audit needs, so that its gates are likely decided.

    From options alone, from the gates of a plan, or from what an earlier audit found.
    """
    import json
    from dataclasses import asdict

    from evenhand.cli.plans import plan_of, result_of
    from evenhand.cli.terminal import results
    from evenhand.gates.size_plan import Wish, gate_of, sizes_of_gates
    from evenhand.metrics.own import metrics_of
    from evenhand.plan import Plan

    wish = Wish(
        rate=rate,
        smallest=smallest_group,
        groups=groups,
        named=named,
        gap=gap,
        label_share=label_share,
        base_rate=base_rate,
        design_effect=design_effect,
        change=change,
        change_tolerance=change_tolerance,
        churn=churn,
        alpha=alpha,
        power=power,
        per_day=per_day,
    )
    audit = None if source is None else result_of(source)
    the_plan = None if plan is None else plan_of(plan, {})
    if the_plan is None and audit is None:
        gates = [gate_of(metric, comparison.value, tolerance)]
    else:
        gates = _gates(the_plan, audit)
    meant = the_plan or (Plan() if audit is None else Plan.model_validate(audit.plan))
    earlier = None if audit is None else _earlier(audit)
    found = sizes_of_gates(gates, wish, metrics_of(meant), earlier)
    if as_json:
        told = {"assumed": asdict(wish), "gates": [asdict(one) for one in found]}
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return
    with results() as console:
        _show(console, found, wish, rows=None if earlier is None else earlier.rows)


def _gates(plan: "Plan | None", audit: "Audit | None") -> "list[Gate]":
    """Return the gates of a plan; without one, those that an audit judged."""
    from evenhand.gates.policy import DEFAULTS
    from evenhand.plan import Gate

    if plan is not None:
        return list(DEFAULTS if plan.gates is None else plan.gates)
    judged = audit.gates if audit is not None else ()
    return [
        Gate(
            metric=one.metric,
            comparison=one.comparison,
            attributes=one.attributes,
            tolerance=one.tolerance,
            decide_by=one.decide_by,
            condition=one.condition,
        )
        for one in judged
        if one.basis == "period" and one.comparison in {"ratio", "difference"}
    ]


def _earlier(audit: "Audit") -> "Earlier":
    """Return what is needed of an audit."""
    from datetime import datetime

    from evenhand.gates.size_plan import Earlier

    days = None
    if audit.log.first and audit.log.last:
        first, last = map(datetime.fromisoformat, (audit.log.first, audit.log.last))
        days = (last.date() - first.date()).days + 1.0
    return Earlier(
        estimates=audit.estimates,
        rows=audit.log.rows,
        days=days,
        references={
            one.name: one.reference for one in audit.attributes if one.reference_by == "plan"
        },
        groups={one.name: one.groups for one in audit.attributes},
    )


_GOALS = {
    "pass_if_equal": "to pass, if the groups are equal",
    "pass_as_assumed": "to pass, at a {kind} of {gap}",
    "fail_as_assumed": "to fail, at a {kind} of {gap}",
    "see_change": "to see the gap widen by {gap}",
}


def _show(
    console: "Console", found: "Sequence[GateSize]", wish: "Wish", *, rows: int | None
) -> None:
    """Print what every gate takes."""
    from rich.text import Text

    from evenhand.cli.streams import plain
    from evenhand.cli.terminal import table
    from evenhand.report import words
    from evenhand.report.view.figure import comparison_text

    for gate in found:
        limit = comparison_text(gate.tolerance, gate.comparison, "rate")
        side = "at least" if gate.comparison == "ratio" else "at most"
        console.print(Text(plain(f"{gate.title}: {side} {limit}"), style="bold"))
        if gate.unknown:
            console.print(f"Not told: {plain(gate.unknown)}.")
            console.print()
            continue
        timed = any(line.days is not None for line in gate.lines)
        heads = ["Decisions needed", "Group", "Of the group", "In all", *["Days"] * timed]
        listing = table(*heads, right=("Of the group", "In all", "Days"))
        for line in gate.lines:
            kind = "difference" if line.goal == "see_change" else gate.comparison
            gap = comparison_text(line.gap, kind, "rate")
            goal = plain(_GOALS[line.goal].format(kind=_KINDS[gate.comparison], gap=gap))
            who = plain(words.group_name(line.group)) if line.group else "the smallest"
            if line.total is None or line.decisions is None:
                cells = ["no reasonable number", "", *[""] * timed]
            else:
                cells = [f"{line.decisions:,}", f"{line.total:,}"]
                cells += [] if line.days is None else [f"{line.days:,}"]
            listing.add_row(goal, who, *cells)
        console.print(listing)
        console.print()
    held = f"; the earlier audit had {rows:,} decisions" if rows is not None else ""
    chance = f"Decided so with a chance of {wish.power * 100:g} % at least, at a level of"
    allowed = f"allowing for all comparisons and {words.how_many(len(found), 'gate')}"
    console.print(f"{chance} {wish.alpha:g}, {allowed}{held}.")


_KINDS = {"ratio": "ratio", "difference": "gap"}

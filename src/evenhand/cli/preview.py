"""What a plan finds in a log: columns, decisions, groups, and what can be traced, as tables."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evenhand.analyses.readiness import Check
from evenhand.cli.streams import plain
from evenhand.cli.terminal import table
from evenhand.cube import roles
from evenhand.cube.survey import Survey
from evenhand.cube.tally import tally
from evenhand.engines.opened import Opened
from evenhand.plan import Plan
from evenhand.plan.wanted import roles_of
from evenhand.report import words
from evenhand.report.view.data import file_size
from evenhand.report.view.readiness import STATES

MOST_VALUES = 12

_COLOURS = {"gap": "yellow", "ready": "blue"}

Counts = Mapping[str, int]


def group_counts(source: Opened, plan: Plan) -> dict[str, Counts]:
    """Return how many decisions each group of each protected attribute has."""
    at = roles.moment(plan, source.kinds)
    counts: dict[str, Counts] = {}
    for one in plan.protected:
        cube = tally(
            source.frame,
            {"group": roles.group(one, source.kinds, at)},
            {},
            collect=source.engine.collect,
            max_cells=plan.intake.max_cells,
        )
        n = cube.sum("n", "group")
        counts[one.name] = {group: int(n[i]) for i, group in enumerate(cube.levels["group"])}
    return counts


def show(
    console: Console,
    plan: Plan,
    source: Opened,
    *,
    survey: Survey,
    groups: Mapping[str, Counts],
    checks: Sequence[Check],
) -> None:
    """Print what the plan finds in the log."""
    console.print(words.how_many(survey.rows, "decision", digits=True), end="")
    first, last = (when.isoformat() if when else None for when in (survey.first, survey.last))
    span = words.period(first, last)
    console.print(f", {span}" if span else "")
    for file in source.log.files if source.log is not None else ():
        console.print(f"  {plain(file.name)}, {file_size(file.bytes)}", soft_wrap=True)
    console.print()
    console.print(_roles(plan, source.kinds))
    console.print()
    console.print(_values(plan, survey, groups))
    console.print()
    console.print(_readiness(checks))
    for note in _notes(source):
        console.print(Text(plain(note)))


def _roles(plan: Plan, kinds: Mapping[str, str]) -> Table:
    listing = table("Role", "Column", "Kind")
    for role, column in roles_of(plan).items():
        listing.add_row(plain(role), plain(column), kinds[column])
    return listing


def _values(plan: Plan, survey: Survey, groups: Mapping[str, Counts]) -> Table:
    """Return values of decisions, labels and outcomes and groups of attributes, with counts."""
    listing = table("What", "Value", "Decisions", "Share", "", right=("Decisions", "Share"))
    means = {
        "decision": (plan.decision.favourable if plan.decision else (), "favourable"),
        "label": (plan.label.positive if plan.label else (), "positive"),
        "outcome": (plan.outcome.success if plan.outcome else (), "success"),
    }
    for role, values in survey.values.items():
        counts = {"missing" if value is None else value: n for value, n in values.items()}
        _rows(listing, role, counts, *means[role])
    for one in plan.protected:
        reference = (one.reference,) if one.reference is not None else ()
        _rows(listing, one.name, groups[one.name], reference, "reference")
    return listing


def _rows(listing: Table, what: str, counts: Counts, marked: Sequence[str], mark: str) -> None:
    total = sum(counts.values())
    for place, (value, n) in enumerate(counts.items()):
        if place == MOST_VALUES:
            listing.add_row("", f"and {len(counts) - MOST_VALUES} more", "", "", "")
            break
        listing.add_row(
            words.short(what) if place == 0 else "",
            words.short(value) or "(empty)",
            words.count(n),
            words.percent(n / total),
            mark if value in marked else "",
        )


def _readiness(checks: Sequence[Check]) -> Table:
    """Return what a log needs for its decisions to be traced, what is lacking first."""
    listing = table("State", "Can decisions be traced?", "Rows", right=("Rows",))
    for column in (listing.columns[0], listing.columns[-1]):
        column.no_wrap = True
    for one in sorted(checks, key=lambda check: list(STATES).index(check.state)):
        state = Text(STATES[one.state][1], style=_COLOURS.get(one.state, ""))
        rows = f"{words.count(one.count)} of {words.count(one.of or 0)}" if one.count else ""
        listing.add_row(state, _asked(one), rows)
    return listing


def _asked(check: Check) -> str:
    """Return what is asked; where it is lacking also what was found, and what that prevents."""
    if check.state == "ready":
        return check.title
    where = f" ({words.short(check.where)})" if check.where else ""
    lines = [f"{check.title}{where}", plain(check.detail)]
    if check.state != "not_asked":
        lines.append(f"It prevents {check.prevents[:1].lower()}{check.prevents[1:]}")
    return "\n".join(lines)


def _notes(source: Opened) -> Iterator[str]:
    if source.outside:
        yield f"{words.how_many(source.outside, 'row')} outside the period, or without a time."
    if source.log is None:
        return
    if source.log.rejects:
        yield f"{words.how_many(len(source.log.rejects), 'row')} could not be read."
    yield from source.log.notes

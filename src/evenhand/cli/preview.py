"""What a plan finds in a log: its columns, decisions, labels and groups, as tables."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evenhand.cli.streams import plain
from evenhand.cli.terminal import table
from evenhand.cube import roles
from evenhand.cube.survey import Survey
from evenhand.cube.tally import tally
from evenhand.engines.engine import Engine
from evenhand.log.log import DecisionLog
from evenhand.plan import Plan
from evenhand.plan.wanted import roles_of
from evenhand.report import words
from evenhand.report.view.data import file_size

MOST_VALUES = 12

Counts = Mapping[str, int]


def group_counts(engine: Engine, plan: Plan, kinds: Mapping[str, str]) -> dict[str, Counts]:
    """Return how many decisions each group of each protected attribute has."""
    at = roles.moment(plan, kinds)
    counts: dict[str, Counts] = {}
    for one in plan.protected:
        cube = tally(
            engine.frame,
            {"group": roles.group(one, kinds, at)},
            {},
            collect=engine.collect,
            max_cells=plan.intake.max_cells,
        )
        n = cube.sum("n", "group")
        counts[one.name] = {group: int(n[i]) for i, group in enumerate(cube.levels["group"])}
    return counts


def show(
    console: Console,
    plan: Plan,
    log: DecisionLog,
    *,
    survey: Survey,
    groups: Mapping[str, Counts],
) -> None:
    """Print what the plan finds in the log."""
    console.print(words.how_many(survey.rows, "decision", digits=True), end="")
    first, last = (when.isoformat() if when else None for when in (survey.first, survey.last))
    span = words.period(first, last)
    console.print(f", {span}" if span else "")
    for file in log.files:
        console.print(f"  {plain(file.name)}, {file_size(file.bytes)}", soft_wrap=True)
    console.print()
    console.print(_roles(plan, log.columns))
    console.print()
    console.print(_values(plan, survey, groups))
    for note in _notes(log):
        console.print(Text(plain(note)))


def _roles(plan: Plan, kinds: Mapping[str, str]) -> Table:
    listing = table("Role", "Column", "Kind")
    for role, column in roles_of(plan).items():
        listing.add_row(plain(role), plain(column), kinds[column])
    return listing


def _values(plan: Plan, survey: Survey, groups: Mapping[str, Counts]) -> Table:
    """Return the values of decisions and labels and the groups of attributes, with counts."""
    listing = table("What", "Value", "Decisions", "Share", "", right=("Decisions", "Share"))
    means = {
        "decision": (plan.decision.favourable if plan.decision else (), "favourable"),
        "label": (plan.label.positive if plan.label else (), "positive"),
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


def _notes(log: DecisionLog) -> Iterator[str]:
    if log.rejects:
        yield f"{words.how_many(len(log.rejects), 'row')} could not be read."
    yield from log.notes

"""The audit on a terminal: the verdict, the gates, what happened, what to do first, the reports."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evenhand.cli.streams import plain
from evenhand.cli.terminal import table
from evenhand.gates import change_words
from evenhand.gates.gate import Finding, GateResult
from evenhand.gates.words import metric_of
from evenhand.recommendations.recommendation import Recommendation
from evenhand.report import words
from evenhand.report.view import targets
from evenhand.report.view.figure import comparison_text
from evenhand.report.view.remedy_words import choice_sentence
from evenhand.result import Audit

MOST_FAILURES = 10
MOST_GATES = 20
MOST_EVENTS = 5
MOST_ADVICE = 3
MOST_NOTES = 5

# Findings that say when something happened.
_OF_TIME = ("missing_groups", "change", "anomaly", "drift", "category", "missing")
_GRAVE = ("high", "medium")

_COLOURS = {"fail": "bold red", "warn": "yellow", "insufficient": "", "pass": "blue"}


def summarise(console: Console, audit: Audit, written: Sequence[Path]) -> None:
    """Print what an audit found, and where its reports were written."""
    console.print(Text(plain(audit.title or "evenhand"), style="bold"))
    console.print(_about(audit))
    console.print()
    verdict = Text(f"{words.MARKS[audit.verdict.state]} ", style=_COLOURS[audit.verdict.state])
    console.print(verdict.append(plain(audit.verdict.sentence), style="bold"))
    failed = [gate for gate in audit.gates if gate.counts_as == "fail"]
    for gate in failed[:MOST_FAILURES]:
        console.print()
        console.print(_failure(gate, audit.recommendations))
    rest = [*failed[MOST_FAILURES:], *(gate for gate in audit.gates if gate not in failed)]
    if rest:
        console.print()
        console.print(_gates(rest))
    first = sorted(audit.recommendations, key=lambda advice: advice.priority)[:MOST_ADVICE]
    _list(console, "What happened", _happened(audit.findings, first))
    _list(console, "What to do first", _numbered(first))
    _list(console, "What was tried", _tried(audit))
    _list(console, "To know", _notes(audit.notes))
    if written:
        console.print()
        for path in written:
            # No wrapping: a path is copied or clicked as a whole.
            console.print(Text(plain(str(path))), soft_wrap=True)


def _about(audit: Audit) -> str:
    facts = [
        words.how_many(audit.log.rows, "decision", digits=True),
        words.period(audit.log.first, audit.log.last),
        f"favourable: {words.short(audit.favourable)}",
        f"{audit.log.rejected:,} rows set aside" if audit.log.rejected else "",
    ]
    return ", ".join(fact for fact in facts if fact)


def _failure(gate: GateResult, advice: Sequence[Recommendation]) -> Table:
    """Return a failing gate as one block: who, against whom, by how much, and what to do."""
    value, interval = _figures(gate)
    sure = f" ({interval})" if interval else ""
    limit = "target" if gate.target else "tolerance"
    who = plain(_who(gate))
    worst = next((one for one in gate.groups if one.group == gate.group), None)
    mine = f"{words.count(worst.n)} of " if worst is not None and worst.n < gate.n else ""
    facts = f"{value}{sure}; {limit} {_tolerance(gate)}; n {mine}{words.count(gate.n)}"
    block = Table.grid(padding=(0, 1, 0, 0))
    state = Text(f"{words.MARKS['fail']} {words.STATES['fail']}", style=_COLOURS["fail"])
    clause = f" ({plain(gate.clause)})" if gate.clause else ""
    block.add_row(state, Text(f"{plain(gate.title)}{clause}", style="bold"))
    block.add_row("", Text(f"{who}: {facts}" if who else facts))
    block.add_row("", Text(f"> {_what_to_do(gate, advice)}"))
    return block


def _what_to_do(gate: GateResult, advice: Sequence[Recommendation]) -> str:
    """Return what to do about a failing gate: the command that settles it, or the first advice."""
    if gate.basis == "baseline":
        return f"if this is how it should be: {change_words.APPROVE}"
    ordered = sorted(advice, key=lambda one: one.priority)
    mine = next((one for one in ordered if gate.id in one.evidence), None)
    return plain(mine.title) if mine is not None else "see Gates in the report"


def _gates(gates: Sequence[GateResult]) -> Table:
    ranked = sorted(gates, key=lambda gate: words.SEVERITY.index(gate.counts_as))
    listing = table("Gate", "Compared", "Value", "Tolerance", "n", right=("n",))
    for column in listing.columns:
        column.no_wrap = column.header != "Compared"
    for gate in ranked[:MOST_GATES]:
        word = "waived" if gate.waived else words.STATES[gate.state]
        state = f"{words.MARKS[gate.counts_as]} {word}"
        value, interval = _figures(gate)
        listing.add_row(
            Text(state, style=_COLOURS[gate.counts_as]),
            _compared(gate),
            f"{value}\n{interval}".strip(),
            _tolerance(gate),
            words.count(gate.n),
        )
    rest = ranked[MOST_GATES:]
    if rest:
        listing.caption = f"and {words.how_many(len(rest), 'more gate')}, in the report"
        listing.caption_justify = "left"
    return listing


def _compared(gate: GateResult) -> str:
    lines = [plain(gate.title), plain(_who(gate))]
    if gate.waived is not None:
        lines.append(plain(f"until {gate.waived.expires} by {gate.waived.owner}"))
    return "\n".join(line for line in lines if line)


def _who(gate: GateResult) -> str:
    if not gate.group:
        return ""
    against = f" against {words.group_name(gate.reference)}" if gate.reference else ""
    return f"{words.group_name(gate.group)}{against}"


def _figures(gate: GateResult) -> tuple[str, str]:
    if gate.value is None:
        return words.NOTHING, ""
    low, high = (None if bound is None else _text(gate, bound) for bound in (gate.low, gate.high))
    return _text(gate, gate.value), words.between(low, high)


def _tolerance(gate: GateResult) -> str:
    if gate.basis == "baseline":
        return change_words.limits(gate)
    if gate.target:
        return targets.target_limits(gate)
    limit = "at least" if gate.comparison == "ratio" else "at most"
    unit = metric_of(gate).unit
    return f"{limit} {comparison_text(gate.tolerance, gate.comparison, unit)}"


def _text(gate: GateResult, value: float) -> str:
    if gate.basis == "baseline":
        return change_words.amount(gate, value).removesuffix(" points")
    if gate.target:
        return targets.target_bound(gate, value)
    unit = metric_of(gate).unit
    return comparison_text(value, gate.comparison, unit, (gate.tolerance,), unit=False)


def _happened(
    findings: Sequence[Finding], advice: Sequence[Recommendation]
) -> Iterator[tuple[str, str]]:
    """Yield the gravest of what happened, but for what the advice tells anyway."""
    told = " ".join(one.because for one in advice)
    found = [
        finding
        for severity in _GRAVE
        for kind in _OF_TIME
        for finding in findings
        if (finding.severity, finding.kind) == (severity, kind) and finding.title not in told
    ]
    for finding in found[:MOST_EVENTS]:
        yield "-", plain(finding.title)
    more = len(found) - MOST_EVENTS
    if more > 0:
        yield "", f"and {words.in_letters(more)} more, in the report"


def _numbered(advice: Sequence[Recommendation]) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(advice, start=1):
        yield f"{place}.", plain(one.title)
        yield "", plain(one.because)
        if one.effect is not None and one.effect.text not in one.because:
            yield "", plain(f"Would change: {one.effect.text}")


def _tried(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield the best remedy that was found, or why none was tried; nothing where nobody asked."""
    if audit.untried is not None:
        yield "-", plain(f"No remedy. {audit.untried}")
    if audit.trial is not None:
        gate = next(one for one in audit.gates if one.id == audit.trial.aim)
        yield "-", plain(choice_sentence(audit.remedies, gate))


def _notes(notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    for note in notes[:MOST_NOTES]:
        yield "-", plain(note)
    more = len(notes) - MOST_NOTES
    if more > 0:
        yield "", f"and {words.how_many(more, 'more note')}, in the report"


def _list(console: Console, head: str, items: Iterable[tuple[str, str]]) -> None:
    """Print a list with marks before its items; nothing where it has none."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    for mark, text in items:
        grid.add_row(mark, text)
    if grid.row_count:
        console.print()
        console.print(Text(head, style="bold"))
        console.print(grid)

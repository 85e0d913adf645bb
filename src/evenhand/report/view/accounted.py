"""What accounts for it: each flagged gap and change in parts, and where the evidence points."""

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.analyses.decomposition import Decomposition, Reversal
from evenhand.gates.gate import GateResult
from evenhand.gates.triage.rows import HINTS, Evidence, Triage
from evenhand.report import words
from evenhand.report.view.chart import Chart
from evenhand.report.view.event_words import link
from evenhand.report.view.failed import on_pages, triage_of
from evenhand.report.view.figure import Figure
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.waterfall import amount, interval, over_name, part_name, waterfall

MOST = 8  # accounts
REVERSALS = 6
_LEAST = 0.1  # of it: less is nothing to point to


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A piece of evidence in words, with the rows of audit.json that it rests on."""

    text: str
    domain: str
    share: str
    rows: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Another way to decompose the same: its parts with their intervals, in one line each."""

    title: str
    parts: tuple[tuple[str, str, str], ...]  # name, value, interval
    support: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One gap or change: what it is, what accounts for it, what speaks for and against."""

    anchor: str
    title: str
    lead: str
    chart: Chart | None
    ledgers: tuple[Ledger, ...]
    speaks_for: tuple[Line, ...]
    speaks_against: tuple[Line, ...]
    not_examined: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounted:
    """Everything that the section shows."""

    accounts: tuple[Account, ...]
    briefly: bool  # on paper: others have pages of their own
    reversals: tuple[str, ...]
    left_out: int
    reversals_left_out: int


def accounted(rows: Rows) -> Accounted | None:
    """Return what accounts for the flagged gaps and changes that no page of a gate tells of.

    None where there is none of them.
    """
    audit = rows.audit
    elsewhere = on_pages(audit)
    left = [one for one in audit.triages if one.id not in elsewhere]
    if not left and not audit.reversals:
        return None
    return Accounted(
        accounts=tuple(
            account_of(rows, one, f"account-{place}") for place, one in enumerate(left[:MOST], 1)
        ),
        briefly=bool(elsewhere),
        reversals=tuple(reversal_sentence(one) for one in audit.reversals[:REVERSALS]),
        left_out=max(0, len(left) - MOST),
        reversals_left_out=max(0, len(audit.reversals) - REVERSALS),
    )


def accounted_for(rows: Rows, gate: GateResult) -> str:
    """Return where the evidence about a gate's worst group points; "" where nothing was asked."""
    found = triage_of(rows.audit, gate)
    return "" if found is None else lead(found)


def reversal_sentence(one: Reversal) -> str:
    """Return how a gap turns around within a condition, and how sure that is."""
    crude, within = (_signed(value) for value in (one.crude, one.within))
    who = f"{words.group_name(one.group)} to {words.group_name(one.reference)}"
    sure = (
        "Both are certain: the condition turns the gap around"
        if one.strength == "strong"
        else "One of the two is certain, the other may be chance"
    )
    return (
        f"{metric_of(one.metric).title}: the gap of {who} is {crude} overall and {within} among "
        f"decisions that are alike in {words.short(one.condition, 40)}. {sure}."
    )


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{words.points(value)}"


def account_of(rows: Rows, found: Triage, anchor: str) -> Account:
    """Return one gap or change with what accounts for it and what speaks for and against."""
    own = [one for one in rows.audit.decompositions if _same(one, found)]
    first = _first(found, own)
    title = _title(rows, found, first)
    return Account(
        anchor=anchor,
        title=title,
        lead=lead(found),
        chart=None if first is None else waterfall(rows, first, f"{title}, in parts"),
        ledgers=tuple(_ledger(rows, one) for one in own if one is not first),
        speaks_for=_lines(found.evidence, "for"),
        speaks_against=_lines(found.evidence, "against"),
        not_examined=found.not_examined,
    )


def _same(one: Decomposition, found: Triage) -> bool:
    return (one.of, one.group, one.reference) == (found.of, found.group, found.reference)


def _first(found: Triage, own: list[Decomposition]) -> Decomposition | None:
    """Return the decomposition that is drawn: the one that the leading evidence rests on."""
    ids = {row for one in found.evidence[:1] for row in one.rows}
    named = [one for one in own if one.id in ids]
    by_score = [one for one in own if one.method == "scores"]
    return next(iter([*named, *by_score, *own]), None)


def lead(found: Triage) -> str:
    """Return in one sentence where the evidence points, by how much of the whole."""
    telling = [one for one in found.ranked if one.weight >= _LEAST]
    if not telling:
        return "Nothing that could be examined accounts for a tenth of it."
    first, *others = (
        f"{words.rounded(100 * one.weight, 0)}{words.SPACE}%{{}} by the {one.domain}"
        for one in telling
    )
    told = [first.format(" of it is accounted for"), *(one.format("") for one in others)]
    return f"About {words.listing(told)}."


def _title(rows: Rows, found: Triage, first: Decomposition | None) -> str:
    metric = metric_of(found.metric if first is None else first.metric)
    size = "" if first is None else f": {amount(rows, first, first.total)}"
    if found.kind == "level":
        return metric.title
    if not found.group:
        return f"{metric.title}, change{size}"
    who = f"{words.group_name(found.group)} against {words.group_name(found.reference)}"
    change = ", change of the gap" if found.kind == "change" else ""
    return f"{metric.title} of {who}{change}{size}"


def _ledger(rows: Rows, one: Decomposition) -> Ledger:
    title = {"outcomes": "By outcomes", "scores": "By scores"}.get(one.method, "")
    title = title or f"By {over_name(one)}"
    if one.method == "outcomes":
        title += f", of matured decisions with a label ({amount(rows, one, one.total)})"
    return Ledger(
        title=title,
        parts=tuple(
            (part_name(one, part), amount(rows, one, part.value), interval(rows, one, part))
            for part in one.parts
        ),
        support="" if one.support is None or one.support >= 1 else words.percent(one.support),
    )


def _lines(evidence: Iterable[Evidence], side: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            text=one.text,
            domain=words.capital(one.domain),
            share="a hint"
            if one.cause in HINTS
            else f"{words.rounded(100 * one.weight, 0)}{words.SPACE}%",
            rows=tuple(link(row) for row in one.rows),
        )
        for one in evidence
        if one.side == side
    )

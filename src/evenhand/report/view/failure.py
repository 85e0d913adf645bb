"""Failures: a page for each failed gate: what, where, since when, why, and what would mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.accounted import Account, account_of, reversal_sentence
from evenhand.report.view.attribute import p_text
from evenhand.report.view.chart import Chart
from evenhand.report.view.event_words import link
from evenhand.report.view.failed import MOST, failed, triage_of
from evenhand.report.view.figure import of_estimate
from evenhand.report.view.fixes import Fixes, fixes
from evenhand.report.view.gates import asked, ordered
from evenhand.report.view.missed import missed
from evenhand.report.view.onset import onset
from evenhand.report.view.places import places
from evenhand.report.view.point import Point
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.trend import trend

_NAMED = 6  # groups in one list
_REVERSALS = 2
_PROXIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed gate. `account_on` is the page that tells what accounts for it, if another."""

    anchor: str
    title: str
    state: str
    word: str
    sentence: str
    what: tuple[Point, ...]
    where: tuple[Point, ...]
    chart: Chart | None
    account: Account | None
    account_on: tuple[str, str] | None  # anchor, title
    beside: tuple[str, ...]  # reversals and proxies, in sentences
    fixes: Fixes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaged:
    """A failed gate without a page: its row in the table of gates, its title, what it found."""

    row: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """The pages, and the failed gates that have none, worst first."""

    pages: tuple[Failure, ...]
    others: tuple[Unpaged, ...]


def failures(rows: Rows) -> Failures | None:
    """Return a page for each failed gate, up to the eight worst; None where none fails."""
    found = failed(rows.audit)
    if not found:
        return None
    told: dict[str, tuple[str, str]] = {}
    pages = []
    for place, gate in enumerate(found[:MOST], 1):
        page = _failure(rows, gate, f"failure-{place}", told)
        triage = triage_of(rows.audit, gate)
        if triage is not None:
            told.setdefault(triage.id, (page.anchor, page.title))
        pages.append(page)
    order = ordered(rows.audit)
    others = tuple(
        Unpaged(
            row=f"gate-{order.index(gate) + 1}",
            title=gate.title,
            sentence=sentences.gate_sentence(gate, rows.audit),
        )
        for gate in found[MOST:]
    )
    return Failures(pages=tuple(pages), others=others)


def _failure(
    rows: Rows, gate: GateResult, anchor: str, told: dict[str, tuple[str, str]]
) -> Failure:
    triage = triage_of(rows.audit, gate)
    elsewhere = None if triage is None else told.get(triage.id)
    account = None
    if triage is not None and elsewhere is None:
        account = account_of(rows, triage, f"{anchor}-account")
    drawn = account is not None and account.chart is not None
    return Failure(
        anchor=anchor,
        title=gate.title,
        state=gate.counts_as,
        word="waived" if gate.waived else words.STATES[gate.state],
        sentence=sentences.gate_sentence(gate, rows.audit),
        what=tuple(_what(rows, gate)),
        where=(*places(rows, gate), *onset(rows, gate)),
        chart=None if drawn else _over_time(rows, gate),
        account=account,
        account_on=elsewhere,
        beside=tuple(_beside(rows, gate)),
        fixes=fixes(rows, gate),
    )


def _over_time(rows: Rows, gate: GateResult) -> Chart | None:
    """Return the gate's figure by window; a figure that is no rate is compared in no chart."""
    if gate.target:
        return missed(rows, gate)
    if metric_of(gate.metric).unit != "rate":
        return None
    return trend(
        rows,
        gate.metric,
        gate.attributes,
        gate.group,
        gate.reference or gate.group,
        state=gate.state,
    )


def _what(rows: Rows, gate: GateResult) -> Iterator[Point]:
    yield from _figures(rows, gate)
    short = rows.disparity(gate.metric, gate.attributes, gate.group, "shortfall")
    plain = gate.condition is None and gate.window is None and not gate.target
    if plain and short is not None and short.value is not None and short.value > 0:
        yield Point(
            name="Shortfall",
            text=f"{words.how_many(round(short.value), 'favourable decision', digits=True)} that "
            "the rate of the reference would have added.",
            rows=(link(short.id),),
        )
    if len(gate.groups) > 1:
        yield Point(name="All groups", text=_states(gate))
    if gate.p_adjusted is not None:
        over = "targets" if gate.target else "gates"
        yield Point(
            name="Evidence",
            text=f"p {p_text(gate.p_adjusted)}, over all groups and {over}.".replace(
                "p 0", "p = 0"
            ),
        )
    for text in asked(gate):
        yield Point(name="Note", text=text)


def _figures(rows: Rows, gate: GateResult) -> Iterator[Point]:
    """Yield the two figures that are compared, or the one of a target, as they were measured."""
    if gate.condition is not None or gate.basis != "period":
        return
    ends = (gate.group,) if gate.target else (gate.group, gate.reference)
    for who in dict.fromkeys(ends):
        attributes = gate.attributes if who else ()
        found = rows.estimate(gate.metric, attributes, who, window=gate.window)
        if found is None or found.value is None:
            continue
        figure = of_estimate(found)
        value = rows.with_unit(gate.metric, figure.text)
        span = f" ({figure.interval})" if figure.interval else ""
        yield Point(
            name=words.group_name(who) if who else "Everybody",
            text=f"{value}{span} of {words.how_many(found.n, 'decision', digits=True)}",
            rows=(link(found.id),),
        )


def _states(gate: GateResult) -> str:
    told = []
    for state in words.SEVERITY:
        names = [words.group_name(one.group) for one in gate.groups if one.state == state]
        if names:
            more = len(names) - _NAMED
            listed = [*names[:_NAMED], f"{more} more"] if more > 0 else names
            told.append(f"{words.STATES[state]}: {words.listing(listed)}")
    return "; ".join(told) + "."


def _beside(rows: Rows, gate: GateResult) -> Iterator[str]:
    """Yield gaps that turn around, and features that stand in for the group."""
    turned = [
        one
        for one in rows.audit.reversals
        if (one.metric, one.attributes, one.group) == (gate.metric, gate.attributes, gate.group)
    ]
    for one in turned[:_REVERSALS]:
        yield reversal_sentence(one)
    proxies = [
        one for one in rows.audit.proxies if one.stands_in and one.attribute in gate.attributes
    ]
    triage = triage_of(rows.audit, gate)
    told = triage is not None and any(one.cause == "proxy" for one in triage.evidence)
    if proxies and not told and not gate.target:
        names = words.listing([words.short(one.feature, 40) for one in proxies[:_PROXIES]])
        verb = "stands" if len(proxies[:_PROXIES]) == 1 else "stand"
        by = words.listing(dict.fromkeys(words.short(one.attribute, 40) for one in proxies))
        yield f"{names} {verb} in for {by}: decisions go by what tells the group."

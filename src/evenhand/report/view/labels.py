"""Outcomes: how many are known for whom, until when, and which figures they have changed since."""

from dataclasses import dataclass

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.restatement import Restatement
from evenhand.report import words
from evenhand.report.view.event_words import slot_text
from evenhand.report.view.figure import ABSENT, Figure, of_estimate, value_text
from evenhand.report.view.groups import MOST_ROWS
from evenhand.report.view.rows import Rows, metric_of
from evenhand.result import Attribute

COVERAGE = "label_coverage"
MOST_RESTATED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One group: how many of its decisions have a known outcome, in all and by decision."""

    who: str
    n: str
    known: Figure
    by_decision: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many outcomes are known, group by group."""

    attribute: str
    lines: tuple[Line, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """A figure of an earlier audit that outcomes since have changed."""

    metric: str
    who: str
    when: str
    earlier: str
    earlier_as_of: str
    now: str
    counts: str  # how many decisions, then and now


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Everything that the section shows."""

    sentences: tuple[str, ...]
    decisions: tuple[str, ...]  # heads of the further columns of coverage
    coverage: tuple[Coverage, ...]
    counted: str  # which decisions the coverage is of
    restated: tuple[Restated, ...]
    restated_left: int
    as_of: str


def labels(rows: Rows) -> Labels | None:
    """Return what is known of outcomes; None where the log has none."""
    decisions = _decisions(rows)
    coverage = tuple(
        found for a in rows.audit.attributes if (found := _coverage(rows, a, decisions))
    )
    restated = sorted(rows.audit.restatements, key=lambda r: -_moved(r))
    sentences = tuple(_sentences(rows))
    if not coverage and not restated and not sentences:
        return None
    return Labels(
        sentences=sentences,
        decisions=tuple(words.short(decision, 30) for decision in decisions),
        coverage=coverage,
        counted=_counted(rows, decisions),
        restated=tuple(_restated(rows, r) for r in restated[:MOST_RESTATED]),
        restated_left=max(0, len(restated) - MOST_RESTATED),
        as_of=words.day(rows.audit.as_of),
    )


def _sentences(rows: Rows) -> list[str]:
    log, found = rows.audit.log, []
    if log.mature_until is not None:
        until = slot_text(log.mature_until)
        found.append(
            f"Outcomes of decisions from {until} on have not all arrived. Figures that need them "
            "speak of the decisions before."
        )
    bounded = [e for e in rows.audit.estimates if e.undefined == "selective_labels"]
    if bounded:
        whom = {e.group for e in bounded if len(e.attributes) == 1 and e.window is None}
        who = f" for {words.how_many(len(whom), 'group')}" if whom else ""
        told = any(e.low is not None or e.high is not None for e in bounded)
        text = (
            f"Outcomes may be missing for a reason{who}: what is known may be no sample of the "
            "rest."
        )
        if told:
            text += (
                ' A figure that reads "between … and …" holds whatever the missing outcomes were.'
            )
        found.append(text)
    return found


def _decisions(rows: Rows) -> tuple[str, ...]:
    """Return the decisions by which outcomes are told apart: favourable or not."""
    conditions = dict.fromkeys(
        e.condition
        for e in rows.audit.estimates
        if e.metric == COVERAGE and e.window is None and e.attributes
    )
    return tuple(c[1] for c in conditions if c is not None and c[0] == "decision")


def _counted(rows: Rows, decisions: tuple[str, ...]) -> str:
    """Return which decisions the columns are of: they are not the same where labels are late."""
    until = rows.audit.log.mature_until
    if until is None or not decisions:
        return "Share of each group's decisions whose outcome is known."
    return (
        "Known: of all decisions so far. By decision: of those made before "
        f"{slot_text(until)} alone; an outcome that is missing there is not late, but lost."
    )


def _coverage(rows: Rows, attribute: Attribute, decisions: tuple[str, ...]) -> Coverage | None:
    valued = [e for e in rows.groups(COVERAGE, (attribute.name,)) if e.value is not None]
    valued.sort(key=lambda e: e.group == ("unknown",))
    if not valued:
        return None
    return Coverage(
        attribute=words.capital(words.short(attribute.name, 40)),
        lines=tuple(_line(rows, e, decisions) for e in valued[:MOST_ROWS]),
        left_out=max(0, len(valued) - MOST_ROWS),
    )


def _line(rows: Rows, e: Estimate, decisions: tuple[str, ...]) -> Line:
    parts = (
        rows.estimate(COVERAGE, e.attributes, e.group, condition=("decision", decision))
        for decision in decisions
    )
    return Line(
        who=words.group_name(e.group),
        n=words.count(e.n),
        known=of_estimate(e, unit=False),
        by_decision=tuple(of_estimate(p, unit=False) if p else ABSENT for p in parts),
    )


def _moved(r: Restatement) -> float:
    """Return how far a figure moved, relative to what it was; what came or went is first."""
    if r.earlier is None or r.now is None:
        return float("inf")
    return abs(r.now - r.earlier) / max(abs(r.earlier), 1e-9)


def _restated(rows: Rows, r: Restatement) -> Restated:
    def text(value: float | None) -> str:
        if value is None:
            return "no value"
        return rows.with_unit(r.metric, value_text(value, metric_of(r.metric).unit))

    names = " \N{MULTIPLICATION SIGN} ".join(words.short(a, 30) for a in r.attributes)
    who = words.group_name(r.group)
    return Restated(
        metric=metric_of(r.metric).title,
        who=f"{names}: {who}" if names else who,
        when=words.window(r.window, rows.audit.log.window) if r.window else "whole period",
        earlier=text(r.earlier),
        earlier_as_of=words.day(r.earlier_as_of),
        now=text(r.now),
        counts=f"{words.count(r.earlier_n)}, now {words.count(r.n)}",
    )

"""Remedies: what was tried on a sample of the log, what it would buy, and at what price."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evenhand.analyses.remedy import (
    Outcome,
    RemediedGap,
    Remedy,
    Trial,
    aimed,
    best_ones,
)
from evenhand.gates.gate import GateResult
from evenhand.report import words
from evenhand.report.view.chart import Chart
from evenhand.report.view.figure import Figure
from evenhand.report.view.pareto import pareto
from evenhand.report.view.remedy_words import choice_sentence, gap_name, gap_text, verdict, who
from evenhand.report.view.rows import Rows

MOST_GATES = 12  # lines of the table of all gaps
_NONE = Figure(text=words.NOTHING, why="not known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One remedy that was tried."""

    id: str
    title: str
    done: str
    caution: str
    verdict: str
    best: bool
    rate: Figure
    accuracy: Figure
    area: Figure
    gap: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """One gate's gap as the decisions have it, and as each remedy leaves it."""

    title: str
    who: str
    tolerance: str
    deployed: str
    cells: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """Everything that the section shows."""

    lead: str
    choice: str
    chart: Chart | None
    aim: str  # the gap aimed at, in words
    deployed: Line | None
    lines: tuple[Line, ...]
    refused: tuple[tuple[str, str], ...]  # title, why
    unlike: str
    gaps: tuple[GapLine, ...]
    gaps_left_out: int
    record: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    level: str


def remedies(rows: Rows) -> Remedies | None:
    """Return what was tried; None where nobody asked for that."""
    audit = rows.audit
    if audit.trial is None:
        return None if audit.untried is None else _untried(audit.untried)
    trial = audit.trial
    gate = next(one for one in audit.gates if one.id == trial.aim)
    made = [one for one in audit.remedies if not one.refused]
    best = {one.id for one in best_ones(audit.remedies, trial.aim)}
    gates = [one for one in audit.gates if any(aimed(remedy, one.id) for remedy in made)]
    return Remedies(
        lead="Each remedy was fitted and tuned on the earlier decisions of a sample, and then "
        "decided the later ones, which it had no part in. Its figures stand beside those of the "
        "same decisions as they were made.",
        choice=choice_sentence(audit.remedies, gate),
        chart=pareto(audit.remedies, gate),
        aim=f"{gap_name(gate)}, {who(gate)}",
        deployed=_as_deployed(made, gate) if made else None,
        lines=tuple(_line(one, gate, best=one.id in best) for one in made),
        refused=tuple((one.title, one.refused) for one in audit.remedies if one.refused),
        unlike=next((one.unlike for one in made if one.unlike), ""),
        gaps=tuple(_gap_line(one, made) for one in gates[:MOST_GATES]),
        gaps_left_out=max(0, len(gates) - MOST_GATES),
        record=_record(trial, len(audit.remedies)),
        notes=(_CHOSEN, _ALONE, _KNOWN, _STANDS),
        level=words.level(trial.level),
    )


_CHOSEN = (
    "The intervals are of each remedy by itself, as it was fitted, on people drawn anew. Of "
    "several remedies the best one looks a little better than it is: try it on new decisions "
    "before it goes into use."
)
_ALONE = (
    "People's overrides are not simulated: remedies decide alone. People may also ask for other "
    "things, or come from elsewhere, once decisions change; no log tells that."
)
_KNOWN = "Accuracy and the area under the ROC curve speak of decisions whose outcome is known."
_STANDS = (
    "Models were fitted anew on the features that the plan names, in the place of the model in "
    "use, which is not known here."
)


def _untried(why: str) -> Remedies:
    return Remedies(
        lead=f"No remedy was tried. {why}",
        choice="",
        chart=None,
        aim="",
        deployed=None,
        lines=(),
        refused=(),
        unlike="",
        gaps=(),
        gaps_left_out=0,
        record=(),
        notes=(),
        level="",
    )


def _line(one: Remedy, gate: GateResult, *, best: bool) -> Line:
    gap = aimed(one, gate.id)
    return Line(
        id=one.id,
        title=one.title,
        done=one.done,
        caution=one.caution,
        verdict=verdict(one, gap),
        best=best,
        rate=_rate(one.selection_rate),
        accuracy=_rate(one.accuracy),
        area=_area(one.area_under_roc),
        gap=_NONE if gap is None else _gap(gate, gap),
    )


def _as_deployed(made: Sequence[Remedy], gate: GateResult) -> Line:
    """Return the decisions as they were made, as a line of their own."""
    rates = _before([one.selection_rate for one in made])
    right = _before([one.accuracy for one in made])
    area = _before([one.area_under_roc for one in made])
    gap = _before([found.outcome for one in made if (found := aimed(one, gate.id))])
    return Line(
        id="",
        title="As deployed",
        done="",
        caution="",
        verdict="",
        best=False,
        rate=_figure(None if rates is None else words.percent(rates, unit=False)),
        accuracy=_figure(None if right is None else words.percent(right, unit=False)),
        area=_figure(None if area is None else words.rounded(area, 3)),
        gap=_figure(None if gap is None else gap_text(gate, gap, unit=False)),
    )


def _before(found: Sequence[Outcome | None]) -> float | None:
    return next((one.deployed for one in found if one is not None), None)


def _figure(text: str | None, low: str | None = None, high: str | None = None) -> Figure:
    return _NONE if text is None else Figure(text=text, interval=words.between(low, high))


def _told(found: Outcome | None, text: Callable[[float], str]) -> Figure:
    """Return the figure under a remedy, with its interval."""
    if found is None:
        return _NONE
    value, low, high = (
        None if one is None else text(one) for one in (found.value, found.low, found.high)
    )
    return _figure(value, low, high)


def _rate(found: Outcome | None) -> Figure:
    return _told(found, lambda value: words.percent(value, unit=False))


def _area(found: Outcome | None) -> Figure:
    if found is None:
        return Figure(text=words.NOTHING, why="it has no score")
    return _told(found, lambda value: words.rounded(value, 3))


def _gap(gate: GateResult, gap: RemediedGap) -> Figure:
    return _told(gap.outcome, lambda value: gap_text(gate, value, unit=False))


def _gap_line(gate: GateResult, made: Sequence[Remedy]) -> GapLine:
    found = [aimed(one, gate.id) for one in made]
    first = next(gap for gap in found if gap is not None)
    limit = "at least" if gate.comparison == "ratio" else "at most"
    return GapLine(
        title=gate.title,
        who=who(gate),
        tolerance=f"{limit} {gap_text(gate, gate.tolerance)}",
        deployed=gap_text(gate, first.outcome.deployed, unit=False),
        cells=tuple(_NONE if gap is None else _gap(gate, gap) for gap in found),
    )


def _record(trial: Trial, tried: int) -> tuple[tuple[str, str], ...]:
    """Return how the search was done, so that it can be done again."""
    left = [f"{one.feature}: {one.why}" for one in trial.left_out]
    how = "Parted by time" if trial.by_time else "Parted by the order of the log"
    parts = (
        f"{words.count(trial.fitted)} labelled ones to fit on, then {words.count(trial.tuned)} "
        f"labelled ones to tune on, then {words.count(trial.tested)} to measure on"
    )
    drawn = f"{words.level(trial.level)} %, people drawn anew {trial.draws} times, paired"
    found = {
        "Remedies tried": words.count(tried),
        "Decisions in the sample": words.count(trial.rows),
        how: parts,
        "Model fitted": trial.model,
        "Features": ", ".join(trial.features),
        "Features left out": "; ".join(left) or "none",
        "Gates that cannot be measured there": ", ".join(trial.unmeasured) or "none",
        "Intervals": drawn,
        "Seed": str(trial.seed),
    }
    return tuple((name, words.short(text, 600)) for name, text in found.items())

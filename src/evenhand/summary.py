"""What the log was, in the words of a result: its files, its period, its groups, its gaps."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.maturity import Cohort
from evenhand.analyses.restate import Edition, restate
from evenhand.analyses.restatement import Restatement
from evenhand.cube.axis import UNKNOWN
from evenhand.cube.bands import OUTSIDE
from evenhand.cube.cube import Cube
from evenhand.cube.local_time import zone_of
from evenhand.cube.roles import attribute_axis
from evenhand.cube.score_bins import probabilities
from evenhand.cube.tallies import Tallies
from evenhand.cube.windows import slot_words
from evenhand.engines.opened import Opened
from evenhand.inference.auc import delong
from evenhand.plan import Plan
from evenhand.plan.wanted import roles_of
from evenhand.result import Attribute, Audit, LogSummary

# The result lists the first rejects; rejects.csv has them all.
_LISTED = 20


def log_summary(tallies: Tallies, plan: Plan, source: Opened) -> LogSummary:
    """Return which log was audited. A data frame has no files."""
    outcomes, survey, log = tallies.outcomes, tallies.survey, source.log
    labels, decisions = outcomes.sum("n", "label"), outcomes.sum("n", "decision")
    versions = outcomes.levels["model_version"] if plan.columns.model_version else ()
    calendar = tallies.calendar
    rejects = log.rejects if log is not None else ()
    return LogSummary(
        files=log.files if log is not None else (),
        engine=source.engine.name,
        rows=survey.rows,
        rejected=len(rejects),
        rejects=rejects[:_LISTED],
        first=survey.first.isoformat(timespec="seconds") if survey.first else None,
        last=survey.last.isoformat(timespec="seconds") if survey.last else None,
        window=calendar.window if calendar is not None else None,
        windows=calendar.windows if calendar is not None else (),
        model_versions=tuple(version for version in versions if version != UNKNOWN),
        entities=plan.columns.entity is not None,
        labelled=round(float(labels[:2].sum())),
        undecided=round(float(decisions[2])),
        unknown={one.name: _unknown(tallies, one.name) for one in plan.protected},
        columns=roles_of(plan),
        first_seen=_first_seen(outcomes) if versions else {},
        merged=calendar.merged if calendar is not None else 1,
        mature_until=tallies.cutoff,
        outside=source.outside,
    )


def _first_seen(outcomes: Cube) -> dict[str, str]:
    """Return the first window of each model version that has one."""
    n = outcomes.sum("n", "model_version", "window")
    windows = outcomes.levels["window"]
    found = {}
    for version, counts in zip(outcomes.levels["model_version"], n, strict=True):
        seen = [w for w, count in zip(windows, counts, strict=True) if count > 0 and w != UNKNOWN]
        if version != UNKNOWN and seen:
            found[version] = min(seen)
    return found


def _unknown(tallies: Tallies, name: str) -> int:
    axis = attribute_axis(name)
    levels = tallies.outcomes.levels[axis]
    n = tallies.outcomes.sum("n", axis)
    return round(float(n[levels.index(UNKNOWN)])) if UNKNOWN in levels else 0


def attributes(
    tallies: Tallies, plan: Plan, groupings: dict[tuple[str, ...], Grouping]
) -> tuple[Attribute, ...]:
    """Return every protected attribute with its groups, its reference, and how that was chosen."""
    found = []
    for protected in plan.protected:
        axis, grouping = attribute_axis(protected.name), groupings[protected.name,]
        n, levels = tallies.outcomes.sum("n", axis), tallies.outcomes.levels[axis]
        names = tuple(group[0] for group in grouping.groups)
        found.append(
            Attribute(
                name=protected.name,
                column=protected.column,
                groups=names,
                counts=tuple(round(float(n[levels.index(name)])) for name in names),
                reference="" if grouping.reference is None else names[grouping.reference],
                reference_by=grouping.reference_by,
                bands=protected.bands,
                obtained=protected.obtained,
            )
        )
    return tuple(found)


def favourable(plan: Plan) -> str:
    """Return what counts as favourable, in words."""
    if plan.decision is not None:
        return " or ".join(plan.decision.favourable)
    if plan.score is not None and plan.score.threshold is not None:
        sign = ">=" if plan.score.favourable == "high" else "<"
        return f"{plan.score.column} {sign} {plan.score.threshold:g}"
    return _NO_DECISION


_NO_DECISION = "not named"


def notes(  # noqa: PLR0917 - all that a note can be about
    tallies: Tallies,
    plan: Plan,
    summary: LogSummary,
    audited: Sequence[Attribute],
    source: Opened,
    cohort: Cohort,
) -> tuple[str, ...]:
    """Return what a reader must know to read the figures, each a sentence."""
    found = list(source.log.notes) if source.log is not None else []
    found += source.notes
    found += _of_time(tallies, plan, summary, source)
    if summary.undecided:
        found.append(
            f"{summary.undecided:,} of {summary.rows:,} rows carry no decision; no rate counts "
            "them."
        )
    if favourable(plan) == _NO_DECISION:
        found.append("No decision is named: scores are compared, not decisions.")
    if plan.decision is not None:
        seen = tallies.survey.values["decision"]
        found += [
            f"No decision is {value!r}, which the plan calls favourable."
            for value in plan.decision.favourable
            if value not in seen
        ]
    for one in audited:
        found += _of_attribute(one, summary)
    found += [_of_labels(plan, summary), cohort.sentence]
    if plan.score is None:
        found.append("No score is named, so there is no AUC and no calibration.")
    elif plan.score.favourable == "low":
        turned = "1 - score" if probabilities(tallies.survey) else "the negative of the score"
        found.append(f"Low scores are the good ones: figures on scores speak of {turned}.")
    found.append(_INDEPENDENT if tallies.entities is None else _REPEATED)
    if plan.columns.weight is not None:
        found.append(
            f"Rates are weighted by {plan.columns.weight}; scores and KPIs count every row once."
        )
    return tuple(note for note in found if note)


def _of_time(tallies: Tallies, plan: Plan, summary: LogSummary, source: Opened) -> list[str]:
    if plan.columns.time is None:
        return ["No time is named, so nothing can be said about change over time."]
    found = []
    if plan.timezone is not None and source.raw.zone is None:
        found.append(
            f"Times in {plan.columns.time!r} name no zone: they are taken to be those of "
            f"{plan.timezone} as they are."
        )
    elif plan.timezone is not None:
        found.append(f"Days and hours are those of {plan.timezone}.")
    if tallies.calendar is not None:
        found += [
            f"{slot_words(slot)} was there twice, as the clocks were set back: the hour has the "
            "decisions of both."
            for slot in sorted(tallies.calendar.twice)
        ]
    if summary.outside:
        found.append(
            f"{summary.outside:,} rows lie outside the period audited, or have no time: no figure "
            "counts them."
        )
    if summary.merged > 1 and summary.window is not None:
        found.append(
            f"Each window takes {summary.merged} {_plural(summary.window)} together: one alone has "
            "too few decisions."
        )
    return found


def _plural(window: str) -> str:
    """Return a length of window as more than one of them: "weeks", "spans of 30 days"."""
    return f"spans of {window[:-1]} days" if window[:-1].isdigit() else f"{window}s"


_INDEPENDENT = (
    "No entity id is named: every row is taken as an independent decision. If people appear more "
    "than once, the intervals are too narrow."
)
_REPEATED = (
    "Intervals of rates allow for people who appear more than once; intervals of means, scores "
    "and KPIs take rows as independent."
)


def _of_attribute(one: Attribute, summary: LogSummary) -> list[str]:
    if not one.groups:
        return [f"{one.name} is unknown in every row: nothing to compare."]
    found = []
    if len(one.groups) == 1:
        found.append(f"{one.name} has one group only ({one.groups[0]}): nothing to compare.")
    unknown = summary.unknown[one.name]
    if unknown:
        found.append(
            f"{one.name} is unknown for {unknown:,} rows ({unknown / summary.rows:.1%}): shown, "
            "not compared."
        )
    if OUTSIDE in one.groups:
        found.append(f"{one.name}: some values lie outside the bands, as a group of their own.")
    return found


def _of_labels(plan: Plan, summary: LogSummary) -> str:
    if plan.label is None:
        return "No label is named, so there are no error rates, calibration or accuracy."
    if summary.labelled == 0:
        return "All labels are missing, so there are no error rates or accuracy."
    if summary.labelled < summary.rows:
        sample = ""
        if plan.label.missing == "at_random":
            sample = " The plan says that these are a sample of all: they are taken for one."
        return (
            f"{summary.labelled:,} of {summary.rows:,} decisions have a label "
            f"({summary.labelled / summary.rows:.1%}).{sample}"
        )
    return ""


def days(tallies: Tallies) -> float:
    """Return the observed span in days, from the first to the last decision; NaN without times."""
    first, last = tallies.survey.first, tallies.survey.last
    if first is None or last is None:
        return float("nan")
    return (last - first).total_seconds() / 86_400


def roles(plan: Plan, tallies: Tallies) -> frozenset[str]:
    """Return what the log can serve: decision, label, score, threshold, time, and so on."""
    found = set(plan.kpis)
    labelled = np.asarray(tallies.outcomes.sum("n", "label"))[:2].sum() > 0
    named = {
        "decision": plan.decision is not None
        or (plan.score is not None and plan.score.threshold is not None),
        "label": plan.label is not None and bool(labelled),
        "score": tallies.scores is not None,
        "threshold": plan.score is not None and plan.score.threshold is not None,
        "time": tallies.survey.first is not None,
        "entity": plan.columns.entity is not None,
        "model_version": plan.columns.model_version is not None,
    }
    return frozenset(found | {name for name, there in named.items() if there})


def auc_bound(everybody: Inputs) -> float | None:
    """Return how far binning the scores can have moved an AUC at most; None without scores."""
    scores = (everybody.mature or everybody).scores
    if scores is None:
        return None
    n = scores.n[0].sum(axis=0)
    bound = float(delong(n[1], n[0])[2])
    return bound if math.isfinite(bound) else None


def day_of(moment: datetime, plan: Plan) -> date:
    """Return the day of a time in the zone of a plan."""
    return moment.astimezone(UTC if plan.timezone is None else zone_of(plan.timezone)).date()


def edition(
    as_of: str, log: LogSummary, plan: Mapping[str, Any], estimates: Sequence[Estimate]
) -> Edition:
    """Return what is needed of an audit to hold it against another."""
    window = None if log.window is None else f"{log.merged} x {log.window}"
    return Edition(as_of=as_of, window=window, plan=plan, estimates=estimates)


def restated(previous: Audit | None, now: Edition) -> tuple[tuple[Restatement, ...], str]:
    """Return the figures of an earlier audit that labels since have changed, and a note on them."""
    if previous is None:
        return (), ""
    earlier = edition(previous.as_of, previous.log, previous.plan, previous.estimates)
    return restate(earlier, now)

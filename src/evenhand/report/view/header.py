"""The head of the report: who and when, the verdict, what to do first, five figures."""

from dataclasses import dataclass, replace

from evenhand.recommendations.recommendation import Recommendation
from evenhand.report import words
from evenhand.report.view import sentences
from evenhand.report.view.figure import Figure, of_estimate
from evenhand.report.view.groups import RATE
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.trend import by_version, version_sentence
from evenhand.result import Audit

FIRST = 3  # recommendations in the head
FIGURES = 5
# What a director asks first; those that the log cannot tell are passed over.
HEADLINES = (
    "selection_rate",
    "accuracy",
    "area_under_roc",
    "latency_p95",
    "override_rate",
    "cost_per_decision",
    "failure_rate",
    "satisfaction_mean",
    "throughput",
    "label_coverage",
    "human_review_rate",
    "base_rate",
    "true_positive_rate",
    "false_positive_rate",
    "mean_score",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One of the five figures."""

    figure: Figure
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Everything above the first section."""

    eyebrow: str
    title: str
    subtitle: str
    state: str
    word: str
    lead: str
    since: str  # the gap under the first and the last model version, where they differ
    tally: str
    todo: tuple[Recommendation, ...]
    headlines: tuple[Headline, ...]


def header(rows: Rows) -> Header:
    """Return the head of the report."""
    audit = rows.audit
    lead, tally = sentences.verdict_lines(audit, sentences.level_of(audit))
    state = audit.verdict.state if audit.gates else ""
    recommendations = sorted(audit.recommendations, key=lambda r: r.priority)
    parts = ["Bias and performance audit"]
    if audit.organisation:
        parts.append(words.short(audit.organisation, 80))
    parts.append(f"as of {words.day(audit.as_of)}")
    return Header(
        eyebrow=" · ".join(parts),
        title=title_of(audit),
        subtitle=_subtitle(audit),
        state=state,
        word={"fail": "Fail.", "warn": "Warn.", "pass": "Pass."}.get(state, "Undecided."),
        lead=lead,
        since=_since(rows),
        tally=tally,
        todo=tuple(recommendations[:FIRST]),
        headlines=_headlines(rows),
    )


def _since(rows: Rows) -> str:
    gate = sentences.lead_gate(rows.audit)
    if gate is None or gate.target or gate.state not in {"fail", "warn"} or gate.metric != RATE:
        return ""
    return version_sentence(by_version(rows, RATE, gate.attributes, gate.group, gate.reference))


def title_of(audit: Audit) -> str:
    """Return the title of the report: the plan's, or the log that was audited."""
    names = [file.name for file in audit.log.files]
    fallback = f"Audit of {words.short(names[0], 60)}" if names else "Audit of decisions"
    return words.short(audit.title, 120) or fallback


def _subtitle(audit: Audit) -> str:
    log = audit.log
    text = words.how_many(log.rows, "decision", digits=True)
    when = words.period(log.first, log.last)
    text += f", {when}" if when else ""
    if len(log.model_versions) > 1:
        text += f", by {words.how_many(len(log.model_versions), 'model version')}"
    if log.labelled and log.rows:
        text += f"; for {words.percent(log.labelled / log.rows)} the outcome is known"
    names = [words.short(a.name, 40) for a in audit.attributes]
    if names:
        text += f". Audited by {words.listing(names)}"
    return f"{text}. Favourable: {words.short(audit.favourable, 60)}."


def _headlines(rows: Rows) -> tuple[Headline, ...]:
    found = []
    for metric in HEADLINES:
        estimate = rows.estimate(metric)
        if estimate and estimate.value is not None:
            figure = of_estimate(estimate)
            text = rows.with_unit(metric, figure.text)
            found.append(
                Headline(figure=replace(figure, text=text), label=_label(metric, rows.audit))
            )
    return tuple(found[:FIGURES])


def _label(metric: str, audit: Audit) -> str:
    if metric == "selection_rate":
        return f"favourable ({words.short(audit.favourable, 30)})"
    if metric == "throughput":
        return "decisions per day"
    title = metric_of(metric).title
    # An abbreviation keeps its capitals.
    return title if title[:2].isupper() else title[:1].lower() + title[1:]

"""Audit: everything that an audit found. `audit.json` is this value; all reports come from it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from evenhand import __version__
from evenhand.analyses.anomaly import Anomaly
from evenhand.analyses.budget import Budget
from evenhand.analyses.calibration import Histogram
from evenhand.analyses.change_point import ChangePoint
from evenhand.analyses.churn import Churn
from evenhand.analyses.control_chart import ControlChart
from evenhand.analyses.decomposition import Decomposition, Reversal
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.analyses.proxy import Proxy
from evenhand.analyses.readiness import Check
from evenhand.analyses.remedy import Remedy, Trial
from evenhand.analyses.restatement import Restatement
from evenhand.analyses.review_effect import ReviewEffect
from evenhand.analyses.shift import Shift
from evenhand.analyses.slice import Search, Slice
from evenhand.analyses.stream import Ended, Stream
from evenhand.analyses.trend import Trend
from evenhand.gates.baseline import Against
from evenhand.gates.gate import Finding, GateResult, Verdict
from evenhand.gates.triage.rows import Triage
from evenhand.log.log import LogFile, Reject
from evenhand.protocols.incident import Incident
from evenhand.recommendations.recommendation import Recommendation

SCHEMA_VERSION = "1.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSummary:
    """Which log was audited: files, rows, period, and what is missing in it."""

    files: tuple[LogFile, ...]
    engine: str
    rows: int  # decisions audited
    rejected: int
    rejects: tuple[Reject, ...]  # the first of them; rejects.csv has all
    first: str | None  # ISO time of the first decision
    last: str | None
    window: str | None  # hour, day, week, month, quarter
    windows: tuple[str, ...]  # starts, in order
    model_versions: tuple[str, ...]
    entities: bool  # an entity id is named, so repeated people are accounted for
    labelled: int
    undecided: int  # rows without a decision, left out of every metric
    unknown: dict[str, int]  # rows by attribute whose group is unknown
    columns: dict[str, str]  # role -> column
    first_seen: dict[str, str] = field(default_factory=dict)  # model version -> its first window
    merged: int = 1  # how many windows of that length each of `windows` takes together
    outside: int = 0  # rows outside the period audited, or without a time while one is asked for
    mature_until: str | None = None  # labels of decisions from here on have not all arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A protected attribute as audited: its groups in order, its reference, how it was obtained."""

    name: str
    column: str
    groups: tuple[str, ...]  # without "unknown"
    counts: tuple[int, ...]
    reference: str  # the group that others are compared with
    reference_by: Literal["plan", "highest", "largest"]  # how it was chosen
    bands: tuple[str, ...]
    obtained: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Everything that an audit found, in tidy rows. Rates lie in [0, 1]."""

    schema_version: str = SCHEMA_VERSION
    evenhand_version: str
    id: str  # from the log, the plan and as_of: the same audit has the same id
    as_of: str  # ISO time that the audit speaks for
    title: str
    organisation: str | None
    log: LogSummary
    plan: dict[str, Any] = field(repr=False)
    plan_file: str | None = None  # as the command was given it
    favourable: str  # "approve", or "score >= 0.5"
    attributes: tuple[Attribute, ...]
    conditions: tuple[str, ...]
    verdict: Verdict
    gates: tuple[GateResult, ...]
    findings: tuple[Finding, ...]
    recommendations: tuple[Recommendation, ...]
    estimates: tuple[Estimate, ...] = field(repr=False)
    disparities: tuple[Disparity, ...] = field(repr=False)
    calibration: tuple[Histogram, ...] = field(repr=False)
    trends: tuple[Trend, ...] = field(default=(), repr=False)
    change_points: tuple[ChangePoint, ...] = ()
    shifts: tuple[Shift, ...] = field(default=(), repr=False)
    anomalies: tuple[Anomaly, ...] = ()
    control_charts: tuple[ControlChart, ...] = field(default=(), repr=False)
    review_effects: tuple[ReviewEffect, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    estimated: tuple[Estimate, ...] = field(default=(), repr=False)  # not measured: no labels yet
    incidents: tuple[Incident, ...] = ()  # what the organisation's protocols ask for
    slices: tuple[Slice, ...] = ()
    search: Search | None = None  # for slices; None: there was nothing to search
    budgets: tuple[Budget, ...] = field(default=(), repr=False)
    checks: tuple[Check, ...] = ()
    baseline: Against | None = None  # that this audit was held against
    churn: tuple[Churn, ...] = field(default=(), repr=False)
    streams: tuple[Stream, ...] = field(default=(), repr=False)  # evidence of many audits
    ended_streams: tuple[Ended, ...] = ()  # that others took the place of in this one
    decompositions: tuple[Decomposition, ...] = field(default=(), repr=False)
    reversals: tuple[Reversal, ...] = ()
    triages: tuple[Triage, ...] = ()
    trial: Trial | None = None  # how remedies were tried; None: they were not
    untried: str | None = None  # why not, though that was asked for
    proxies: tuple[Proxy, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    notes: tuple[str, ...]  # what the reader must know to read the figures
    method: dict[str, Any]  # level, alpha, seed, draws, versions of libraries


def audit_id(files: Sequence[LogFile], plan: Mapping[str, Any], as_of: str) -> str:
    """Return an id that is the same for the same files, plan and time."""
    digests = [file.sha256 for file in files]
    text = json.dumps([digests, plan, as_of, __version__], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]

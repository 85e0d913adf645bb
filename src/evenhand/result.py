"""Audit: everything that an audit found. `audit.json` is this value; all reports come from it."""

from dataclasses import dataclass, field
from typing import Any, Literal

from evenhand.analyses.calibration import Histogram
from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.gates.gate import Finding, GateResult, Verdict
from evenhand.log.log import LogFile, Reject
from evenhand.recommendations.recommendation import Recommendation

SCHEMA_VERSION = "1.0"


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
    notes: tuple[str, ...]  # what the reader must know to read the figures
    method: dict[str, Any]  # level, alpha, seed, draws, versions of libraries

"""What a gate decided, and a finding: something that a reader must know."""

from dataclasses import dataclass
from typing import Literal

State = Literal["pass", "warn", "fail", "insufficient"]
Severity = Literal["high", "medium", "low", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupState:
    """One group's part in a gate: its figures against the reference, and what they show."""

    group: tuple[str, ...]
    reference: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    p_value: float | None  # one-sided, that the tolerance is broken; adjusted over groups and gates
    n: int
    testable: bool  # large enough to be shown within the tolerance
    state: State
    needed: tuple[int, int | None] | None  # more decisions, best case and as estimated; None: none
    disparity: str | None  # row id; of a target, that of the estimate
    detectable: float | None = None  # the smallest true gap that would be flagged 4 times in 5
    before: float | None = None  # the figure of the baseline, where a change is judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """Who answers for a failure, why, and until when."""

    id: str
    owner: str
    reason: str
    expires: str  # ISO date, the last day that it holds


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """A gate judged: the worst group's figures, and every group's state.

    `value`, `low`, `high`, `group` and `reference` are the worst group's. `p_adjusted` is after
    Holm over all gates of the audit. An undefined gate is "insufficient", never pass or fail.

    A target is a gate of its own kind: it compares no groups, but a figure with a number. Its
    `comparison` is "at_most" or "at_least", its `tolerance` that number in the figure's own unit,
    its `reference` empty; `p_adjusted` is after Holm over all targets.
    """

    id: str
    title: str
    metric: str
    comparison: Literal["difference", "ratio", "at_most", "at_least"]
    attributes: tuple[str, ...]
    tolerance: float  # a ratio must be at least, a difference at most this in size
    warn: float | None
    decide_by: Literal["evidence", "point"]
    on_insufficient: Literal["pass", "fail"]
    source: Literal["default", "plan"]
    alpha: float
    minimum_n: int
    state: State
    reason: str  # one plain sentence
    value: float | None
    low: float | None
    high: float | None
    group: tuple[str, ...]
    reference: tuple[str, ...]
    p_value: float | None
    p_adjusted: float | None
    n: int
    groups: tuple[GroupState, ...]
    unit: str = ""  # of the figures: rate, count, ms, eur, ...; "" where it is not known
    subject: str = ""  # the metric as it stands inside a sentence
    favours: Literal["high", "low", "neither"] = "neither"  # which way is better for the person
    # What is judged: the figures of the period, their change from a baseline, or a stream of looks.
    basis: Literal["period", "baseline", "stream"] = "period"
    condition: str | None = None  # the column within whose values groups are compared
    direction: Literal["either", "worse"] = "either"
    window: str | None = None  # start of the window that is judged; None: the whole period
    clause: str = ""  # the rule that asks for it
    note: str = ""
    line: int | None = None  # of the gate in the plan file
    waived: Waived | None = None  # of a failure that somebody answers for
    judged: tuple[tuple[str, ...], ...] = ()  # groups large enough to be compared, best ones too

    @property
    def target(self) -> bool:
        """Return whether this is a target: a figure that must keep to a number."""
        return self.comparison in {"at_most", "at_least"}

    @property
    def counts_as(self) -> State:
        """Return the state that the verdict counts: a waived failure fails no build, but warns."""
        return self.state if self.waived is None else "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a reader must know, in words, with the rows that it rests on."""

    id: str
    kind: str  # what was found, as a slug: gate, calibration, performance, coverage, ...
    severity: Severity
    title: str  # a sentence
    detail: str  # one or two more
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    evidence: tuple[str, ...]  # row ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gates in one word, and the exit code that it means."""

    state: State
    sentence: str
    passed: int
    warned: int
    failed: int
    insufficient: int
    exit_code: Literal[0, 1, 3]
    waived: int = 0  # failures that somebody answers for; counted in none of the others

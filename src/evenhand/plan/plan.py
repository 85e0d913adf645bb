"""The plan: which columns play which role, who is protected, what is gated, and how.

A plan is read from `evenhand.toml`, from command-line flags, or from both: a flag wins. Unknown
keys are errors. Every default that matters is here, once.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from evenhand.plan.part import Part, Text, Texts
from evenhand.plan.rules import Baseline, Gate, Monitoring, Protocol, Target, Waiver

Stage = Literal["final", "proposed"]

WINDOW = "^(hour|day|week|month|quarter|all|[1-9][0-9]*d)$"


class Columns(Part):
    """The columns that need nothing said but their name."""

    id: str | None = Field(None, description="Identifies one decision.")
    entity: str | None = Field(None, description="Identifies the person decided about.")
    time: str | None = Field(None, description="When the decision was made.")
    model_version: str | None = Field(None, description="Which model or agent decided.")
    weight: str | None = Field(None, description="How much a row counts; 1 if not named.")
    reason: str | None = Field(None, description="Why the decision was made: a reason code.")
    reviewer: str | None = Field(None, description="Who reviewed the decision.")
    override_reason: str | None = Field(None, description="Why the reviewer decided otherwise.")


class Decision(Part):
    """What was decided, and which values the person hopes for."""

    column: str
    favourable: Texts = ()
    stage: Stage = Field(
        "final", description="Whether the column holds decisions as after a review, or as before."
    )


class Label(Part):
    """What turned out true, where it is known.

    Labels that are known for some decisions only are taken to be missing for a reason: where that
    matters, bounds stand in place of figures. `missing = "at_random"` says that they are a sample.
    """

    column: str
    positive: Texts = ("1", "true")
    time: str | None = Field(None, description="When the label became known.")
    missing: Literal["bounds", "at_random"] = Field(
        "bounds", description="What unlabelled decisions of a matured cohort may have been."
    )
    file: Texts = Field((), description="Labels that come in files of their own.")
    on: str | None = Field(None, description="The id that joins such a file to the log.")


class Score(Part):
    """The number that the decision came from; with a threshold it can stand for the decision."""

    column: str
    threshold: float | None = None
    favourable: Literal["high", "low"] = "high"


class Protected(Part):
    """A protected attribute: its column, bands for numbers, and whom others are compared with."""

    column: str
    name: str = ""
    bands: Texts = Field((), description='For numbers and dates of birth: "18-39", "40+".')
    reference: Text | None = None
    obtained: str | None = Field(None, description="self-reported, observed, inferred, ...")
    unknown: Texts = Field(
        ("", "unknown", "?"), description="Values that mean unknown, in any letter case."
    )
    expected: Texts = Field((), description="Groups that must be there: no gate passes without.")

    @model_validator(mode="before")
    @classmethod
    def _name_is_the_column(cls, values: object) -> object:
        if isinstance(values, dict) and not values.get("name"):
            return {**values, "name": values.get("column", "")}
        return values


class Outcome(Part):
    """How a task ended. Values that are not named are indeterminate: shown apart."""

    column: str
    success: Texts = ()
    failed: Texts = ()
    escalated: Texts = Field((), description="Handed to a human.")
    abandoned: Texts = Field((), description="The person left.")
    ongoing: Texts = Field((), description="Not finished: counted in no rate.")


class Limits(Part):
    """Numbers that performance is counted against, in the unit of the column."""

    latency: float | None = Field(None, gt=0, description="A slower decision breaches the SLA.")
    review_time: float | None = Field(None, gt=0, description="A faster review is hasty.")
    satisfied: float | None = Field(None, description="From here on a person is satisfied.")


class OwnKpi(Part):
    """A performance figure of the user's own, from a column of the log."""

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    column: str
    kind: Literal["rate", "mean", "quantile", "sum"] = Field(
        "mean", description='"sum" is the sum over all decisions, per decision.'
    )
    values: Texts = Field((), description="For a rate: the values that count; else 1 and true.")
    q: float = Field(0.95, gt=0, lt=1, description="For a quantile: which.")
    where: dict[str, Texts] = Field({}, description="Only decisions with these values count.")
    favours: Literal["high", "low", "neither"] = "neither"
    title: str = ""


class Period(Part):
    """Which decisions are audited, by their time: `from` and `to` inclusive, as dates or times."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    start: str | None = Field(None, alias="from")
    to: str | None = None
    last: str | None = Field(
        None,
        pattern="^[1-9][0-9]*[hdw]$",
        description='Up to the day that the audit speaks for: "90d", "12w", "6h".',
    )


class Drift(Part):
    """What later windows are compared with, and how far apart they may be."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    start: str | None = Field(None, alias="from", description="Baseline: else the first quarter.")
    to: str | None = None
    margin: float = Field(0.1, gt=0, description="PSI up to which nothing is said.")


class Slices(Part):
    """How subgroups are searched for those in which people fare worst."""

    depth: int = Field(3, ge=0, le=3, description="Columns in one subgroup at most. 0: no search.")
    smallest: float = Field(
        0.005, gt=0, lt=1, description="The smallest subgroup, as a share of all decisions."
    )
    largest_log: int = Field(
        2_000_000, gt=0, description="A log of more decisions than this is not searched."
    )


class Retraining(Part):
    """What is tried on a sample of the log, to tell what each remedy would buy."""

    simulate: bool = Field(default=False, description="Models are fitted: up to a minute.")
    rows: int = Field(50_000, ge=1000, le=1_000_000, description="The sample has at most so many.")
    group_thresholds: bool = Field(
        default=False,
        description="Also thresholds by group. That uses the protected attribute in the decision: "
        "take legal advice first.",
    )


class Intake(Part):
    """How files are read; what is not said is sniffed."""

    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None
    header: bool | None = None
    max_reject_share: float = Field(0.01, ge=0, le=1)
    max_cells: int = Field(2_000_000, gt=0)


class Inference(Part):
    """Levels, seeds and sizes of the inference."""

    level: float = Field(0.95, gt=0.5, lt=1)
    alpha: float = Field(0.05, gt=0, lt=0.5)
    draws: int = Field(2000, ge=100)
    seed: int = 20240229
    score_bins: int = Field(100, ge=10, le=1000)


class Plan(Part):
    """What to audit and how. Rates and shares are in [0, 1]."""

    title: str = ""
    organisation: str | None = None
    log: Texts = ()
    columns: Columns = Columns()
    decision: Decision | None = None
    label: Label | None = None
    score: Score | None = None
    protected: tuple[Protected, ...] = ()
    conditions: Texts = Field((), description="Columns held fixed in conditional comparisons.")
    kpis: dict[str, str] = Field(
        {}, description="latency, failure, cost, satisfaction, review, override, ... -> column."
    )
    outcome: Outcome | None = None
    limits: Limits = Limits()
    own_kpis: tuple[OwnKpi, ...] = ()
    targets: tuple[Target, ...] = ()
    features: Texts = Field((), description="Columns that the model sees, watched for drift.")
    drift: Drift = Drift()
    slices: Slices = Slices()
    retraining: Retraining = Retraining()
    window: Annotated[str, Field(pattern=WINDOW)] | None = Field(
        None, description="hour, day, week, month, quarter, all; or 30d: counted from the end."
    )
    timezone: str | None = Field(
        None, description="Whose days they are: Europe/Berlin. Times without an offset are local."
    )
    period: Period = Period()
    intersections: bool = Field(True, description="Also audit every pair of attributes.")
    gates: tuple[Gate, ...] | None = Field(None, description="None: the default gates.")
    waivers: tuple[Waiver, ...] = ()
    protocols: tuple[Protocol, ...] = ()
    baseline: Baseline = Baseline()
    monitoring: Monitoring = Monitoring()
    intake: Intake = Intake()
    inference: Inference = Inference()

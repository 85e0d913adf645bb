"""The plan: which columns play which role, who is protected, what is gated, and how.

A plan is read from `evenhand.toml`, from command-line flags, or from both: a flag wins. Unknown
keys are errors. Every default that matters is here, once.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _as_text(value: object) -> object:
    """Return a scalar of a TOML file as the text that the log is compared with."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _as_list(value: object) -> object:
    """Return a lone value as a list of one: `favourable = "approve"` is plain enough."""
    return value if isinstance(value, list | tuple) else [value]


Text = Annotated[str, BeforeValidator(_as_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]


class Part(BaseModel):
    """A table of the plan: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Columns(Part):
    """The columns that need nothing said but their name."""

    id: str | None = Field(None, description="Identifies one decision.")
    entity: str | None = Field(None, description="Identifies the person decided about.")
    time: str | None = Field(None, description="When the decision was made.")
    model_version: str | None = Field(None, description="Which model or agent decided.")
    weight: str | None = Field(None, description="How much a row counts; 1 if not named.")


class Decision(Part):
    """What was decided, and which values the person hopes for."""

    column: str
    favourable: Texts = ()


class Label(Part):
    """What turned out true, where it is known."""

    column: str
    positive: Texts = ("1", "true")


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

    @model_validator(mode="before")
    @classmethod
    def _name_is_the_column(cls, values: object) -> object:
        if isinstance(values, dict) and not values.get("name"):
            return {**values, "name": values.get("column", "")}
        return values


class Gate(Part):
    """A tolerance for a metric's disparity over the groups of some attributes."""

    id: str = ""
    metric: str
    comparison: Literal["difference", "ratio"] = "difference"
    attributes: Texts = Field((), description="One: its groups. Two: their intersections.")
    tolerance: float
    warn: float | None = None
    decide_by: Literal["evidence", "point"] = "evidence"
    on_insufficient: Literal["pass", "fail"] = "pass"
    minimum_n: int | None = Field(None, description="Smallest testable group; default by formula.")
    note: str = ""


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
        {}, description="latency, failure, cost, satisfaction, review, override -> column."
    )
    window: Literal["hour", "day", "week", "month", "quarter"] | None = None
    intersections: bool = Field(True, description="Also audit every pair of attributes.")
    gates: tuple[Gate, ...] | None = Field(None, description="None: the default gates.")
    intake: Intake = Intake()
    inference: Inference = Inference()

"""What a plan asks of the figures: targets and gates, and what is done where they are not kept."""

from datetime import date
from typing import Literal

from pydantic import Field

from evenhand.plan.part import Part, Texts


class Target(Part):
    """What a figure must keep to, for everybody or for every group of some attributes."""

    id: str = ""
    metric: str
    at_most: float | None = None
    at_least: float | None = None
    warn: float | None = Field(None, description="Comes before the target: stricter than it.")
    attributes: Texts = Field((), description="None: everybody. Else every group must keep to it.")
    decide_by: Literal["evidence", "point"] = "evidence"
    on_insufficient: Literal["pass", "fail"] = "pass"
    note: str = ""


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
    condition: str | None = Field(
        None, description="One of the conditions: groups are compared within its values."
    )
    direction: Literal["either", "worse"] = Field(
        "either", description='"worse": a group that fares better than the reference is no flag.'
    )
    window: Literal["whole", "last", "each"] = Field(
        "whole", description="The whole period, its last full window, or every window."
    )
    clause: str = Field("", description="Which rule asks for it: 29 CFR 1607.4(D).")
    note: str = ""


class Waiver(Part):
    """A failure that somebody answers for, until a day."""

    id: str
    gate: str = Field(description="The id of the gate whose failure is waived.")
    groups: Texts = Field((), description="Only for these groups; none: for all.")
    owner: str
    reason: str
    expires: date = Field(description="The last day that it holds.")


class Baseline(Part):
    """An approved earlier state, and how much worse than it things may become."""

    file: str | None = Field(None, description="What `evenhand baseline approve` wrote.")
    tolerance: float = Field(
        0.02, ge=0, description="How far a gap of rates may widen, or a rate worsen: 0.02."
    )
    relative: float = Field(
        0.1, ge=0, description="How far other figures may worsen, as a share of what they were."
    )
    metrics: Texts = Field((), description="None: those of the gates and targets.")
    decision: str | None = Field(
        None, description="The column of what the approved model decides of the same rows."
    )
    on_insufficient: Literal["pass", "fail"] = "pass"


class Monitoring(Part):
    """Evidence that is gathered over many audits, and stays valid however often one looks."""

    history: str | None = Field(None, description="The folder that keeps what was gathered.")
    alpha: float = Field(
        0.05, gt=0, lt=0.5, description="The chance that any stream ever raises a false alarm."
    )
    run_length: float = Field(
        3650, gt=1, description="Windows to a false alarm of a change, on average at least."
    )


class Protocol(Part):
    """What is done when something is found: agreed on beforehand, by the organisation."""

    name: str
    kinds: Texts = Field((), description="Kinds of findings that it is for; none: all.")
    severity: Literal["high", "medium", "low"] = Field(
        "high", description="It is for findings of this severity, and for graver ones."
    )
    contact: str = Field(description="The role that is called, not a person's name.")
    within: str = Field(
        pattern="^[1-9][0-9]*[hdw]$", description="By when the steps are done: 4h, 14d, 2w."
    )
    steps: Texts = Field(
        min_length=1, description="What is done, in order; {title}, {group}, {as_of} are filled in."
    )
    command: Texts = Field(
        (), description="A program and its arguments; run only with --run-commands."
    )

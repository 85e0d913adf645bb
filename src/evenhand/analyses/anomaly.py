"""Anomaly: a run of slots in which a figure lay outside its limits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """A figure outside its control limits for one slot or a run of them: one row a run.

    `value`, `expected`, `low` and `high` are those of the worst slot, `excess` how many standard
    deviations it lies from what was expected. Volume is counted in decisions a slot.
    """

    id: str
    kind: str  # volume, latency, failure, override, satisfaction, decision_rate, ...
    metric: str  # the figure's key
    attributes: tuple[str, ...]
    group: tuple[str, ...]  # (): everybody
    start: str  # first and last slot of the run
    end: str
    slots: int
    value: float
    expected: float
    low: float
    high: float
    excess: float
    n: int  # decisions in the run

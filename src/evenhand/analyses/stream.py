"""Stream: evidence on one group of one gate, gathered window by window over many audits."""

from dataclasses import dataclass, field
from typing import Literal

from evenhand.inference.stream_state import Band, Equality, Margin

Side = Literal["below", "above"]
Why = Literal["plan", "version", "acknowledged"]

# A stratum ("" without a condition), then favourable and all decisions of the group and the others.
Cell = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a window held when it was looked at."""

    start: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a stream gathers evidence on: that a group is past the tolerance of a gate.

    Attributes
    ----------
    id : str
        The gate and the group.
    gate : str
        The id of the gate that takes the stream up.
    reference : tuple of str
        Empty: everybody else.
    sides : tuple of str
        On which side of the others the group may be flagged.
    inverted : bool
        Whether a ratio is told as the others' rate over the group's.
    late : bool
        Whether it waits for labels to arrive.
    config : str
        Digest of all that the figures depend on; another one is another question.
    """

    id: str
    gate: str
    metric: str
    comparison: Literal["difference", "ratio"]
    tolerance: float
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    condition: str | None
    sides: tuple[Side, ...]
    inverted: bool
    late: bool
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was known after one more window, or after several small ones taken together.

    Attributes
    ----------
    log_e : float
        Log of the e-value that the tolerance is broken.
    log_difference : float
        The same that there is any difference at all.
    log_change : float
        Log of the detector that watches for the beginning of a difference.
    value, low, high : float or None
        The running gap on the scale of the gate, and the band that holds at every look.
    """

    windows: tuple[Window, ...]
    log_e: float
    log_difference: float
    log_change: float
    value: float | None
    low: float | None
    high: float | None

    @property
    def last(self) -> str:
        """Return the last window."""
        return self.windows[-1].start


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """When a difference was noticed, when it most likely began, and the gap since."""

    noticed: str
    start: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A window that came to hold something else after it had been used."""

    window: str
    used: tuple[Cell, ...]
    now: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Evidence on one question, as far as it has been gathered.

    Attributes
    ----------
    asks : Question
    number : int
        Which of the streams with this id it is, from 1.
    restarts : int
        How many alarms were acknowledged before it began.
    alpha : float
        The chance of a false alarm that this stream and its family share.
    bar : float
        The log of the e-value at which it raises an alarm.
    versions : tuple of str
        The model versions that most decisions of some window came from.
    after : str
        Windows up to this one are not for it; "" if it may use all.
    why : str
        What the stream before it ended by; "" for the first.
    equality, margins, band
        The state; a margin for each side.
    most : float
        The log of the largest e-value so far, at least 0.
    looks : tuple of Look
    pending : tuple of Window
        Too small to be looked at by themselves: they wait for the next ones.
    alarm : str or None
        The window at which the evidence passed the bar.
    change : Change or None
        What the detector noticed.
    corrections : tuple of Correction
    """

    asks: Question
    number: int = 1
    restarts: int = 0
    alpha: float
    bar: float
    versions: tuple[str, ...] = ()
    after: str = ""
    why: Why | Literal[""] = ""
    equality: Equality = field(default_factory=Equality, repr=False)
    margins: tuple[Margin, ...]
    band: Band = field(default_factory=Band, repr=False)
    most: float = 0.0
    looks: tuple[Look, ...] = ()
    pending: tuple[Window, ...] = ()
    alarm: str | None = None
    change: Change | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def last(self) -> str:
        """Return the last window that it knows of; "" if none."""
        if self.pending:
            return self.pending[-1].start
        return self.looks[-1].last if self.looks else self.after

    @property
    def began(self) -> str | None:
        """Return the first window that it used or keeps waiting."""
        first = self.looks[0].windows if self.looks else self.pending
        return first[0].start if first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A stream that another took the place of."""

    id: str
    number: int
    began: str | None
    last: str
    alarm: str | None
    why: Why
    on: str = ""  # the day, of an acknowledgement
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was gathered so far: the streams, those that ended, and the day it speaks for."""

    as_of: str = ""
    streams: tuple[Stream, ...] = ()
    ended: tuple[Ended, ...] = ()

"""Sight: what a gate looks at that does not look at the whole log: a window, or strata."""

from dataclasses import dataclass, replace

import numpy as np

from evenhand.analyses.measure import Measurement
from evenhand.cube.cube import Array
from evenhand.cube.tallies import Tallies
from evenhand.cube.windows import slot_words, window_words

_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of a log, as gates ask for them.

    Attributes
    ----------
    names : tuple of str
        Starts, in order.
    full : tuple of str
        Those that are over: the log spans them to their end.
    mature : tuple of str
        Those of whose decisions all labels have had the time to arrive.
    until : str
        The slot of the last decision.
    length : str
        month, week, ...; "" where several were taken together.
    """

    names: tuple[str, ...]
    full: tuple[str, ...]
    mature: tuple[str, ...]
    until: str
    length: str

    @staticmethod
    def of(tallies: Tallies) -> "Windows | None":
        """Return the windows of a log; None if it has no times."""
        calendar = tallies.calendar
        if calendar is None:
            return None
        names = calendar.windows
        late = None if tallies.cutoff is None else calendar.window_of(tallies.cutoff)
        mature = [name for name in names if late is None or name < late]
        length = "" if calendar.merged > 1 else calendar.window
        return Windows(names, calendar.over, tuple(mature), calendar.slots[-1], length)

    def last(self, *, late: bool) -> str:
        """Return the last full window, for `late` labels of those that are mature; "" if none."""
        known = [name for name in self.full if not late or name in self.mature]
        return next(reversed(known), "")

    def key(self, name: str) -> str:
        """Return a window as it stands in an id: "2025-06" for a month.

        Examples
        --------
        >>> Windows((), (), (), "", "month").key("2025-06-01")
        '2025-06'
        """
        if self.length == "month":
            return name[:7]
        if self.length == "quarter":
            return f"{name[:4]}-Q{(int(name[5:7]) + 2) // _QUARTER}"
        return name

    def words(self, name: str) -> str:
        """Return a window as a reader calls it: "June 2025".

        Examples
        --------
        >>> Windows((), (), (), "", "month").words("2025-06-01")
        'June 2025'
        >>> Windows((), (), (), "", "").words("2025-06-01")
        'the window from 1 June 2025'
        """
        if not name:
            return "the last full window"
        if self.length in {"month", "quarter", "week"}:
            return window_words(name, self.length)
        return (
            slot_words(name)
            if self.length in {"day", "hour"}
            else f"the window from {slot_words(name)}"
        )


@dataclass(frozen=True)
class Sight:
    """What a gate sees: a metric by group, and within strata if it asks so.

    Attributes
    ----------
    found : Measurement
        Arrays of shape (groups,).
    decisions : float array, shape (groups,)
    strata : tuple of two float arrays, shape (groups, strata), or None
        Numerators and denominators of a share.
    why : str
        Why nothing can be seen, as a sentence; "" if something can.
    """

    found: Measurement
    decisions: Array
    strata: tuple[Array, Array] | None = None
    why: str = ""


def at_window(found: Measurement, place: int) -> Measurement:
    """Return one window of a measurement of shape (windows, groups)."""

    def part(values: Array | None) -> Array | None:
        return None if values is None else values[place]

    return replace(
        found,
        value=found.value[place],
        low=found.low[place],
        high=found.high[place],
        n=found.n[place],
        numerator=part(found.numerator),
        denominator=part(found.denominator),
        draws=None,
        bounded=None if found.bounded is None else found.bounded[place],
        why=None if found.why is None else found.why[place],
    )


def nothing(found: Measurement) -> Measurement:
    """Return a measurement in which no group has a value."""
    none, zero = np.full(found.value.shape, np.nan), np.zeros(found.value.shape)
    share = None if found.numerator is None else zero
    return replace(
        found, value=none, low=none, high=none, n=zero, numerator=share, denominator=share,
        draws=None, bounded=None, why=None,
    )  # fmt: skip

"""Times as the rows of a log have them, beside the clock and the period that are audited."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from evenhand.cube.period import Period

_ALL_TIME = Period(None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTimes:
    """What turns a time that an engine's own rows have into one that is audited.

    Steps from one row to the next are measured on raw times, as the clocks of a zone go back an
    hour every autumn; what is told of them is on the clock of the plan's zone, as all else is.

    Attributes
    ----------
    zone : ZoneInfo or None
        The zone whose clock is audited; None if raw times are on that clock already.
    period : Period
        What is audited, on that clock.
    """

    zone: ZoneInfo | None = None
    period: Period = _ALL_TIME

    def local(self, at: datetime) -> datetime:
        """Return a raw time as the clock that is audited showed it.

        Examples
        --------
        >>> RawTimes(zone=ZoneInfo("Europe/Berlin")).local(datetime(2025, 7, 1, 23))
        datetime.datetime(2025, 7, 2, 1, 0)
        """
        if self.zone is None:
            return at
        return at.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def inside(self, times: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which raw times lie in the period; of those not known only if it has no ends."""
        inside = np.ones(len(times), dtype=np.bool_)
        if self.period.start is not None:
            inside &= times >= np.datetime64(self._raw(self.period.start))
        if self.period.end is not None:
            inside &= times < np.datetime64(self._raw(self.period.end))
        return inside

    def _raw(self, at: datetime) -> datetime:
        if self.zone is None:
            return at
        return at.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)

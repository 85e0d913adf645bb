"""Spans: how long each window, or each model version, was seen to decide."""

import numpy as np

from evenhand.cube.axis import UNKNOWN
from evenhand.cube.cube import Array
from evenhand.cube.tallies import Tallies

# The length of a slot, in days.
_DAYS = {"hour": 1 / 24, "day": 1.0}


def spans(tallies: Tallies, lead: str) -> Array:
    """Return the days of every level of the axis "window" or "model_version", in order.

    A window is as long as the part of it that lies between the first decision of the log and the
    last, quiet days among it; a version lasts from its own first decision to its own last. Days
    (hours, of a log that is counted by the hour) count whole. NaN without times.
    """
    levels, calendar = tallies.outcomes.levels[lead], tallies.calendar
    if calendar is None:
        return np.full(len(levels), np.nan)
    slots = tallies.slots.levels["slot"]
    known = [place for place, slot in enumerate(slots) if slot != UNKNOWN]
    if lead == "window":
        windows = [calendar.window_of(slots[place]) for place in known]
        seen = np.array([windows.count(level) for level in levels], dtype=np.float64)
    else:
        made = tallies.slots.sum("n", lead, "slot")[:, known] > 0
        last = made.shape[1] - made[:, ::-1].argmax(axis=1)
        seen = np.where(made.any(axis=1), last - made.argmax(axis=1), np.nan)
    return np.where(seen > 0, seen * _DAYS[calendar.slot], np.nan)

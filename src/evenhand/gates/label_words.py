"""Why a gate cannot be decided for want of labels, and what to do about it, in words."""

import math

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.measure import Measurement
from evenhand.gates.words import group_name, number

# More groups than this are counted rather than named.
_NAMED = 4


def for_want_of_labels(found: Measurement, grouping: Grouping) -> str:
    """Return why a gate on this metric cannot be decided; "" where labels are not the reason."""
    why = found.why
    if why is None:
        return ""
    phrase = found.metric.phrase
    groups = grouping.groups
    places = (why == "selective_labels").nonzero()[0].tolist()
    if places:
        hidden = [f"{group_name(groups[place])}{_bounds(found, place)}" for place in places]
        whose = "any group" if len(hidden) == len(groups) else _listed(hidden)
        return (
            f"Labels may be missing for a reason, so the {phrase} of {whose} cannot be told, only "
            "bounded; more decisions would not help. Label a random sample of the decisions "
            "without one; or, if those with one are a sample already, let the plan say so: "
            'label.missing = "at_random".'
        )
    if len(why) and (why == "labels_not_mature").all():
        return f"No decision is old enough for its label to have arrived: the {phrase} must wait."
    return ""


def _bounds(found: Measurement, place: int) -> str:
    """Return between what a figure lies whatever the missing labels are; "" if nothing is known."""
    low, high = float(found.low[place]), float(found.high[place])
    return f" ({number(low)} to {number(high)})" if math.isfinite(low + high) else ""


def _listed(names: list[str]) -> str:
    if len(names) > _NAMED:
        return f"{len(names)} groups"
    return names[0] if len(names) == 1 else f"{'; '.join(names[:-1])} and {names[-1]}"

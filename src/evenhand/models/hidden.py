"""Hidden: whose labels may be missing for a reason, so that nothing can be learnt from them."""

from collections.abc import Mapping

import numpy as np

from evenhand.analyses.grouping import Grouping, Inputs

_MOST_NAMES = 3


def hidden(
    groupings: Mapping[tuple[str, ...], Grouping], inputs: Mapping[tuple[str, ...], Inputs]
) -> str:
    """Return whose labels may be missing for a reason, in words; "" where nobody's are."""
    names = []
    for attributes, grouping in groupings.items():
        selective = inputs[attributes].selective
        if selective is None:
            continue
        marked = [grouping.groups[place] for place in np.flatnonzero(selective.any(axis=1))]
        if marked and not attributes:
            return "everybody"
        names += [", ".join(group) for group in marked]
    if len(names) <= _MOST_NAMES:
        return " and ".join(names)
    return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"

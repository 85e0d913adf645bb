"""What the states of groups come to: that of their gate, which of them is worst, and for all."""

import math
from collections.abc import Sequence

from evenhand.gates.gate import GroupState, State

ORDER: tuple[State, ...] = ("fail", "warn", "insufficient", "pass")
"""The states, the worst first."""


def state_of_all(groups: Sequence[GroupState]) -> State:
    """Return the state of a gate: the worst that is shown, or a pass of all that can be judged."""
    states = [one.state for one in groups]
    if {"fail", "warn"} & set(states):
        return min(states, key=ORDER.index)
    # What is decided by the bare number is decided however few it stands for.
    judged = [one.state for one in groups if one.testable or one.state == "pass"]
    return "pass" if judged and all(state == "pass" for state in judged) else "insufficient"


def badness(group: GroupState, merit: float) -> tuple[int, float, float]:
    """Return a sort key: the worst state first, then the clearest, then the least of merit.

    `merit` is how well the figure stands; it does not matter where there is none.
    """
    # A small group that cannot be judged is not what a gate that passes is about.
    late = not group.testable and group.state != "fail"
    p_value = 1.0 if group.p_value is None else group.p_value
    rank = ORDER.index(group.state) + len(ORDER) * late
    return (rank, p_value, math.inf if group.value is None else merit)


def allowance(p_adjusted: float, p_value: float) -> float:
    """Return what the allowance for all gates multiplies p-values by: it holds for groups, too.

    Examples
    --------
    >>> allowance(0.06, 0.02), allowance(0.0, 0.0), allowance(float("nan"), float("nan"))
    (3.0, 1.0, 1.0)
    """
    factor = p_adjusted / p_value if p_value > 0 else 1.0
    return 1.0 if math.isnan(factor) else factor

"""The states of a change since a baseline: of each comparison, of each group, and of all."""

from collections.abc import Sequence

from evenhand.analyses.settings import Settings
from evenhand.gates.baseline import Group, Kept
from evenhand.gates.change_evidence import Moves
from evenhand.gates.gate import GroupState, State
from evenhand.gates.states import badness
from evenhand.inference.arithmetic import finite


def group_state(judged: Moves, at: int, factor: float, settings: Settings) -> GroupState:
    """Return the state of one comparison; `factor` is what Holm allows for all changes."""
    reference = int(judged.reference[at])
    names = judged.grouping.groups
    p_value = float(judged.p_value[at]) * factor
    state = _state(judged, at, p_value, settings)
    best, likely = (finite(float(one[at])) for one in judged.needed)
    needed = None
    if state == "insufficient" and best is not None:
        needed = (round(best), None if likely is None else round(likely))
    return GroupState(
        group=names[int(judged.group[at])],
        reference=names[reference] if reference >= 0 else (),
        value=finite(float(judged.value[at])),
        low=finite(float(judged.low[at])),
        high=finite(float(judged.high[at])),
        p_value=finite(min(p_value, 1.0)),
        n=round(float(judged.n[at])),
        testable=bool(judged.testable[at]),
        state=state,
        needed=needed,
        disparity=None,
        detectable=finite(float(judged.detectable[at])),
        before=finite(float(judged.before[at])),
    )


def _state(judged: Moves, at: int, p_value: float, settings: Settings) -> State:
    if p_value <= settings.alpha:
        return "fail"
    if not judged.testable[at]:
        return "insufficient"
    if judged.past[at]:
        return "warn"
    return "pass" if judged.within[at] else "insufficient"


def by_group(states: Sequence[GroupState]) -> list[GroupState]:
    """Return each group once, with the comparison that speaks most against it."""
    found: dict[Group, GroupState] = {}
    for one in sorted(states, key=by_badness):
        found.setdefault(one.group, one)
    return list(found.values())


def by_badness(group: GroupState) -> tuple[int, float, float]:
    """Return a sort key: the worst state first, then the clearest, then what moved furthest."""
    return badness(group, -(group.value or 0.0))


def missing(row: Kept, least: int) -> GroupState:
    """Return the state of a group that the baseline has, and that has no figure now."""
    return incomparable(row.group, testable=row.n >= least)


def incomparable(group: Group, *, testable: bool) -> GroupState:
    """Return the state of a group whose change has no value."""
    return GroupState(
        group=group,
        reference=(),
        value=None,
        low=None,
        high=None,
        p_value=None,
        n=0,
        testable=testable,
        state="insufficient",
        needed=None,
        disparity=None,
        before=None,
    )

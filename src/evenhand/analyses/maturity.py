"""Maturity: which decisions are old enough for their labels to have come, in every group."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evenhand.cube.axis import UNKNOWN
from evenhand.cube.counted import Counted
from evenhand.cube.cube import Array
from evenhand.cube.roles import LABELS, attribute_axis
from evenhand.cube.windows import slot_words
from evenhand.inference.arithmetic import divide
from evenhand.inference.lateness import lateness
from evenhand.inference.maturity import maturity
from evenhand.inference.normal import z
from evenhand.plan import Plan

# Groups' labels come apart when, of decisions of the same age, so much less has arrived of one
# group's labels than of the others', and that is no chance in any of a dozen looks.
_APART = 0.05
_BAR = z(0.9999)
_UNFOLLOWED = LABELS.index("unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A group whose labels come later than those of the other groups of its attribute.

    Attributes
    ----------
    attribute, group : str
    age : int or None
        The age, in slots, by which 95 % of the labels that ever come had come; None: even of the
        oldest decisions they have not.
    others : int
        The same of the others.
    slot : str
        What ages are counted in: "day" or "hour".
    arrived, others_arrived : float
        The share of labels that had come by the age at which the others' had.
    """

    attribute: str
    group: str
    age: int | None
    others: int
    slot: str
    arrived: float
    others_arrived: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The decisions whose labels have had the time to arrive.

    Attributes
    ----------
    cutoff : str or None
        The slot from which on labels have not all arrived; None: they have, or there is no time
        or no label to tell by. The first slot: nothing is mature.
    attribute, group : str or None
        The group whose labels come last, if any come later than those of the others.
    delays : tuple of Delay
        The groups whose labels come later than the others'.
    nothing : bool
        Whether no decision is mature.
    """

    cutoff: str | None
    attribute: str | None
    group: str | None
    delays: tuple[Delay, ...]
    nothing: bool = False

    @property
    def sentence(self) -> str:
        """Return up to when labels have arrived, and whose come last; "" where all have."""
        if self.cutoff is None:
            return ""
        last = f" Those of {self.group} come last." if self.group is not None else ""
        if self.nothing:
            return (
                "No decision of this log is old enough for its label to have arrived: figures "
                f"that need labels are left out.{last}"
            )
        return (
            f"Labels have arrived for decisions made before {slot_words(self.cutoff)}: figures "
            f"that need labels speak of those.{last}"
        )


class _Followed(NamedTuple):
    """Decisions, and those with a label, by slot, group and decision; and the groups' names."""

    n: Array
    labelled: Array
    names: tuple[tuple[str, str], ...]


def cutoff(counted: Counted, plan: Plan) -> Cohort:
    """Return which decisions are mature: labels have come for 95 % of what ever comes.

    In every group of every single attribute, and of everybody: a fixed waiting time, or one found
    on totals, would let the group whose labels come late speak by its early labels alone. Rows are
    counted, not weights: a label arrives or does not, however much its decision weighs. Rows
    without a decision count only where no row has one, and the unknown of an attribute holds
    nobody back.
    """
    none = Cohort(cutoff=None, attribute=None, group=None, delays=())
    calendar = counted.calendar
    if plan.label is None or calendar is None:
        return none
    by_attribute = [_followed(counted, (one.name,)) for one in plan.protected]
    parts = [_followed(counted, ()), *by_attribute]
    n = np.concatenate([part.n for part in parts], axis=1)
    labelled = np.concatenate([part.labelled for part in parts], axis=1)
    if labelled.sum() == 0:
        return none
    slots = calendar.slots
    found = maturity(n.sum(axis=-1), _even(n, labelled))
    delays = tuple(delay for part in by_attribute for delay in _delays(part, slots, calendar.slot))
    if found.cutoff >= len(slots):
        return Cohort(cutoff=None, attribute=None, group=None, delays=delays)
    # Of groups whose labels come alike, one comes last by chance: none of those is named.
    last = max(delays, key=lambda delay: delay.age or math.inf, default=None)
    return Cohort(
        cutoff=slots[found.cutoff],
        attribute=None if last is None else last.attribute,
        group=None if last is None else last.group,
        delays=delays,
        nothing=found.cutoff == 0,
    )


def _followed(counted: Counted, attributes: tuple[str, ...]) -> _Followed:
    """Return decisions and labels by slot of the groups of an attribute, or of everybody."""
    cells, axes = counted.cells, tuple(attribute_axis(name) for name in attributes)
    slots = [place for place, slot in enumerate(cells.levels["slot"]) if slot != UNKNOWN]
    table = cells.sum("n", "slot", *axes, "decision", "label")[slots]
    names: tuple[tuple[str, str], ...] = ()
    if not attributes:
        table = table[:, None]
    else:
        levels = cells.levels[axes[0]]
        known = [place for place, level in enumerate(levels) if level != UNKNOWN]
        table = table[:, known]
        names = tuple((attributes[0], levels[place]) for place in known)
    # The third decision is none: a log of scores alone has no other.
    decided = cells.sum("n", "decision")[:2].any()
    table = table[..., :2, :] if decided else table[..., 2:, :]
    n = table.sum(axis=-1)
    return _Followed(n, n - table[..., _UNFOLLOWED], names)


def _even(n: Array, labelled: Array) -> Array:
    """Return labels by slot and group as they would be if each decision were as frequent always.

    Labels may come for one decision alone. Then fewer come as soon as fewer get that decision,
    which has nothing to do with time: what came is held against what the decisions promise, each
    by the labelled share of its oldest quarter.
    """
    oldest = -(-len(n) // 4)
    share = divide(labelled[:oldest].sum(axis=0), n[:oldest].sum(axis=0))
    share = np.where(np.isnan(share), divide(labelled.sum(axis=0), n.sum(axis=0)), share)
    promised = (n * np.nan_to_num(share)).sum(axis=-1)
    decisions, known = n.sum(axis=-1), labelled.sum(axis=-1)
    usual = divide(promised.sum(axis=0), decisions.sum(axis=0))
    evened = known * np.nan_to_num(divide(decisions * usual, promised), nan=1.0)
    return np.asarray(np.minimum(evened, decisions))


def _delays(part: _Followed, slots: tuple[str, ...], slot: str) -> Iterator[Delay]:
    """Yield the groups whose labels come later than those of all other groups together."""
    n, labelled = part.n.sum(axis=1), part.labelled.sum(axis=1)
    for place, name in enumerate(part.names):
        own = part.n[:, place], part.labelled[:, place]
        mine, others = _arrival(*own), _arrival(n - own[0], labelled - own[1])
        if mine is None or others is None or mine.cutoff >= others.cutoff:
            continue
        # Decisions of the ages at which the others' labels had come, and the group's had not.
        ages = slice(mine.cutoff, others.cutoff)
        x1, n1 = mine.labelled[ages].sum(), mine.expected[ages].sum()
        x2, n2 = others.labelled[ages].sum(), others.expected[ages].sum()
        if min(n1, n2) <= 0:
            continue
        first, second = min(1.0, x1 / n1), min(1.0, x2 / n2)
        # That these ages were chosen by the labels themselves is why the test looks elsewhere.
        if second - first <= _APART or lateness(*own, n - own[0], labelled - own[1]) <= _BAR:
            continue
        yield Delay(
            attribute=name[0],
            group=name[1],
            age=len(slots) - mine.cutoff if mine.cutoff else None,
            others=len(slots) - others.cutoff,
            slot=slot,
            arrived=float(first),
            others_arrived=float(second),
        )


class _Arrival(NamedTuple):
    """From which slot on a group's labels have not come; labels, and how many will ever come."""

    cutoff: int
    labelled: Array
    expected: Array


def _arrival(n: Array, labelled: Array) -> _Arrival | None:
    """Return how the labels of a group have come, by slot; None if nothing tells."""
    size, known = n.sum(axis=1), _even(n, labelled)
    found = maturity(size[:, None], known[:, None])
    plateau = float(found.plateau[0])
    return _Arrival(found.cutoff, known, size * plateau) if plateau > 0 else None

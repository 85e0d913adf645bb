"""Waivers: failures that somebody answers for, until a day."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from evenhand.errors import Entry, PlanError, did_you_mean
from evenhand.gates.gate import GateResult, Waived
from evenhand.gates.words import group_name
from evenhand.plan import Waiver

Group = tuple[str, ...]
# What the ids of gates have that this audit may not have been asked for.
OVER_TIME, CHANGE = ":over-time", "change:"


def check_waivers(waivers: Sequence[Waiver]) -> None:
    """Check what can be said of waivers without a log.

    Raises
    ------
    PlanError
        One has no id, owner or reason, or two share an id.
    """
    ids: list[str] = []
    for place, waiver in enumerate(waivers):
        at = Entry("waivers", place, waiver.id)
        for name in ("id", "owner", "reason"):
            if not getattr(waiver, name).strip():
                raise PlanError(
                    f"the {name} is empty",
                    "a waiver says who answers for the failure, and why",
                    at=at,
                )
        if waiver.id in ids:
            raise PlanError(
                f"two waivers have the id {waiver.id!r}: this one and waiver "
                f"{ids.index(waiver.id) + 1}",
                "give each an id of its own",
                at=at,
            )
        ids.append(waiver.id)


def check_waived(waivers: Sequence[Waiver], groups: Mapping[str, Collection[Group]]) -> None:
    """Check that the gates and groups that waivers name are there.

    Gates that this audit may not have been asked for are taken to be there: changes from a
    baseline, evidence over time, and windows that the log does not reach any more.

    Parameters
    ----------
    waivers : sequence of Waiver
    groups : dict of str to collection of groups
        The groups of each gate, by its id.

    Raises
    ------
    PlanError
        A gate or a group that is not there.
    """
    bases = {_base(key) for key in groups}
    for place, waiver in enumerate(waivers):
        at = Entry("waivers", place, waiver.id)
        mine = [key for key in groups if _names(waiver, key)]
        if not mine and _base(waiver.gate) not in bases:
            raise PlanError(
                f"there is no gate {waiver.gate!r}", did_you_mean(waiver.gate, groups), at=at
            )
        known = {group_name(group) for key in mine for group in groups[key]}
        for name in waiver.groups:
            if mine and name not in known:
                raise PlanError(
                    f"the gate {waiver.gate!r} has no group {name!r} in this log",
                    did_you_mean(name, known),
                    at=at,
                )


def waive(
    gates: Sequence[GateResult], waivers: Sequence[Waiver], today: date
) -> tuple[tuple[GateResult, ...], tuple[str, ...]]:
    """Return the gates with the failures that are waived marked so, and what the reader must know.

    A failure is waived if every group that fails is covered by a waiver that holds today. A waiver
    holds on its last day. One that does not cover the failure, or has expired, is told in the
    reason of the gate; one that there is nothing to waive for, in a note.
    """
    judged = tuple(_judged(gate, waivers, today) for gate in gates)
    return judged, tuple(_notes(judged, waivers, today))


def _judged(gate: GateResult, waivers: Sequence[Waiver], today: date) -> GateResult:
    if gate.state != "fail":
        return gate
    mine = [waiver for waiver in waivers if _names(waiver, gate.id)]
    held = [waiver for waiver in mine if today <= waiver.expires]
    failing = [one.group for one in gate.groups if one.state == "fail"] or [gate.group]
    covers = [[one for one in held if _covers(one, group)] for group in failing]
    if all(covers):
        # Of what is needed, what ends first says until when.
        needed = [max(some, key=lambda one: one.expires) for some in covers]
        return replace(gate, waived=_waived(min(needed, key=lambda one: one.expires)))
    told = [
        f"The waiver {one.id} of {one.owner} expired on {one.expires.isoformat()}."
        for one in mine
        if one not in held and any(_covers(one, group) for group in failing)
    ]
    told += [
        f"The waiver {one.id} of {one.owner} covers {', '.join(one.groups)} alone." for one in held
    ]
    return replace(gate, reason=" ".join([gate.reason, *told]))


def _waived(waiver: Waiver) -> Waived:
    return Waived(
        id=waiver.id,
        owner=waiver.owner,
        reason=waiver.reason,
        expires=waiver.expires.isoformat(),
    )


def _notes(gates: Sequence[GateResult], waivers: Sequence[Waiver], today: date) -> Iterator[str]:
    """Yield which waivers waive nothing, and why."""
    failed = [gate.id for gate in gates if gate.state == "fail"]
    for waiver in waivers:
        if any(_names(waiver, key) for key in failed):
            continue
        expired = f" It expired on {waiver.expires.isoformat()}." if waiver.expires < today else ""
        yield (
            f"The waiver {waiver.id} of {waiver.owner} is not needed: the gate {waiver.gate} does "
            f"not fail.{expired}"
        )


def _names(waiver: Waiver, key: str) -> bool:
    """Return whether a waiver is about a gate: by its id, or by that of all its windows."""
    return waiver.gate in {key, key.partition("@")[0]}


def _base(key: str) -> str:
    """Return the id of the gate of a period that another was made from."""
    return key.partition("@")[0].removesuffix(OVER_TIME).removeprefix(CHANGE)


def _covers(waiver: Waiver, group: Group) -> bool:
    return not waiver.groups or group_name(group) in waiver.groups

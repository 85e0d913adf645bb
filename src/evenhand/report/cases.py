"""Cases: what was judged, a gate and one group at a time, as build servers take it.

Every format for builds is made of these, so that all of them say the same.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evenhand.gates import change_words, stream_words, target_words
from evenhand.gates import words as gate_words
from evenhand.gates.gate import GateResult, GroupState, State
from evenhand.report import words
from evenhand.report.once import once
from evenhand.result import Audit

Outcome = Literal["fail", "waived", "warn", "insufficient", "pass"]
OUTCOMES: tuple[Outcome, ...] = ("fail", "waived", "warn", "insufficient", "pass")
Kind = Literal["gaps", "targets", "changes", "streams"]
KINDS: tuple[Kind, ...] = ("gaps", "targets", "changes", "streams")

_LONGEST = 80  # signs of a group's name, of which a log may have made a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A gate and one group of it, in words; all texts are of one line and steer nothing."""

    gate: GateResult  # with the figures of this group as its own
    kind: Kind
    outcome: Outcome
    overall: State  # of the gate as a whole
    key: str  # tells the case from all others, and is the same in every audit
    check: str  # the id of the gate
    title: str  # of the gate
    group: str  # "Black"; "everybody"; "" for the gate as a whole
    who: str  # "Black against White"
    value: str
    interval: str
    tolerance: str
    figures: str  # the value, interval and tolerance as a sentence; "" where nothing is compared
    why: str  # what they show, and who answers for it

    @property
    def name(self) -> str:
        """Return the title and who is meant, on one line."""
        return f"{self.title}: {self.who}" if self.who else self.title

    @property
    def reason(self) -> str:
        """Return the figures and what they show, with the number of decisions behind them."""
        told = " ".join(text for text in (self.figures, self.why) if text)
        return f"{told} n = {self.gate.n:,}."


@once
def cases(audit: Audit) -> tuple[Case, ...]:
    """Return every case of an audit, in its order.

    A gate has a case for each of its groups, and one as a whole where it has none, or where its
    state is that of no group: a group that it should have judged may be missing.
    """
    return tuple(case for gate in audit.gates for case in _of(gate))


def ranked(audit: Audit) -> list[Case]:
    """Return every case of an audit, what matters first."""
    return sorted(cases(audit), key=lambda case: OUTCOMES.index(case.outcome))


def flagged(audit: Audit) -> list[Case]:
    """Return the cases that somebody must look at, what matters first.

    A group that is too small to judge is one of them only where its gate is undecided as a whole:
    there will always be small groups, and nothing in a change under review makes them larger.
    """
    return [
        case
        for case in ranked(audit)
        if case.outcome != "pass"
        and (case.outcome != "insufficient" or case.overall == "insufficient")
    ]


def unlike(names: Sequence[str]) -> list[str]:
    """Return the names, each with a number where it has been there before.

    Names that differ in signs alone that nobody sees are the same once those are taken out.

    Examples
    --------
    >>> unlike(["a", "b", "a", "a"])
    ['a', 'b', 'a (2)', 'a (3)']
    """
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told


def place(audit: Audit, gate: GateResult) -> tuple[str, int]:
    """Return the file and line that a build shows a gate at: its own in the plan, else the log."""
    if audit.plan_file:
        return words.plain(audit.plan_file).replace("\\", "/"), gate.line or 1
    names = [words.plain(file.name).replace("\\", "/") for file in audit.log.files]
    return (names[0] if names and names[0] else "evenhand.toml"), 1


def kind_of(gate: GateResult) -> Kind:
    """Return what kind of gate it is."""
    if gate.basis == "baseline":
        return "changes"
    if gate.basis == "stream":
        return "streams"
    return "targets" if gate.target else "gaps"


def _of(gate: GateResult) -> Iterator[Case]:
    for group in gate.groups:
        part = replace(
            gate,
            state=group.state,
            group=group.group,
            reference=group.reference,
            value=group.value,
            low=group.low,
            high=group.high,
            p_adjusted=group.p_value,
            n=group.n,
        )
        yield _case(gate, part, group)
    if gate.state not in {group.state for group in gate.groups}:
        yield _case(gate, replace(gate, group=(), reference=()), None)


def _case(gate: GateResult, part: GateResult, group: GroupState | None) -> Case:
    outcome: Outcome = "waived" if part.state == "fail" and gate.waived else part.state
    figures, why = _told(gate, part, group)
    about = "" if group is None else _name(part.group) or "everybody"
    return Case(
        gate=part,
        kind=kind_of(gate),
        outcome=outcome,
        overall=gate.state,
        key=_key(part, whole=group is None),
        check=_clear(gate.id) or "gate",
        title=_clear(gate.title) or _clear(gate.id) or "gate",
        group=about,
        who=f"{about} against {_name(part.reference)}" if about and part.reference else about,
        value="" if part.value is None else _clear(_amount(part, part.value)),
        interval=_clear(_interval(part)),
        tolerance=_clear(_limits(part)),
        figures=_clear(figures),
        why=_clear(f"{why} {_answers(gate, outcome)}"),
    )


def _key(part: GateResult, *, whole: bool) -> str:
    about = (part.basis, part.id, part.window or "", "whole" if whole else "group")
    facts = (*about, *part.attributes, "", *part.group)
    return hashlib.sha256("\x1f".join(facts).encode("utf-8", errors="replace")).hexdigest()


def _name(group: Sequence[str]) -> str:
    return ", ".join(_clear(words.short(name, _LONGEST)) or "(empty)" for name in group)


def _told(gate: GateResult, part: GateResult, group: GroupState | None) -> tuple[str, str]:
    """Return the figures as a sentence, and what they show."""
    if group is None:
        return "", gate.reason
    figures = gate_words.figures(part)
    if group.group == gate.group and group.state == gate.state:
        # The gate speaks of this group already, and begins with its figures where it has any.
        return figures, gate.reason.removeprefix(figures)
    return figures, _shown(gate, group)


def _shown(gate: GateResult, group: GroupState) -> str:
    """Return what the figures of a group show that is not the one its gate speaks of."""
    if group.state == "fail":
        return "The evidence shows that it is not kept." if gate.decide_by == "evidence" else ""
    if group.state == "warn":
        return "That is past the limit or its warning level; the evidence shows no more yet."
    if group.state == "pass":
        return ""
    if not group.testable and group.n < gate.minimum_n:
        return f"Too few decisions to judge: {group.n:,} of {gate.minimum_n:,} needed."
    more = f": at least {group.needed[0]:,}" if group.needed and group.needed[0] else ""
    return f"It takes more decisions to judge{more}."


def _answers(gate: GateResult, outcome: Outcome) -> str:
    """Return who answers for a failure that is waived, and until when."""
    if outcome != "waived" or gate.waived is None:
        return ""
    given = gate.waived
    return f"Waived until {given.expires} by {given.owner} ({given.id}): {given.reason}"


def _amount(part: GateResult, value: float, *, bare: bool = False) -> str:
    if part.basis == "period" and part.target:
        return target_words.amount(value, part.unit, [part.tolerance], bare=bare)
    return gate_words.amount(part, value)


def _interval(part: GateResult) -> str:
    """Return the interval, its unit beside the value; "" where there is none."""
    low, high = (
        "" if bound is None else _amount(part, bound, bare=True).removesuffix(" points")
        for bound in (part.low, part.high)
    )
    if low and high:
        return f"{low} to {high}"
    return f"{low} or more" if low else f"up to {high}" if high else ""


def _limits(part: GateResult) -> str:
    """Return what the figure must keep, as a condition: "at least 0.80"."""
    if part.basis == "baseline":
        return change_words.limits(part)
    if part.basis == "stream":
        return stream_words.limits(part)
    if part.target:
        return target_words.target_limits(part)
    if part.comparison == "ratio":
        return f"at least {gate_words.exact(part.tolerance)}"
    return f"at most {gate_words.amount(part, part.tolerance)}"


def _clear(text: str) -> str:
    """Return text on one line, with the plain signs that every build server shows."""
    spaced = text.replace(words.MINUS, "-")
    return " ".join(words.plain(spaced).split())

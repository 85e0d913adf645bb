"""An approved state: what an audit found, kept small, for later audits to be held against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evenhand.gates.gate import State
from evenhand.log.log import LogFile

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A figure of one group at the time of the approval, as `Estimate` had it."""

    metric: str
    attributes: Group = ()
    group: Group = ()
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    numerator: float | None = None
    denominator: float | None = None
    design_effect: float | None = None
    undefined: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGate:
    """A gate or target at the time of the approval, and which groups it could judge."""

    id: str
    metric: str
    comparison: str
    attributes: Group
    state: State
    judged: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What figures must have in common to be compared: whom they favour, and how people group.

    Attributes
    ----------
    favourable : tuple of str
        The decisions that people hope for, or which scores they do.
    positive : tuple of str
        The labels that count as positive; empty without labels.
    bands : dict of str to tuple of str
        The bands of each protected attribute; empty where its values are its groups.
    """

    favourable: tuple[str, ...]
    positive: tuple[str, ...]
    bands: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A baseline: an audit that somebody approved, for a reason."""

    audit: str  # its id
    as_of: str
    approved: str  # ISO date
    by: str
    reason: str
    evenhand: str
    verdict: State
    rows: int
    first: str | None
    last: str | None
    files: tuple[LogFile, ...]
    meaning: Meaning
    level: float  # of the intervals
    gates: tuple[KeptGate, ...]
    estimates: tuple[Kept, ...] = field(repr=False)
    sha256: str = ""  # of all of the above, as the file has it

    @property
    def judged(self) -> dict[str, tuple[Group, ...]]:
        """Return the groups that each gate judged, by its id."""
        return {gate.id: gate.judged for gate in self.gates}


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Which baseline an audit was held against, who approved it, and why.

    Without a file, `audit` is empty: the rows were decided by both versions.
    """

    audit: str = ""
    as_of: str = ""
    approved: str = ""
    by: str = ""
    reason: str = ""
    rows: int = 0
    first: str | None = None
    last: str | None = None
    sha256: str = ""
    same_rows: bool = False
    decision: str | None = None  # the column of what the approved model decides of the same rows


def meaning_of(plan: Mapping[str, Any]) -> Meaning:
    """Return what figures of a plan mean; `plan` is that of a result, or a plan as JSON.

    Examples
    --------
    >>> meaning_of({"decision": {"favourable": ["hire"]}, "protected": [{"name": "sex"}]})
    Meaning(favourable=('hire',), positive=(), bands={'sex': ()})
    """
    decision, score, label = (plan.get(key) or {} for key in ("decision", "score", "label"))
    favourable = sorted(decision.get("favourable", ()))
    if not decision and score:
        favourable = [f"{score.get('favourable', 'high')} scores"]
    return Meaning(
        favourable=tuple(favourable),
        positive=tuple(sorted(label.get("positive", ()))),
        bands={one["name"]: tuple(one.get("bands", ())) for one in plan.get("protected", ())},
    )


def differences(then: Meaning, now: Meaning) -> list[str]:
    """Return what keeps figures from being compared, each as a sentence without its stop.

    What one side lacks is no difference: a group or metric that is gone is told by its gate.

    Examples
    --------
    >>> differences(Meaning(favourable=("hire",), positive=(), bands={}),
    ...             Meaning(favourable=("invite",), positive=(), bands={}))
    ["favourable was 'hire' and is 'invite'"]
    """
    found = []
    if then.favourable != now.favourable:
        found.append(f"favourable was {_quoted(then.favourable)} and is {_quoted(now.favourable)}")
    if then.positive and now.positive and then.positive != now.positive:
        found.append(
            f"a positive label was {_quoted(then.positive)} and is {_quoted(now.positive)}"
        )
    found.extend(
        f"the bands of {name} were {_quoted(bands)} and are {_quoted(now.bands[name])}"
        for name, bands in then.bands.items()
        if name in now.bands and now.bands[name] != bands
    )
    return found


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(repr(value) for value in values) or "not named"

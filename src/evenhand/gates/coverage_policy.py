"""The coverage policy: a gate that sees less than it should cannot pass."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from evenhand.gates.gate import GateResult
from evenhand.gates.words import group_name

Group = tuple[str, ...]


def absent(
    expected: Mapping[str, Sequence[str]], attributes: Group, groups: Collection[Group]
) -> tuple[str, ...]:
    """Return the groups that a plan expects of some attributes and that are not there, in words.

    Parameters
    ----------
    expected : dict of str to sequence of str
        What the plan expects of each attribute.
    attributes : tuple of str
    groups : collection of groups
        The groups of those attributes that have decisions.

    Examples
    --------
    >>> absent({"race": ("A", "B")}, ("race", "sex"), [("A", "F"), ("A", "M")])
    ('B of race',)
    """
    return tuple(
        f"{name} of {attribute}"
        for place, attribute in enumerate(attributes)
        for name in expected.get(attribute, ())
        if name not in {group[place] for group in groups}
    )


def covered(
    gates: Sequence[GateResult],
    expected: Mapping[str, Sequence[str]],
    groups: Mapping[str, Collection[Group]],
    earlier: Mapping[str, Collection[Group]],
) -> tuple[GateResult, ...]:
    """Return the gates; those that see less than they should do not pass, and say why.

    Parameters
    ----------
    gates : sequence of GateResult
    expected : dict of str to sequence of str
        The groups that the plan expects of each attribute.
    groups : dict of str to collection of groups
        Those that each gate sees, by its id.
    earlier : dict of str to collection of groups
        Those that each gate judged when its baseline was approved, by its id.
    """
    return tuple(
        _covered(
            gate,
            absent(expected, gate.attributes, groups[gate.id]) if gate.id in groups else (),
            [one for one in earlier.get(gate.id, ()) if one not in gate.judged],
        )
        for gate in gates
    )


def _covered(gate: GateResult, missing: Sequence[str], lost: Sequence[Group]) -> GateResult:
    told = list(_told(missing, lost))
    if not told:
        return gate
    if gate.state == "pass":
        return replace(
            gate,
            state="insufficient",
            reason=" ".join([*told, "A gate that sees less than it should cannot pass."]),
        )
    return replace(gate, reason=" ".join([gate.reason, *told]))


def _told(missing: Sequence[str], lost: Sequence[Group]) -> Iterator[str]:
    if missing:
        yield f"The plan expects decisions about {_listed(missing)}, and there are none."
    if lost:
        names = [group_name(group) or "everybody" for group in lost]
        yield f"The baseline judged {_listed(names)}, which cannot be judged now."


_NAMED = 6


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])]
    return shown[0] if len(shown) == 1 else f"{'; '.join(shown[:-1])} and {shown[-1]}"

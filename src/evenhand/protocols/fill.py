"""Protocols: which of the organisation's predefined actions apply to what was found."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from evenhand.analyses.numbered import numbered
from evenhand.errors import PlanError, did_you_mean
from evenhand.gates.findings import FOUND
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name
from evenhand.plan import Protocol
from evenhand.protocols.incident import Incident

_GRAVITY = ("high", "medium", "low")
_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
# What stands for something of the finding in a step or a command.
_BLANK = re.compile(r"\{([a-z_]*)\}")
BLANKS = ("title", "detail", "kind", "severity", "attributes", "group", "as_of", "due")


def check_protocols(protocols: Sequence[Protocol]) -> None:
    """Check what can be said of protocols without a log.

    Raises
    ------
    PlanError
        Two share a name, or one names a kind of finding or a blank that there is not.
    """
    names = [one.name for one in protocols]
    for place, one in enumerate(protocols, start=1):
        where = f"protocols.{one.name or place}"
        if names.count(one.name) > 1:
            raise PlanError(f"{where}: two protocols have this name", "give each a name of its own")
        for kind in one.kinds:
            if kind not in FOUND:
                raise PlanError(
                    f"{where}: there is no finding of the kind {kind!r}", did_you_mean(kind, FOUND)
                )
        for text in (*one.steps, *one.command):
            for blank in _BLANK.findall(text):
                if blank not in BLANKS:
                    raise PlanError(
                        f"{where}: nothing is filled in for {{{blank}}}",
                        did_you_mean(blank, BLANKS),
                    )


def incidents(
    findings: Sequence[Finding], protocols: Sequence[Protocol], as_of: datetime
) -> tuple[Incident, ...]:
    """Return every finding that a protocol is for, with the protocol filled in.

    A finding may have several protocols: each is somebody's. The most severe findings come first.
    """
    return numbered(
        [
            _incident(finding, protocol, as_of)
            for finding in findings
            for protocol in protocols
            if _is_for(protocol, finding)
        ],
        "i",
    )


def _is_for(protocol: Protocol, finding: Finding) -> bool:
    if finding.severity not in _GRAVITY:
        return False
    grave = _GRAVITY.index(finding.severity) <= _GRAVITY.index(protocol.severity)
    return grave and (not protocol.kinds or finding.kind in protocol.kinds)


def _incident(finding: Finding, protocol: Protocol, as_of: datetime) -> Incident:
    due = (as_of + int(protocol.within[:-1]) * _SPANS[protocol.within[-1]]).isoformat(
        timespec="minutes"
    )
    known = {
        "title": finding.title,
        "detail": finding.detail,
        "kind": finding.kind,
        "severity": finding.severity,
        "attributes": " and ".join(finding.attributes) or "all attributes",
        "group": group_name(finding.group) or "everybody",
        "as_of": as_of.isoformat(timespec="minutes"),
        "due": due,
    }
    return Incident(
        id="",
        protocol=protocol.name,
        finding=finding.id,
        severity=finding.severity,
        title=finding.title,
        contact=protocol.contact,
        due=due,
        steps=tuple(_filled(step, known) for step in protocol.steps),
        command=tuple(_filled(part, known) for part in protocol.command),
    )


def _filled(text: str, known: Mapping[str, str]) -> str:
    """Return a text with its blanks filled in; what fills them is not looked at for blanks again.

    Examples
    --------
    >>> _filled("Call about {group}.", {"group": "{title}"})
    'Call about {title}.'
    """
    return _BLANK.sub(lambda blank: known[blank[1]], text)

"""audit.junit.xml: the gates as test cases, as Jenkins, GitLab and others show them.

A suite for each kind of gate, a class for each gate, a case for each group. What fails is a
failure; what is undecided or waived is skipped, with the reason. A warning passes, since the build
does, and says so in its output.
"""

import re
from xml.etree import ElementTree as ET

from evenhand.report import words
from evenhand.report.cases import KINDS, Case, cases, unlike
from evenhand.report.options import Options
from evenhand.result import Audit

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIPPED = ("waived", "insufficient")
_TITLES = {
    "gaps": "Gaps between groups",
    "targets": "Targets",
    "changes": "Changes since the baseline",
    "streams": "Evidence over time",
}


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return the gates as JUnit XML. What takes no time of its own has the time 0."""
    found = cases(audit)
    root = ET.Element("testsuites", name=_legal(words.plain(audit.title) or "evenhand"))
    for name, count in _counts(found).items():
        if name != "skipped":  # no attribute of the whole, as Jenkins reads it
            root.set(name, count)
    for kind in KINDS:
        of_kind = [case for case in found if case.kind == kind]
        if of_kind:
            _suite(root, audit, _TITLES[kind], of_kind)
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _suite(root: ET.Element, audit: Audit, title: str, found: list[Case]) -> None:
    attributes = {"name": title, **_counts(found), "timestamp": _legal(audit.as_of[:19])}
    suite = ET.SubElement(root, "testsuite", attributes)
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("audit", audit.id),
        ("as_of", audit.as_of),
        ("evenhand", audit.evenhand_version),
        ("decisions", str(audit.log.rows)),
        ("verdict", audit.verdict.state),
    ):
        _property(properties, name, value)
    # The reference is no part of the name: the group that fares best may be another next time.
    names = unlike([f"{case.check}\n{case.group or case.title}" for case in found])
    for case, name in zip(found, names, strict=True):
        check, _, group = name.partition("\n")
        for figure, value in _figures(case).items():
            _property(properties, f"{check}/{group}/{figure}", value)
        _case(suite, case, check, group, level=words.level(float(audit.method.get("level", 0.95))))


def _case(suite: ET.Element, case: Case, check: str, name: str, *, level: str) -> None:
    test = ET.SubElement(suite, "testcase", classname=_legal(check), name=_legal(name), time="0")
    body = "\n".join(f"{what}: {said}" for what, said in _body(case, level).items() if said)
    if case.outcome == "fail":
        _told(test, "failure", case, case.reason, body)
    elif case.outcome in _SKIPPED:
        _told(test, "skipped", case, case.reason, body)
    else:
        text = f"warn: {case.reason}\n{body}" if case.outcome == "warn" else body
        ET.SubElement(test, "system-out").text = _legal(text)


def _told(test: ET.Element, tag: str, case: Case, message: str, body: str) -> None:
    told = ET.SubElement(test, tag, message=_legal(message))
    told.set("type", f"evenhand.{case.outcome}")
    told.text = _legal(f"{message}\n{body}")


def _body(case: Case, level: str) -> dict[str, str]:
    """Return what stands behind a case, a line each."""
    gate = case.gate
    p_value = gate.p_adjusted
    return {
        "gate": case.title,
        "compared": case.who,
        "value": case.value or "undefined",
        f"{level} % interval": case.interval or "none",
        "tolerance": case.tolerance,
        "n": f"{gate.n:,}",
        "p-value, adjusted": "" if p_value is None else f"{p_value:.4f}",
        "condition": words.plain(gate.condition or ""),
        "window": words.plain(gate.window or ""),
        "rule": words.plain(gate.clause),
        "note": words.plain(gate.note),
    }


def _figures(case: Case) -> dict[str, str]:
    """Return the figures of a case as numbers, for what reads properties."""
    gate = case.gate
    figures = {"value": gate.value, "low": gate.low, "high": gate.high, "tolerance": gate.tolerance}
    known = {name: f"{value:.6g}" for name, value in figures.items() if value is not None}
    return known | {"n": str(gate.n)}


def _property(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, "property", name=_legal(name), value=_legal(value))


def _counts(found: list[Case] | tuple[Case, ...]) -> dict[str, str]:
    failed = sum(case.outcome == "fail" for case in found)
    skipped = sum(case.outcome in _SKIPPED for case in found)
    counts = {"tests": len(found), "failures": failed, "errors": 0, "skipped": skipped, "time": 0}
    return {name: str(count) for name, count in counts.items()}


def _legal(text: str) -> str:
    r"""Return text without what XML cannot hold, not even escaped.

    Examples
    --------
    >>> _legal("a\x00b\ufffe<")
    'ab<'
    """
    return _ILLEGAL.sub("", text)

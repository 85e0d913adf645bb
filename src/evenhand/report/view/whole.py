"""The whole view: every section of the report as data. Templates only place it.

To add a section: a template in `report_templates/sections`, a line in `sections.toml`, and, where
it needs data of its own, a function in `_PARTS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evenhand.report import words
from evenhand.report.view.accounted import accounted
from evenhand.report.view.appendix import behind, shown
from evenhand.report.view.attribute import attribute_view, state_of
from evenhand.report.view.behind import Behind
from evenhand.report.view.conditional import conditional
from evenhand.report.view.crossing import crossings
from evenhand.report.view.data import data
from evenhand.report.view.drift import drift
from evenhand.report.view.estimated import estimated
from evenhand.report.view.evidence import evidence
from evenhand.report.view.failure import failures
from evenhand.report.view.findings import finding_groups
from evenhand.report.view.gates import gate_rows
from evenhand.report.view.header import Header, header
from evenhand.report.view.labels import labels
from evenhand.report.view.method import method
from evenhand.report.view.over_time import over_time
from evenhand.report.view.oversight import oversight
from evenhand.report.view.performance import performance
from evenhand.report.view.power import power
from evenhand.report.view.protocols import protocols
from evenhand.report.view.proxies import proxies
from evenhand.report.view.readiness import readiness
from evenhand.report.view.remedies import remedies
from evenhand.report.view.rows import Rows, knowing, worst
from evenhand.report.view.sentences import level_of
from evenhand.report.view.since import since
from evenhand.report.view.slices import where
from evenhand.report.view.timeline import timeline
from evenhand.report.view.todo import todo
from evenhand.result import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section as it stands on the page."""

    anchor: str
    title: str  # "": the title that sections.toml gives
    state: str
    data: object


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A whole report: the head, the sections by their keys, and what is behind the figures."""

    header: Header
    level: str
    parts: Mapping[str, Sequence[Part]]
    behind: tuple[Behind, ...]


def view_of(audit: Audit) -> View:
    """Return the report of an audit as data that templates place."""
    rows = Rows(audit)
    with knowing(audit):
        head = header(rows)
        parts = {key: tuple(make(rows)) for key, make in _PARTS.items()}
        ids = set(shown(head)) | {
            row for found in parts.values() for part in found for row in shown(part)
        }
        return View(
            header=head,
            level=words.level(level_of(audit)),
            parts=parts,
            behind=behind(rows, ids),
        )


def _one(key: str, content: object, state: str = "") -> list[Part]:
    """Return a section that stands alone, or none where there is nothing to show."""
    return [Part(anchor=key, title="", state=state, data=content)] if content else []


def _attributes(rows: Rows) -> list[Part]:
    return [
        Part(
            anchor=f"attribute-{i}",
            title=words.capital(words.short(attribute.name, 60)),
            state=state_of(rows, (attribute.name,)) or "",
            data=attribute_view(rows, attribute),
        )
        for i, attribute in enumerate(rows.audit.attributes, start=1)
    ]


def _crossings(rows: Rows) -> list[Part]:
    found = crossings(rows)
    states = [s for c in found if (s := state_of(rows, c.attributes))]
    return _one("intersections", found, worst(states) or "")


def _gates(rows: Rows) -> list[Part]:
    return _one("gates", gate_rows(rows), worst(g.state for g in rows.audit.gates) or "")


def _failures(rows: Rows) -> list[Part]:
    states = [gate.counts_as for gate in rows.audit.gates if gate.state == "fail"]
    return _one("failures", failures(rows), worst(states) or "")


def _since(rows: Rows) -> list[Part]:
    states = [gate.counts_as for gate in rows.audit.gates if gate.basis == "baseline"]
    return _one("since", since(rows), worst(states) or "")


def _performance(rows: Rows) -> list[Part]:
    states = [gate.state for gate in rows.audit.gates if gate.target]
    return _one("performance", performance(rows), worst(states) or "")


def _readiness(rows: Rows) -> list[Part]:
    found = readiness(rows)
    return _one("readiness", found, found.state if found else "")


def _evidence(rows: Rows) -> list[Part]:
    states = [gate.state for gate in rows.audit.gates if gate.basis == "stream"]
    return _one("evidence", evidence(rows), worst(states) or "")


def _todo(rows: Rows) -> list[Part]:
    return _one("todo", todo(rows.audit))


def _definitions(rows: Rows) -> list[Part]:
    found = method(rows)
    return _one("definitions", found if found.metrics else None)


_PARTS: dict[str, Callable[[Rows], Sequence[Part]]] = {
    "found": lambda rows: [
        Part(anchor="found", title="", state="", data=finding_groups(rows)),
    ],
    "gates": _gates,
    "failures": _failures,
    "accounted": lambda rows: _one("accounted", accounted(rows)),
    "proxies": lambda rows: _one("proxies", proxies(rows)),
    "remedies": lambda rows: _one("remedies", remedies(rows)),
    "since": _since,
    "todo": _todo,
    "attributes": _attributes,
    "intersections": _crossings,
    "conditional": lambda rows: _one("conditional", conditional(rows)),
    "protocols": lambda rows: _one("protocols", protocols(rows)),
    "slices": lambda rows: _one("slices", where(rows)),
    "performance": _performance,
    "happened": lambda rows: _one("happened", timeline(rows)),
    "over_time": lambda rows: _one("over_time", over_time(rows)),
    "evidence": _evidence,
    "drift": lambda rows: _one("drift", drift(rows)),
    "oversight": lambda rows: _one("oversight", oversight(rows)),
    "labels": lambda rows: _one("labels", labels(rows)),
    "estimated": lambda rows: _one("estimated", estimated(rows)),
    "readiness": _readiness,
    "data": lambda rows: _one("data", data(rows)),
    "method": lambda rows: _one("method", method(rows)),
    "power": lambda rows: _one("power", power(rows)),
    "limits": lambda rows: _one("limits", method(rows)),
    "definitions": _definitions,
    "appendix": lambda _: [Part(anchor="appendix", title="", state="", data=None)],
}

"""audit.md: the report in short, for a pull request or a wiki."""

from typing import TYPE_CHECKING, cast

from evenhand.report import words
from evenhand.report.markup import escape, table
from evenhand.report.options import Options
from evenhand.report.view.figure import Figure
from evenhand.report.view.whole import View, view_of
from evenhand.result import Audit

if TYPE_CHECKING:
    from evenhand.recommendations.recommendation import Recommendation
    from evenhand.report.view.attribute import AttributeView
    from evenhand.report.view.findings import FindingGroup
    from evenhand.report.view.gates import GateRow
    from evenhand.report.view.oversight import Oversight
    from evenhand.report.view.readiness import Readiness
    from evenhand.report.view.remedies import Line, Remedies
    from evenhand.report.view.timeline import Timeline


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return the short form of the report as Markdown."""
    view = view_of(audit)
    lines = [line for part in _PARTS for line in part(view)]
    closing = (
        f"Audit {escape(audit.id)}, evenhand {escape(audit.evenhand_version)}. Evidence, not "
        "legal advice."
    )
    lines += ["", closing]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _head(view: View) -> list[str]:
    head = view.header
    mark = f"{words.MARKS[head.state]} " if head.state else ""
    verdict = " ".join(escape(text) for text in (head.lead, head.since, head.tally) if text)
    figures = [f"**{escape(h.figure.text)}** {escape(h.label)}" for h in head.headlines]
    return [
        f"# {escape(head.title)}",
        "",
        escape(head.eyebrow),
        "",
        escape(head.subtitle),
        "",
        f"**{mark}{escape(head.word)}** {verdict}",
        *(["", " · ".join(figures)] if figures else []),
    ]


def _todo(view: View) -> list[str]:
    if not view.header.todo:
        return []
    items = [
        f"{i}. **{escape(r.title)}** {escape(r.because)}{_effect(r)} ({escape(r.owner)}, "
        f"{escape(r.when)})"
        for i, r in enumerate(view.header.todo, start=1)
    ]
    return ["", "## What to do first", "", *items]


def _effect(advice: "Recommendation") -> str:
    """Return what advice would change, where that is known and not among its grounds."""
    if advice.effect is None or advice.effect.text in advice.because:
        return ""
    return f" Would change: {escape(advice.effect.text)}"


def _findings(view: View) -> list[str]:
    lines = [
        f"- {escape(group.title)}: {escape(finding.title)} {escape(finding.detail)}".rstrip()
        for part in view.parts["found"]
        for group in cast("tuple[FindingGroup, ...]", part.data)
        for finding in group.findings
    ]
    return ["", "## What was found", "", *lines] if lines else []


def _gates(view: View) -> list[str]:
    rows = [
        (
            f"{words.MARKS[g.state]} {g.word}",
            g.title,
            g.who,
            g.figure.text,
            g.figure.interval,
            g.tolerance,
        )
        for part in view.parts["gates"]
        for g in cast("tuple[GateRow, ...]", part.data)
    ]
    if not rows:
        return []
    heads = ("State", "Gate", "Worst group", "Value", f"{view.level} % interval", "Tolerance")
    return ["", "## Gates", *table(heads, rows, left=3)]


def _attributes(view: View) -> list[str]:
    lines: list[str] = []
    for part in view.parts["attributes"]:
        shown = cast("AttributeView", part.data)
        groups = shown.table
        heads = ("Group", "n", "Rate", "Interval", groups.compared_title, "Interval", "State")
        rows = [
            (
                row.name,
                row.n,
                row.rate.text,
                row.rate.interval,
                *_compared(row.compared, row.reference, groups.comparison),
                f"{words.MARKS.get(row.state, '')} {row.word}".strip(),
            )
            for row in groups.rows
        ]
        left = len(groups.rest)
        more = ["", f"{words.capital(words.how_many(left, 'more group'))} in audit.json."]
        lines += ["", f"## {escape(part.title)}", ""]
        lines += [
            f"- {words.MARKS[state]} {state}: {escape(sentence)}" for state, sentence in shown.gates
        ]
        lines += [*table(heads, rows), *(more if left else [])]
    return lines


def _happened(view: View) -> list[str]:
    rows = [
        (one.event.when, one.event.what, one.event.size)
        for part in view.parts["happened"]
        for one in cast("Timeline", part.data).listed
    ]
    return ["", "## What happened", *table(("When", "What", "Size"), rows, left=3)] if rows else []


def _oversight(view: View) -> list[str]:
    told = [
        f"- {escape(sentence)}"
        for part in view.parts["oversight"]
        for sentence in cast("Oversight", part.data).sentences
    ]
    return ["", "## Human oversight", "", *told] if told else []


def _readiness(view: View) -> list[str]:
    lines: list[str] = []
    for part in view.parts["readiness"]:
        found = cast("Readiness", part.data)
        lines += ["", "## Readiness", "", escape(found.lead)]
        lacking = [
            f"- {escape(check.word)}: {escape(check.title)} {escape(check.prevents)}"
            for check in found.checks
            if check.lacking
        ]
        lacking += [
            f"- personal identifiers: {escape(one.kind)} in {escape(one.column)}, {one.count}"
            for one in found.identifiers
        ]
        lines += ["", *lacking] if lacking else []
    return lines


def _remedies(view: View) -> list[str]:
    lines: list[str] = []
    for part in view.parts["remedies"]:
        found = cast("Remedies", part.data)
        told = " ".join(escape(text) for text in (found.lead, found.choice, found.unlike) if text)
        lines += ["", "## Remedies that were tried", "", told]
        if found.deployed is not None:
            gap = f"Gap: {found.aim}"
            heads = ("Remedy", gap, "Favourable, %", "As they turn out, %", "Area under the curve")
            lines += table(heads, [_remedy(one) for one in (found.deployed, *found.lines)])
            lines += ["", f"In brackets: intervals of {escape(found.level)} %."]
        if found.refused:
            lines += ["", *(f"- {escape(f'{title}: {why}')}" for title, why in found.refused)]
    return lines


def _remedy(line: "Line") -> tuple[str, ...]:
    figures = (line.gap, line.rate, line.accuracy, line.area)
    name = f"{line.title} (not beaten)" if line.best else line.title
    return (
        name,
        *(f"{one.text} ({one.interval})" if one.interval else one.text for one in figures),
    )


def _compared(figure: Figure, reference: bool, comparison: str) -> tuple[str, str]:
    if reference:
        return ("1" if comparison == "ratio" else "0", "")
    return figure.text, figure.interval


_PARTS = (
    _head,
    _todo,
    _findings,
    _gates,
    _attributes,
    _happened,
    _oversight,
    _remedies,
    _readiness,
)

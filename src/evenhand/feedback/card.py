"""The data card: what each file of the feedback holds, how it was made, and what to mind."""

from collections.abc import Iterator, Mapping, Sequence

from evenhand.feedback.parted import Parted
from evenhand.feedback.table import Table
from evenhand.report.markup import escape, row
from evenhand.report.words import count, how_many
from evenhand.result import Audit

NAME = "README.md"

_CAUTIONS = (
    (
        "These files are made from decisions about people. The ids held out point to their rows: "
        "keep them where the log is kept, and as long. No other column of the log is copied, and "
        "no names."
    ),
    (
        "Groups of protected attributes stand in the tables. Where the law restricts their use in "
        "a decision, use them to weigh and to measure when a model is fitted, and keep them out of "
        "what the model sees. Take legal advice before a model treats people by group."
    ),
    "Small groups can be recognised. Do not publish the tables as they are.",
    (
        "What is here says where a model could be fitted better, not that it should be: see the "
        "recommendations of the audit, and measure on the rows held out."
    ),
)
_SPREADSHEETS = (
    "In CSV a text that a spreadsheet could run as a formula begins with an apostrophe, which is "
    "not part of it; Parquet has the text as it is."
)


def card(
    audit: Audit,
    where: Parted | str,
    tables: Sequence[Table],
    *,
    files: Mapping[str, Sequence[str]],
) -> str:
    """Return the card as Markdown; whatever comes from the log or the plan is escaped.

    Parameters
    ----------
    audit : Audit
    where : Parted or str
        How the log was parted, or why it was not.
    tables : sequence of Table
    files : dict of str to sequence of str
        The files of each table that was made.
    """
    lines = [
        "# Feedback to training",
        "",
        (
            f"From the audit `{audit.id}` of {escape(audit.title)}"
            f"{f', {escape(audit.organisation)}' if audit.organisation else ''}, as of "
            f"{audit.as_of}, by evenhand {audit.evenhand_version}. `audit.json` beside this file "
            "is that audit; columns named `evidence` name its rows."
        ),
        "",
        *_log(audit),
        "",
        "## How decisions are parted",
        "",
        *_parts(audit, where),
        *(line for table in tables for line in _table(table, files)),
        "",
        "## Cautions",
        "",
        *(f"- {text}" for text in _CAUTIONS),
    ]
    if any(name.endswith(".csv") for names in files.values() for name in names):
        lines.append(f"- {_SPREADSHEETS}")
    return "\n".join(lines) + "\n"


def _log(audit: Audit) -> Iterator[str]:
    span = ""
    if audit.log.first and audit.log.last:
        span = f", {audit.log.first} to {audit.log.last}"
    yield f"The log: {how_many(audit.log.rows, 'decision', digits=True)}{span}."
    yield ""
    for file in audit.log.files:
        yield f"- {escape(file.name)}, SHA-256 `{file.sha256}`"


def _parts(audit: Audit, where: Parted | str) -> Iterator[str]:
    if isinstance(where, str):
        yield f"They are not parted. {where}"
    else:
        yield (
            f"To train on: {count(where.earlier)} decisions before {where.start.isoformat()}. "
            f"Held out: {count(where.later)} from then on"
            f"{'' if where.end is None else f', before {where.end.isoformat()}'}."
        )
    yield ""
    zone = audit.plan.get("timezone")
    yield (
        f"{f'Times are those of {escape(str(zone))}. ' if zone else ''}Nothing was drawn at random "
        f"for these files. The seed of the audit is {audit.method['seed']}."
    )


def _table(table: Table, files: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from ("", f"## {table.title}", "")
    if table.refused:
        yield f"No file. {table.refused}"
        return
    names = ", ".join(f"`{name}`" for name in files[table.name])
    yield f"{names}: {how_many(len(table.rows), 'row', digits=True)}."
    for text in table.about:
        yield from ("", text)
    yield from ("", row(("column", "kind", "what it is")), "|:--|:--|:--|")
    for column in table.columns:
        yield row((column.name, column.kind, column.about))

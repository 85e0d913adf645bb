"""`evenhand compare`: results side by side, or the versions or windows of one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.errors import LogError, PlanError, did_you_mean

if TYPE_CHECKING:
    from rich.console import Console

    from evenhand.report.comparison import Comparison, Line
    from evenhand.report.comparison_sides import Side

_BY = ("model-version", "window")
_FILES = {"html": "comparison.html", "json": "comparison.json"}
MOST = 14  # lines of a kind on the terminal


def compare(
    results: Annotated[
        list[Path],
        typer.Argument(metavar="RESULT...", help="audit.json of two or more audits, or baselines."),
    ],
    *,
    by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of one result: model-version or window."),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="NAME", help="html or json. Repeatable, or a,b."),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where comparison.html and .json go.")
    ] = Path(),
) -> None:
    """Compare results: their gates, gaps and figures side by side, and what moved.

    Changes are those from the first to the last, with intervals. Nothing is judged: for gates on
    changes, approve a baseline and audit against it.
    """
    from evenhand.cli.outputs import outputs
    from evenhand.cli.streams import plain
    from evenhand.cli.terminal import results as printed
    from evenhand.plan.flags import split
    from evenhand.report.comparison import compare as compared
    from evenhand.report.comparison import render

    wanted = list(dict.fromkeys(name.lower() for name in split(formats or [])))
    for name in wanted:
        if name not in _FILES:
            raise PlanError(f"a comparison has no format {name!r}", did_you_mean(name, _FILES))
    comparison = compared(_sides(results, by))
    with printed() as console:
        _print(console, comparison)
    if not wanted:
        return
    with outputs(out) as files:
        for name in wanted:
            if name == "html":
                from evenhand.report.comparison_page import render_page

                files.write(_FILES[name], render_page(comparison))
            else:
                files.write(_FILES[name], render(comparison))
        for path in files.move():
            print(plain(str(path)))


def _sides(results: Sequence[Path], by: str | None) -> list["Side"]:
    from evenhand.report.comparison_sides import sides_by

    if by is None:
        if len(results) < 2:  # noqa: PLR2004 - a comparison takes two
            raise PlanError(
                "a comparison takes two results",
                "name another, or compare within one: --by model-version, --by window",
            )
        names = _names(results)
        return [_side(path, name) for path, name in zip(results, names, strict=True)]
    if by not in _BY:
        raise PlanError(f"--by {by!r} is nothing to compare by", did_you_mean(by, _BY))
    if len(results) > 1:
        raise PlanError(
            "--by compares within one result", "name one result alone, or leave out --by"
        )
    from evenhand.cli.plans import result_of

    _refuse_logs(results[0])
    return sides_by(result_of(results[0]), "window" if by == "window" else "model-version")


def _side(path: Path, name: str) -> "Side":
    from evenhand.approval import FORMAT
    from evenhand.cli.approved import approved_in
    from evenhand.cli.plans import result_of
    from evenhand.report.comparison_sides import side_of, side_of_baseline

    _refuse_logs(path)
    try:
        held = json.loads(path.read_bytes())
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        held = None  # what is wrong with it is told by what reads results
    if isinstance(held, dict) and held.get("format") == FORMAT:
        return side_of_baseline(approved_in(path), name)
    return side_of(result_of(path), name)


def _refuse_logs(path: Path) -> None:
    if path.suffix.lower() in {".csv", ".tsv", ".parquet", ".gz", ".zst"}:
        raise LogError(
            f"{path} is a log, and what is compared are results",
            f"audit it first: evenhand audit {path} --out DIR, then compare DIR/audit.json",
        )


def _names(results: Sequence[Path]) -> list[str]:
    """Return what tells results apart: as much of their paths as it takes, and else a number."""
    stems = [path.parent.name or path.stem for path in results]
    for names in (stems, [str(path) for path in results]):
        if len(set(names)) == len(names):
            return names
    return [f"{path} ({place})" for place, path in enumerate(results, start=1)]


def _print(console: "Console", found: "Comparison") -> None:
    from evenhand.cli.streams import plain
    from evenhand.cli.terminal import table
    from evenhand.report import words

    ends = (0, len(found.sides) - 1)
    names = [plain(found.sides[at].name) for at in ends]
    heads = table("Compared", "Verdict", "Decisions", "Period", right=("Decisions",))
    for side in found.sides:
        period = f"{side.first[:10]} to {side.last[:10]}" if side.first and side.last else ""
        heads.add_row(plain(side.name), side.verdict, words.count(side.rows), period)
    console.print(heads)
    if found.gates:
        console.print()
        gates = table("Gate", *names)
        for gate in found.gates:
            cells = [gate.cells[at] for at in ends]
            texts = [f"{c.state} {c.figure}".strip() if c else "not judged" for c in cells]
            gates.add_row(plain(gate.title), *(plain(text) for text in texts))
        console.print(gates)
    for head, lines in (("Gap", found.gaps), ("Figure", found.figures)):
        _print_lines(console, head, lines, names)
    for label, groups in (("Came", found.came), ("Went", found.went)):
        if groups:
            console.print(plain(f"{label}: {'; '.join(groups)}"), soft_wrap=True)
    if found.differs:
        console.print()
        console.print(plain("Differs: " + ", ".join(one.what for one in found.differs[:MOST])))
    for note in found.notes:
        console.print(plain(note))


def _print_lines(
    console: "Console", head: str, lines: Sequence["Line"], names: Sequence[str]
) -> None:
    from evenhand.cli.streams import plain
    from evenhand.cli.terminal import table
    from evenhand.report import words
    from evenhand.report.comparison_page import rows_of

    # What is shown to have moved comes first, in the order of the report.
    ordered = sorted(rows_of(lines), key=lambda row: not row.shown)
    if not ordered:
        return
    console.print()
    listing = table(head, "Group", *names, "Change", right=(*names, "Change"))
    for row in ordered[:MOST]:
        listing.add_row(
            plain(row.title),
            plain(row.who),
            row.cells[0][0],
            row.cells[-1][0],
            f"{row.change}\n{row.interval}".strip(),
        )
    rest = len(ordered) - MOST
    if rest > 0:
        listing.caption = f"and {words.how_many(rest, 'more line')}, with --format html"
        listing.caption_justify = "left"
    console.print(listing)

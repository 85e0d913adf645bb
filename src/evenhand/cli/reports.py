"""Make reports of an audit, each whether or not the others can be made."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from evenhand.cli.outputs import Outputs
from evenhand.errors import DeliveryError, PlanError, did_you_mean
from evenhand.plan.flags import split
from evenhand.report import FORMATS
from evenhand.report.options import PAPERS, Options
from evenhand.report.painter import painting
from evenhand.report.printer import printing
from evenhand.result import Audit


def chosen(names: Sequence[str]) -> list[str]:
    """Return the formats that are named, each once; names may be lists with commas."""
    wanted = list(dict.fromkeys(name.lower() for name in split(names)))
    for name in wanted:
        if name not in FORMATS:
            raise PlanError(f"there is no report format {name!r}", did_you_mean(name, FORMATS))
    return wanted


def report_options(paper: str, templates: Path | None) -> Options:
    """Return what the reader chose of a report: paper, and a folder of own templates."""
    names = {name.lower(): name for name in get_args(PAPERS)}
    if paper.lower() not in names:
        raise PlanError(f"there is no paper {paper!r}", "it may be A4 or Letter")
    if templates is not None and not templates.is_dir():
        raise PlanError(f"{templates} is no folder of templates", "name an existing folder")
    return Options(templates=templates, paper=names[paper.lower()])


@contextmanager
def prepared(wanted: Sequence[str]) -> Iterator[None]:
    """Have second processes ready for what takes long to draw and print, while this lasts."""
    with (
        painting(wanted=bool({"html", "pdf"} & set(wanted))),
        printing(wanted="pdf" in wanted),
    ):
        yield


def deliver(
    audit: Audit,
    wanted: Sequence[str],
    files: Outputs,
    tell: Callable[[str], None],
    *,
    options: Options,
) -> list[DeliveryError]:
    """Write a report of each wanted format; return why others could not be."""
    missed = []
    if "pdf" in wanted:
        from evenhand.report import pdf

        pdf.begin(audit, options)  # takes longest, and elsewhere: the others are made meanwhile
    for name in wanted:
        form = FORMATS[name]
        tell(f"writing {form.file}")
        try:
            files.write(form.file, form.render(audit, options))
        except DeliveryError as error:
            missed.append(error)
    return missed


@contextmanager
def on_github(
    audit: Audit, wanted: Sequence[str], missed: list[DeliveryError], *, results: bool = False
) -> Iterator[None]:
    """Tell GitHub of the audit, if that is wanted, around what is printed for people.

    `results` says that standard output is the result file. What cannot be told joins `missed`.
    """
    if "github" not in wanted:
        yield
        return
    from evenhand.cli.on_github import annotated, append_summary

    missed += append_summary(audit)
    with annotated(audit, results=results):
        yield

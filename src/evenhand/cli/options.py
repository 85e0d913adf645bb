"""The options that several commands share, each described once."""

from pathlib import Path
from typing import Annotated

import typer

_LOG = "The log"
_ROLES = "What the columns mean"
_PEOPLE = "Who is compared"
_PERIOD = "Which time"
_OUTPUT = "What comes out"

# Not read from the formats themselves: --help must not wait for what makes reports.
FORMAT_NAMES = "json, html, pdf, md, comment, github, gitlab, junit, openmetrics or sarif"


def _role(flag: str, text: str, metavar: str = "COLUMN") -> object:
    return typer.Option(flag, help=text, metavar=metavar, rich_help_panel=_ROLES)


Logs = Annotated[
    list[str] | None,
    typer.Argument(metavar="LOG", help="CSV or Parquet files or folders; else the plan's log."),
]
PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="FILE",
        help="The plan; else evenhand.toml here or in a folder above.",
        rich_help_panel=_LOG,
    ),
]
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="What reads the log: duckdb.", rich_help_panel=_LOG)
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Any key of the plan: inference.level=0.99. Repeatable.",
        rich_help_panel=_LOG,
    ),
]

Decision = Annotated[str | None, _role("--decision", "What was decided.")]
Favourable = Annotated[
    list[str] | None,
    _role("--favourable", "A decision that the person hopes for. Repeatable, or a,b,c.", "VALUE"),
]
Label = Annotated[str | None, _role("--label", "What turned out true.")]
Positive = Annotated[
    list[str] | None,
    _role("--positive", "A label that means qualified: repaid, 1. Repeatable, or a,b.", "VALUE"),
]
Labels = Annotated[
    list[str] | None,
    _role("--labels", "A file of labels that came apart from the log. Repeatable.", "FILE"),
]
On = Annotated[str | None, _role("--on", "The id that joins such a file to the log.")]
Score = Annotated[str | None, _role("--score", "The number that the decision came from.")]
Threshold = Annotated[
    float | None,
    _role("--threshold", "The score from which the decision is favourable.", "NUMBER"),
]
Time = Annotated[str | None, _role("--time", "When the decision was made.")]
Identifier = Annotated[str | None, _role("--id", "Identifies one decision.")]
Entity = Annotated[str | None, _role("--entity", "Identifies the person decided about.")]
Weight = Annotated[str | None, _role("--weight", "How much a row counts.")]
ModelVersion = Annotated[str | None, _role("--model-version", "Which model or agent decided.")]
Kpi = Annotated[
    list[str] | None,
    _role(
        "--kpi",
        "Performance: latency, failure, cost, satisfaction, review, override, success, handoff, "
        "steps, retries, tool_calls and more. Repeatable.",
        "NAME=COLUMN",
    ),
]

Attributes = Annotated[
    list[str] | None,
    typer.Option(
        "--protected",
        metavar="ATTR[:BANDS]",
        help="A protected attribute, with bands if it is a number: age:18-39,40+. Repeatable.",
        rich_help_panel=_PEOPLE,
    ),
]
Reference = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ATTR=GROUP",
        help="Whom the other groups are compared with. Repeatable.",
        rich_help_panel=_PEOPLE,
    ),
]
Condition = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN",
        help="Held fixed while comparing: job, region. Repeatable, or a,b.",
        rich_help_panel=_PEOPLE,
    ),
]
Feature = Annotated[
    list[str] | None,
    _role("--feature", "A column that the model sees, watched for drift. Repeatable, or a,b."),
]
Window = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="Trend by hour, day, week, month or quarter; by 30d, counted from the end; or all.",
        rich_help_panel=_PERIOD,
    ),
]
Start = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="The first day, or time, that is audited.",
        rich_help_panel=_PERIOD,
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="DATE", help="The last, itself included.", rich_help_panel=_PERIOD
    ),
]
Last = Annotated[
    str | None,
    typer.Option(
        metavar="SPAN",
        help="In place of both: so much up to the day of --as-of: 90d, 12w, 6h.",
        rich_help_panel=_PERIOD,
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        metavar="ZONE",
        help="Whose days and hours are meant: Europe/Berlin. Times that name no zone are local.",
        rich_help_panel=_PERIOD,
    ),
]

Title = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="The title of the report.", rich_help_panel=_OUTPUT),
]
Out = Annotated[
    Path,
    typer.Option(metavar="DIR", help="Where the files go.", rich_help_panel=_OUTPUT),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help=f"{FORMAT_NAMES}. Repeatable, or a,b. Default: html,pdf,json.",
        rich_help_panel=_OUTPUT,
    ),
]
Paper = Annotated[
    str,
    typer.Option(metavar="NAME", help="Paper of the PDF: A4 or Letter.", rich_help_panel=_OUTPUT),
]
Templates = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Own report templates, looked into before the packaged ones.",
        rich_help_panel=_OUTPUT,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="The day the audit speaks for, else now. Same log, plan and day: the same files.",
        rich_help_panel=_OUTPUT,
    ),
]
Previous = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="An earlier audit.json: its figures are restated where labels have come since.",
        rich_help_panel=_OUTPUT,
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="What evenhand baseline approve wrote: gates on how far things changed since then.",
        rich_help_panel=_OUTPUT,
    ),
]
History = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="DIR",
        help="A folder of evidence that is carried on from audit to audit, day by day.",
        rich_help_panel=_OUTPUT,
    ),
]
Simulate = Annotated[
    bool,
    typer.Option(
        "--simulate",
        help="Try remedies on a sample of the log, and say what each would buy: up to a minute.",
        rich_help_panel=_OUTPUT,
    ),
]
RunCommands = Annotated[
    bool,
    typer.Option(
        "--run-commands",
        help="Run the commands of the plan's protocols that apply; else they are only printed.",
        rich_help_panel=_OUTPUT,
    ),
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", help="Say nothing while working.", rich_help_panel=_OUTPUT),
]
AsJson = Annotated[
    bool,
    typer.Option(
        "--json", help="Print the result file in place of the summary.", rich_help_panel=_OUTPUT
    ),
]

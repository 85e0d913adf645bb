"""Write docs/metrics.md and docs/commands.md from the code: python scripts/make_reference.py.

The metrics' docstrings and the commands' own help are the source; a test holds the pages to them.
"""

from pathlib import Path
from typing import Any

from typer.main import get_command

from evenhand.cli import app
from evenhand.gates.policy import needed_columns
from evenhand.metrics import METRICS

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by `make docs` from the code; edit the {source}, not this page. -->"
SECTIONS = ("In plain words", "Definition", "Undefined when", "References")
FAVOURS = {
    "high": "A higher value is better for the person decided about.",
    "low": "A lower value is better for the person decided about.",
    "neither": "Neither a high nor a low value is better by itself.",
}

UNITS = {
    "rate": "A rate, from 0 to 1.",
    "count": "A count.",
    "number": "A number.",
    "column": "In the unit of its column.",
}


def as_markdown(text: str) -> str:
    """Return a docstring's text with its code quoted the Markdown way."""
    return text.replace("``", "`")


def metrics_page() -> str:
    """Return the page of all metrics, in report order."""
    lines = [
        "# Metrics",
        "",
        MADE.format(source="docstrings in `src/evenhand/metrics`"),
        "",
        f"The {len(METRICS)} metrics, in the order of the report.",
        "`evenhand explain KEY` prints the same. What a figure needs is named as in the plan.",
    ]
    for key, metric in METRICS.items():
        summary = as_markdown(metric.section("Summary")).removeprefix("Return ")
        lines += ["", f"## {metric.title}", "", f"`{key}`: {summary}", ""]
        lines += [
            f"{FAVOURS[metric.favours]} {UNITS[metric.unit]} Needs: {needed_columns(metric)}."
        ]
        for section in SECTIONS:
            if text := metric.section(section):
                lines += ["", f"**{section}.** {as_markdown(text)}"]
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of all commands, in the order of `evenhand --help`."""
    program: Any = get_command(app)
    lines = [
        "# Commands",
        "",
        MADE.format(source="help texts in `src/evenhand/cli`"),
        "",
        as_markdown(program.help or ""),
    ]
    for name, command in program.commands.items():
        # A command of several has its own for each thing that can be done.
        within = getattr(command, "commands", None)
        parts = {f"{name} {own}": one for own, one in within.items()} if within else {name: command}
        for full, one in parts.items():
            lines += command_lines(full, one)
    return "\n".join(lines).rstrip("\n") + "\n"


def command_lines(name: str, command: Any) -> list[str]:  # noqa: ANN401 - as `argument_name`
    """Return the part of one command."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join(["evenhand", name, *map(argument_name, arguments)])
    lines = ["", f"## {name}", "", "```", f"{usage}{' [OPTIONS]' if options else ''}", "```"]
    lines += ["", as_markdown(command.help or ""), ""]
    lines += [f"- `{argument_name(each)}`: {each.help}" for each in arguments]
    return lines + [option_line(each) for each in options if not each.hidden]


def argument_name(argument: Any) -> str:  # noqa: ANN401 - typer's own click, or click itself
    """Return how an argument is written on the command line."""
    name = (argument.metavar or argument.name.upper()) + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def option_line(option: Any) -> str:  # noqa: ANN401 - typer's own click, or click itself
    """Return a list item that says how an option is written and what it does."""
    flags = ", ".join(sorted(option.opts, key=len, reverse=True))
    value = "" if option.is_flag else f" {option.metavar or option.name.upper()}"
    default = option.default
    shown = "" if default in (None, False, (), []) else f" Default: `{default}`."
    return f"- `{flags}{value}`: {option.help}{shown}"


PAGES = {"metrics.md": metrics_page, "commands.md": commands_page}


def main() -> None:
    """Write the pages."""
    DOCS.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()

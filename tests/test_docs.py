"""The pages say what the program does: no command that is not there, no metric left out."""

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from evenhand.cli import app
from evenhand.metrics import METRICS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
COMMANDS = {
    f"{name} {own}".strip(): one
    for name, command in get_command(app).commands.items()
    for own, one in getattr(command, "commands", {"": command}).items()
}
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("**/*.md"))]
FENCE = re.compile(r"^```(?:sh|shell|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:evenhand|make) [^`]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def reference():
    path = ROOT / "scripts" / "make_reference.py"
    specification = importlib.util.spec_from_file_location("make_reference", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def shown_commands(page):
    """Return the command lines that a page tells the reader to type."""
    text = page.read_text(encoding="utf-8")
    lines = []
    for block in FENCE.findall(text):
        lines += block.replace("\\\n", " ").splitlines()
    lines = [line.removeprefix("$ ").strip() for line in lines]
    return [line for line in lines if line.startswith(("evenhand", "make"))] + INLINE.findall(text)


SHOWN = sorted({(page.name, line) for page in PAGES for line in shown_commands(page)})


@pytest.mark.parametrize(
    ("page", "line"), [each for each in SHOWN if each[1].startswith("evenhand ")]
)
def test_a_command_shown_to_the_reader_exists_with_its_options(page, line):
    words = shlex.split(line, comments=True)[1:]
    name = words[0]
    if name.startswith("-"):
        assert name in {"--help", "-h", "--version"}
        return
    if name not in COMMANDS and len(words) > 1:
        name = f"{name} {words[1]}"  # of a group of commands
    assert name in COMMANDS, f"{page} shows a command that does not exist"
    known = {flag for parameter in COMMANDS[name].params for flag in parameter.opts}
    used = {word.split("=")[0] for word in words[1:] if word.startswith("-")}
    assert used <= known | {"--help", "-h"}


@pytest.mark.parametrize(("page", "line"), [each for each in SHOWN if each[1].startswith("make ")])
def test_a_make_target_shown_to_the_reader_exists(page, line):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = [word for word in shlex.split(line, comments=True)[1:] if "=" not in word]
    assert named, f"{page} shows make without a target"
    assert set(named) <= targets


@pytest.mark.parametrize("name", ["metrics.md", "commands.md"])
def test_a_reference_page_is_what_the_code_says(name):
    page = DOCS / name
    assert page.is_file(), "run: make docs"
    assert page.read_text(encoding="utf-8") == reference().PAGES[name](), "run: make docs"


@pytest.mark.parametrize("key", METRICS)
def test_every_metric_is_documented(key):
    assert f"`{key}`" in (DOCS / "metrics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_every_option(name):
    pages = (DOCS / "commands.md").read_text(encoding="utf-8")
    section = pages.split(f"\n## {name}\n")[1].split("\n## ")[0]
    for parameter in COMMANDS[name].params:
        assert all(f"`{flag}" in section for flag in parameter.opts if flag.startswith("--"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_within_the_repository_leads_somewhere(page):
    targets = [
        target
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not target.startswith(("http:", "https:", "mailto:"))
    ]
    assert [target for target in targets if not (page.parent / target).exists()] == []

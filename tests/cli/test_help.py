import pytest
from typer.main import get_command
from typer.testing import CliRunner

from evenhand import __version__
from evenhand.cli import app

COMMANDS = get_command(app).commands


def shown(*arguments):
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "200", "TERM": "dumb"})
    assert done.exit_code == 0
    return done.output


def test_the_commands_are_in_the_order_of_use():
    assert list(COMMANDS) == [
        "init", "check", "audit", "compare", "plan-size", "suggest-gates", "render",
        "explain", "metrics", "schema", "sample", "baseline", "history", "export",
    ]  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_says_what_it_is_for(name):
    text = shown(name, "--help")
    command = COMMANDS[name]
    assert command.help.splitlines()[0] in text
    for parameter in command.params:
        assert parameter.help, f"{name} {parameter.name}"
        assert all(flag in text for flag in parameter.opts if flag.startswith("--"))


def test_the_help_of_audit_lists_the_exit_codes():
    text = shown("audit", "--help")
    for code in ("0  no gate failed", "1  a gate failed", "2  could", "3  no gate", "4  audited"):
        assert code in text


def test_the_version_is_printed():
    assert shown("--version") == f"evenhand {__version__}\n"

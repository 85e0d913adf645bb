"""The shape of the code: small files, registries that match their folders, a quick start.

Which package may import which is held by import-linter (`make test` runs it).
"""

import ast
import importlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "evenhand"
SOURCES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 300

# Slow to import: a command that does not draw, model or render must not pay for them.
SLOW = ("scipy.stats", "pandas", "sklearn", "fairlearn", "statsmodels", "weasyprint", "vl_convert")
# What not even `--help` may wait for.
SLOW_FOR_HELP = (*SLOW, "duckdb", "numpy", "scipy", "narwhals", "pyarrow", "jinja2")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def loaded_after(program: str, wanted: tuple[str, ...]) -> list[str]:
    """Return which of `wanted` a fresh Python has loaded after `program`."""
    code = f"import sys\n{program}\nprint(*(set(sys.modules) & set({wanted!r})), file=sys.stderr)"
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    return sorted(done.stderr.split())


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_source_file_is_short_enough_to_read_at_once(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_with_code_says_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.name != "__main__.py"], ids=name_of
)
def test_what_a_module_offers_by_name_exists_and_is_documented(path):
    module = importlib.import_module(module_of(path))
    offered = getattr(module, "__all__", ())
    assert len(set(offered)) == len(offered)
    for name in offered:
        value = getattr(module, name)  # an AttributeError here is a name that is not there
        if callable(value):
            assert value.__doc__, f"{module.__name__}.{name} has no docstring"


REGISTRIES = [
    # package, its registry, files that are no entries
    ("metrics", "METRICS", {"own"}),
    ("analyses.disparities", "COMPARISONS", set()),
    ("gates.findings", "KINDS", set()),
    ("recommendations", "RULES", {"recommendation"}),
]


def entry_names(registry):
    """Return what a registry calls its entries: its keys, or the names of its functions."""
    if isinstance(registry, Mapping):
        return list(registry)
    return [getattr(entry, "key", None) or entry.__name__ for entry in registry]


@pytest.mark.parametrize(("package", "registry", "values"), REGISTRIES)
def test_a_registry_lists_every_file_of_its_folder_once(package, registry, values):
    listed = entry_names(getattr(importlib.import_module(f"evenhand.{package}"), registry))
    folder = PACKAGE.joinpath(*package.split("."))
    files = {path.stem for path in folder.glob("[!_]*.py")} - values
    assert sorted(listed) == sorted(files)


def test_every_command_has_its_file():
    app = importlib.import_module("evenhand.cli").app
    names = {command.callback.__name__ for command in app.registered_commands}
    assert names <= {path.stem for path in (PACKAGE / "cli").glob("*.py")}


def test_every_report_format_is_one_file_that_renders():
    formats = importlib.import_module("evenhand.report").FORMATS
    modules = {"json": "as_json", "md": "markdown"}
    for name in formats:
        home = importlib.import_module(f"evenhand.report.{modules.get(name, name)}")
        assert callable(home.render)
        assert home.__doc__.startswith(f"{formats[name].file}: ")


def test_loading_the_commands_loads_nothing_slow():
    assert loaded_after("import evenhand.cli", SLOW) == []


def test_help_waits_for_neither_the_engine_nor_the_arithmetic():
    program = (
        "sys.argv = ['evenhand', '--help']\n"
        "import contextlib, evenhand.cli\n"
        "with contextlib.suppress(SystemExit): evenhand.cli.main()"
    )
    assert loaded_after(program, SLOW_FOR_HELP) == []

"""Laws of every format: all of `FORMATS` is held to them."""

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import cmarkgfm
import pytest
from junitparser import JUnitXml
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif
from pypdf import PdfReader

from evenhand.report import FORMATS, as_json

ROOT = Path(__file__).resolve().parents[2]
# Those that a build asks for, and waits for.
LIGHT = sorted(set(FORMATS) - {"html", "pdf", "md"})
DRAWN = ("html", "pdf")
SHAPES = ["full", "calm", "over time", "undefined", "only unknown", "hostile", "hostile over time"]


def markdown(content):
    unsafe = cmarkgfm.Options.CMARK_OPT_UNSAFE
    return cmarkgfm.github_flavored_markdown_to_html(content.decode(), unsafe)


PARSERS = {
    "json": json.loads,
    "html": lambda content: content.decode().removeprefix("<!doctype html>"),
    "pdf": lambda content: PdfReader(BytesIO(content)).pages[0].extract_text(),
    "md": markdown,
    "comment": markdown,
    "github": markdown,
    "junit": JUnitXml.fromstring,
    "sarif": Sarif.model_validate_json,
    "gitlab": json.loads,
    "openmetrics": lambda content: list(text_string_to_metric_families(content.decode())),
}


def test_every_format_has_its_parser():
    assert set(PARSERS) == set(FORMATS)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", [name for name in FORMATS if name not in DRAWN])
def test_a_format_renders_every_shape_the_same_each_time_and_is_parsed(audits, name, shape):
    audit = as_json.read(as_json.render(audits[shape]))
    content = FORMATS[name].render(audit, None)
    assert content == FORMATS[name].render(as_json.read(as_json.render(audit)), None)
    assert PARSERS[name](content) is not None


def test_a_group_with_any_name_is_one_case_in_each_format(judged, gate_of, part):
    names = ["<script>", "|", '"]]>', "\x1b[31m", "::error", "@all", "`a`", "a\nb", "{{ 7 * 7 }}"]
    audit = judged(gate_of(*(part(name) for name in names)))
    for name in LIGHT:
        text = FORMATS[name].render(audit, None).decode()
        if name in {"junit", "github", "comment"}:  # elsewhere a sign is itself, between quotes
            assert "<script>" not in text.replace("\\<script\\>", "")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
        assert not re.search(r"^\s*::", text, re.MULTILINE)
    cases = [
        case for suite in PARSERS["junit"](FORMATS["junit"].render(audit, None)) for case in suite
    ]
    assert len({case.name for case in cases}) == len(names)
    log = PARSERS["sarif"](FORMATS["sarif"].render(audit, None))
    assert len(log.runs[0].results) == len(names)


@pytest.fixture(scope="module")
def loaded(audits, tmp_path_factory):
    """Return what draws and is loaded once each format is rendered, one after another."""
    result = tmp_path_factory.mktemp("loaded") / "audit.json"
    result.write_bytes(as_json.render(audits["full"]))
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom evenhand.report import FORMATS, as_json\n"
        f"audit = as_json.read(Path({str(result)!r}).read_bytes())\n"
        "slow = {'jinja2', 'pandas', 'weasyprint', 'vl_convert', 'scipy.stats', 'sklearn'}\n"
        "loaded = {}\n"
        f"for name in {LIGHT!r}:\n"
        "    FORMATS[name].render(audit, None)\n"
        "    loaded[name] = sorted(slow & set(sys.modules))\n"
        "print(json.dumps(loaded))"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", LIGHT)
def test_a_format_for_builds_loads_nothing_that_draws(loaded, name):
    assert loaded[name] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_in_the_docs_with_its_file(name):
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert f"| `{name}` | `{FORMATS[name].file}` |" in page


def test_each_format_has_a_file_of_its_own():
    files = [each.file for each in FORMATS.values()]
    assert len(set(files)) == len(files)
    assert all(file.startswith("audit.") for file in files)

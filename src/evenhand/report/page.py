"""The page: the view of an audit placed by templates, for a screen or for paper."""

import hashlib
import json
import sys
import tomllib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from evenhand import __version__
from evenhand.report import as_json, charts, words
from evenhand.report.charts import Medium
from evenhand.report.once import once
from evenhand.report.options import Options
from evenhand.report.view.chart import Chart, charts_in
from evenhand.report.view.rows import knowing, metric_of
from evenhand.report.view.whole import Part, View, view_of
from evenhand.resources import folder
from evenhand.result import Audit

WEIGHTS = {"Regular": 400, "Semibold": 600}


def page(audit: Audit, options: Options, medium: Medium) -> str:
    """Return the report as one HTML document that needs nothing from elsewhere."""
    home = folder("report_templates")
    homes = [path for path in (options.templates, home) if path]
    environment = _environment(tuple(homes))
    view = _view(audit)
    for chart in charts_in(view):
        charts.begin(chart, options.templates)
    numbers = count(1)

    def draw(chart: Chart) -> Markup:
        return charts.draw(chart, medium, next(numbers), options.templates)

    sections = list(_sections(homes, view))
    script = _text(homes, "styles/report.js") if medium == "screen" else ""
    return environment.get_template("report.html.j2").render(
        view=view,
        audit=audit,
        sections=sections,
        medium=medium,
        paper=options.paper,
        draw=draw,
        anchors={
            **{row.id: f"row-{i}" for i, row in enumerate(view.behind, start=1)},
            **_remedies(sections),
        },
        digest=hashlib.sha256(as_json.render(audit)).hexdigest(),
        # Both are files of the package or of the user's own templates, never of the log.
        style=Markup(_faces(home, medium) + _text(homes, "styles/report.css")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        asked=script_json(_asked(view, audit)) if medium == "screen" else "",
    )


_view = once(view_of)


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, kept beside them as Python keeps its modules; not where it may not.

    To compile them takes longer than to fill them in.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(str(home / "__pycache__"), f"evenhand-{__version__}-%s.jinja")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from what was kept, if that can be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that can be."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


@lru_cache(maxsize=4)
def _environment(homes: tuple[Path, ...]) -> SandboxedEnvironment:
    """Return what compiles templates: kept, as screen and paper have the same ones."""
    environment = SandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(path) for path in homes]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_clean,
        # A user's own templates are not kept: nothing is written beside them.
        bytecode_cache=Compiled(homes[0]) if len(homes) == 1 else None,
    )
    environment.filters.update(
        count=words.count,
        day=words.day,
        how_many=words.how_many,
        listing=words.listing,
        capital=words.capital,
        group=words.group_name,
    )
    environment.globals.update(STATES=words.STATES)
    return environment


def _clean(value: object) -> object:
    """Return whatever a template prints without control characters and reading-order marks."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else words.plain(value)


def _sections(homes: list[Path], view: View) -> Iterator[Mapping[str, Any]]:
    """Yield the sections of sections.toml that have something to show, in their order."""
    listed = tomllib.loads(_text(homes, "sections.toml"))["section"]
    for section in listed:
        own = Part(anchor=section["key"], title="", state="", data=None)
        for part in view.parts.get(section["key"], (own,)):
            yield {
                "key": section["key"],
                "anchor": part.anchor,
                "title": part.title or section["title"],
                "state": part.state,
                "new_page": bool(section.get("new_page")),
                "data": part.data,
            }


def _remedies(sections: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return where each remedy that was tried stands on the page, by its id."""
    data = next((one["data"] for one in sections if one["key"] == "remedies"), None)
    return {} if data is None else {line.id: f"row-{line.id}" for line in data.lines}


def _text(homes: list[Path], name: str) -> str:
    path = next(home / name for home in homes if (home / name).is_file())
    return path.read_text(encoding="utf-8")


def _faces(home: Path, medium: Medium) -> str:
    """Return the font faces: within the page for a screen, as files for paper."""
    faces = []
    for name, weight in WEIGHTS.items():
        path = home / "fonts" / f"EvenhandSans-{name}"
        if medium == "screen":
            content = b64encode(path.with_suffix(".woff2").read_bytes()).decode()
            source = f'url(data:font/woff2;base64,{content}) format("woff2")'
        else:
            source = f"url({path.with_suffix('.otf').as_uri()})"
        faces.append(
            f'@font-face{{font-family:"{charts.FAMILY}";font-weight:{weight};src:{source}}}\n'
        )
    return "".join(faces)


def _asked(view: View, audit: Audit) -> dict[str, Any]:
    """Return what stands behind each figure, for the script that answers a click."""
    keys = dict.fromkeys(row.key for row in view.behind)
    with knowing(audit):
        metrics = {key: metric_of(key) for key in keys}
    return {
        "rows": {row.id: _known(asdict(row)) for row in view.behind},
        "metrics": {
            key: _known(
                {
                    "title": metric.title,
                    "definition": _flat(metric.section("Definition")),
                    "plain": _flat(metric.section("In plain words")),
                }
            )
            for key, metric in metrics.items()
        },
    }


def _known(facts: dict[str, str]) -> dict[str, str]:
    return {name: words.plain(text) for name, text in facts.items() if text and name != "id"}


def _flat(text: str) -> str:
    return " ".join(text.split())


def script_json(content: object) -> Markup:
    r"""Return JSON that cannot end the script element it stands in, nor break old parsers.

    Examples
    --------
    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704

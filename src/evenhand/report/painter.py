"""The painter: a second process that draws charts while this one goes on with the report.

The library that draws takes most of a second to start, and holds up its own process meanwhile and
while it draws. `painting` starts the process early; without one, or if it fails, charts are drawn
here, and come out the same.
"""

import sys
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import lru_cache
from typing import IO, Any

from evenhand.report.worker import AtWork, answer, working
from evenhand.resources import folder

_SMALLEST = '{"data": {"values": [{}]}, "mark": "point"}'
_AT_WORK: AtWork = ContextVar("painter", default=None)


def painting(*, wanted: bool) -> AbstractContextManager[None]:
    """Have a second process draw the charts while this lasts, if there will be any."""
    return working("evenhand.report.painter", _AT_WORK, wanted=wanted)


def begin(spec: str) -> None:
    """Let the painter begin with a spec that will be asked for."""
    painter = _AT_WORK.get()
    if painter is not None:
        painter.ask(spec)


@lru_cache(maxsize=128)
def svg_of(spec: str) -> str:
    """Return the SVG of a Vega-Lite spec; screen and paper ask for the same ones."""
    painter = _AT_WORK.get()
    drawn: str | None = painter.ask(spec).result() if painter is not None else None
    return _svg(_library(), spec) if drawn is None else drawn


def _library() -> Any:  # noqa: ANN401 - the library has no types
    import vl_convert  # noqa: PLC0415 - costs 0.1 s, and JSON alone needs no chart

    # The fonts that the page has, so that text measures here as it does there.
    vl_convert.register_font_directory(str(folder("report_templates") / "fonts"))
    return vl_convert


def _svg(library: Any, spec: str) -> str:  # noqa: ANN401 - the library has no types
    return str(library.vegalite_to_svg(spec, allowed_base_urls=[]))


def work(asked: IO[str], answers: IO[str]) -> None:
    """Answer each spec with its SVG; null for one that cannot be drawn."""
    library = _library()
    _svg(library, _SMALLEST)  # the first chart takes long, whichever it is

    def drawn(spec: str) -> str | None:
        try:
            return _svg(library, spec)
        except ValueError:
            return None

    answer(asked, answers, drawn)


if __name__ == "__main__":
    work(sys.stdin, sys.stdout)

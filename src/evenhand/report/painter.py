"""The painter: a second process that draws charts while this one goes on with the report.

The library that draws takes most of a second to start, and holds up its own process meanwhile and
while it draws. `painting` starts the process early; without one, or if it fails, charts are drawn
here, and come out the same.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import IO, Any

from evenhand.resources import folder

_SMALLEST = '{"data": {"values": [{}]}, "mark": "point"}'


class Painter:
    """A process that draws, one chart after the other, in the order that they are asked for."""

    def __init__(self) -> None:
        # -P: what lies in the folder that the user is in is none of our modules.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "evenhand.report.painter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="painter")
        self._asked: dict[str, Future[str | None]] = {}

    def ask(self, spec: str) -> "Future[str | None]":
        """Return the promise of a spec's SVG, asked for once; it is None if the process failed."""
        if spec not in self._asked:
            self._asked[spec] = self._thread.submit(self._answer, spec)
        return self._asked[spec]

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._process.kill()
        self._process.communicate()

    def _answer(self, spec: str) -> str | None:
        written, read = self._process.stdin, self._process.stdout
        if written is None or read is None:
            return None
        try:
            written.write(json.dumps(spec) + "\n")
            written.flush()
            answer: str | None = json.loads(read.readline() or "null")
        except (OSError, ValueError):
            return None
        return answer


_AT_WORK: ContextVar[Painter | None] = ContextVar("painter", default=None)


@contextmanager
def painting(*, wanted: bool) -> Iterator[None]:
    """Have a second process draw the charts while this lasts, if there will be any."""
    painter = _started() if wanted else None
    token = _AT_WORK.set(painter)
    try:
        yield
    finally:
        _AT_WORK.reset(token)
        if painter is not None:
            painter.close()


def _started() -> Painter | None:
    try:
        return Painter()
    except OSError:  # no more processes, or no Python by that name: charts are drawn here
        return None


def begin(spec: str) -> None:
    """Let the painter begin with a spec that will be asked for."""
    painter = _AT_WORK.get()
    if painter is not None:
        painter.ask(spec)


@lru_cache(maxsize=128)
def svg_of(spec: str) -> str:
    """Return the SVG of a Vega-Lite spec; screen and paper ask for the same ones."""
    painter = _AT_WORK.get()
    drawn = painter.ask(spec).result() if painter is not None else None
    return _svg(_library(), spec) if drawn is None else drawn


def _library() -> Any:  # noqa: ANN401 - the library has no types
    import vl_convert  # noqa: PLC0415 - costs 0.1 s, and JSON alone needs no chart

    # The fonts that the page has, so that text measures here as it does there.
    vl_convert.register_font_directory(str(folder("report_templates") / "fonts"))
    return vl_convert


def _svg(library: Any, spec: str) -> str:  # noqa: ANN401 - the library has no types
    return str(library.vegalite_to_svg(spec, allowed_base_urls=[]))


def work(asked: IO[str], answers: IO[str]) -> None:
    """Answer each line, a spec, with a line, its SVG; null for one that cannot be drawn."""
    library = _library()
    _svg(library, _SMALLEST)  # the first chart takes long, whichever it is
    for line in asked:
        try:
            drawn: str | None = _svg(library, json.loads(line))
        except ValueError:
            drawn = None
        answers.write(json.dumps(drawn) + "\n")
        answers.flush()


if __name__ == "__main__":
    work(sys.stdin, sys.stdout)

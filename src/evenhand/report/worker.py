"""A worker: a second process of ours that answers lines with lines, while this one goes on.

A library that takes long to start, and holds up its own process meanwhile, is set to work early
there. Nothing depends on it: whoever asks does the same here if there is no worker or no answer.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from tempfile import TemporaryDirectory
from typing import IO, Any


class Worker:
    """A process that answers one question after the other, in the order that they are asked."""

    def __init__(self, module: str, scratch: str) -> None:
        # -P: what lies in the folder that the user is in is none of our modules.
        self._process = subprocess.Popen(  # noqa: S603 - this Python, and a module of ours
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
            text=True,
            encoding="utf-8",
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=module)
        self._asked: dict[str, Future[Any]] = {}

    def ask(self, question: object) -> "Future[Any]":
        """Return the promise of an answer, asked for once; it is None if the process failed."""
        line = json.dumps(question)
        if line not in self._asked:
            self._asked[line] = self._thread.submit(self._answer, line)
        return self._asked[line]

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._process.kill()
        self._process.communicate()

    def _answer(self, line: str) -> Any:  # noqa: ANN401 - JSON
        written, read = self._process.stdin, self._process.stdout
        if written is None or read is None:
            return None
        try:
            written.write(line + "\n")
            written.flush()
            return json.loads(read.readline() or "null")
        except (OSError, ValueError):
            return None


AtWork = ContextVar[Worker | None]


@contextmanager
def working(module: str, at_work: AtWork, *, wanted: bool) -> Iterator[None]:
    """Have a module of ours run as a process while this lasts, if it will have work."""
    with ExitStack() as ended:
        worker = None
        if wanted:
            # What the process leaves lying when it is ended goes with this folder.
            scratch = ended.enter_context(TemporaryDirectory(prefix="evenhand-"))
            worker = _started(module, scratch)
        if worker is not None:
            ended.callback(worker.close)
        ended.callback(at_work.reset, at_work.set(worker))
        yield


def _started(module: str, scratch: str) -> Worker | None:
    try:
        return Worker(module, scratch)
    except OSError:  # no more processes, or no Python by that name
        return None


def answer(asked: IO[str], answers: IO[str], found: Callable[[Any], Any]) -> None:
    """Answer each line, a question, with a line: what a worker does until it is ended."""
    for line in asked:
        answers.write(json.dumps(found(json.loads(line))) + "\n")
        answers.flush()

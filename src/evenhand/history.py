"""The folder that keeps evidence over many audits: read, carried on, and written whole or not.

``history.json`` holds the streams and what came of them, a row a line; ``looks.jsonl`` a line for
every look, which is never changed again. The first says how many lines of the second it stands
for, so that a run that was interrupted between the two leaves nothing but lines that the next one
replaces.
"""

import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evenhand.analyses.stream import Ended, History, Look, Stream, Window
from evenhand.errors import LogError

NAME, LOOKS, LOCK = "history.json", "looks.jsonl", ".lock"
SCHEMA = "1"

_HINT = "bring it back from a copy, or name a new folder: evidence then begins anew"

# Each stream, and each look at it, in the form that the files have.
_STREAMS = TypeAdapter(tuple[Stream, ...])
_ENDED = TypeAdapter(tuple[Ended, ...])
_WINDOWS = TypeAdapter(tuple[Window, ...])


def read(folder: Path) -> History:
    """Return the history in a folder; an empty one where there is none.

    Raises
    ------
    LogError
        A file is damaged, was edited, or is of another program or version.
    """
    path = folder / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise LogError(f"{path} cannot be read: {error.strerror}", _HINT) from None
    held = _checked(path, content)
    lines = _lines(folder, held["looks"])
    looks = _by_stream(folder / LOOKS, lines)
    try:
        bare = _STREAMS.validate_python([{**one, "looks": ()} for one in held["streams"]])
        ended = _ENDED.validate_python(held["ended"])
    except (ValidationError, TypeError) as error:
        raise _damaged(path, error) from None
    streams = tuple(
        replace(stream, looks=tuple(looks.get((stream.asks.id, stream.number), ())))
        for stream in bare
    )
    return History(as_of=str(held["as_of"]), streams=streams, ended=ended)


def write(folder: Path, before: History, after: History) -> None:
    """Write a history over the one that was read, if it is another.

    Raises
    ------
    LogError
        The folder cannot be written to.
    """
    if after == before:
        return
    seen = {(s.asks.id, s.number): len(s.looks) for s in before.streams}
    kept = _kept(folder)
    fresh = [
        _text(_line(stream, look))
        for stream in after.streams
        for look in stream.looks[seen.get((stream.asks.id, stream.number), 0) :]
    ]
    lines = [*kept, *fresh]
    body: dict[str, Any] = {
        "as_of": after.as_of,
        "ended": [asdict(one) for one in after.ended],
        "looks": {"lines": len(lines), "sha256": _digest(lines)},
        "schema": SCHEMA,
        "streams": [_bare(stream) for stream in after.streams],
    }
    try:
        _replace(folder / LOOKS, "".join(f"{line}\n" for line in lines))
        _replace(folder / NAME, _rows(body | {"sha256": _digest([_text(body)])}))
    except OSError as error:
        raise LogError(
            f"the history in {folder} could not be written: {error.strerror}",
            "make room, and run the audit again: nothing of it was lost",
        ) from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a history, whose folder is made if need be, while this lasts.

    Raises
    ------
    LogError
        Another run is at it, or the folder cannot be made.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise LogError(
            f"the history folder {folder} cannot be used: {error.strerror}",
            "name another with --history",
        ) from None
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)
        if made and not (folder / NAME).exists():
            with suppress(OSError):  # something else was put there
                (folder / LOCK).unlink()
                folder.rmdir()


def _lock(handle: int, folder: Path) -> None:
    """Lock a file until it is closed, which the system does for a run that is killed."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - each system has its own

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - each system has its own

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise LogError(
            f"another run is using the history in {folder}", "wait for it to end, then run again"
        ) from None


def _checked(path: Path, content: bytes) -> dict[str, Any]:
    """Return what the file holds, if it is whole and ours."""
    try:
        held = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise LogError(f"{path} is damaged: it is not JSON", _HINT) from None
    if not isinstance(held, dict) or "schema" not in held:
        raise LogError(f"{path} is no history of evenhand", "name another folder with --history")
    if held["schema"] != SCHEMA:
        raise LogError(
            f"{path} has schema {held['schema']!r}, and this evenhand reads {SCHEMA!r}",
            "use the evenhand that wrote it, or name a new folder: evidence then begins anew",
        )
    said = held.pop("sha256", None)
    if said != _digest([_text(held)]):
        raise LogError(f"{path} was edited, or is damaged: its digest does not fit", _HINT)
    return held


def _lines(folder: Path, said: Any) -> list[str]:  # noqa: ANN401 - from a file
    """Return the lines of looks that a history stands for."""
    path = folder / LOOKS
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[: said["lines"]]
    except OSError as error:
        raise LogError(f"{path} cannot be read: {error.strerror}", _HINT) from None
    except UnicodeDecodeError:
        raise LogError(f"{path} is damaged: it is not text", _HINT) from None
    if _digest(lines) != said["sha256"]:
        raise LogError(f"{path} was edited, or is damaged: its digest does not fit", _HINT)
    return lines


def _kept(folder: Path) -> list[str]:
    """Return the lines of looks that the history on disk stands for."""
    path = folder / NAME
    if not path.exists():
        return []
    return _lines(folder, json.loads(path.read_bytes())["looks"])


def _by_stream(path: Path, lines: Sequence[str]) -> dict[tuple[str, int], list[Look]]:
    found: dict[tuple[str, int], list[Look]] = {}
    try:
        for line in lines:
            held = json.loads(line)
            # JSON has no tuples; windows stand as [start, [cells]].
            windows = _WINDOWS.validate_python(
                [{"start": start, "cells": cells} for start, cells in held["windows"]]
            )
            key = held["stream"], held["number"]
            numbers = {name: held[name] for name in _NUMBERS}
            found.setdefault(key, []).append(Look(windows=windows, **numbers))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, error) from None
    return found


_NUMBERS = ("log_e", "log_difference", "log_change", "value", "low", "high")


def _line(stream: Stream, look: Look) -> dict[str, Any]:
    return {
        "stream": stream.asks.id,
        "number": stream.number,
        "windows": [[window.start, window.cells] for window in look.windows],
        **{name: getattr(look, name) for name in _NUMBERS},
    }


def _bare(stream: Stream) -> dict[str, Any]:
    """Return a stream without its looks, which have a file of their own."""
    held = asdict(replace(stream, looks=()))
    del held["looks"]
    return held


def _damaged(path: Path, error: Exception) -> LogError:
    return LogError(f"{path} is damaged: {type(error).__name__}", _HINT)


def _text(value: object) -> str:
    # Half of a surrogate pair, from a broken log, has no UTF-8: in ASCII it comes back as it was.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _rows(body: dict[str, Any]) -> str:
    """Return JSON with one row a line, so that a diff of two histories can be read."""
    parts = []
    for key, value in sorted(body.items()):
        if isinstance(value, list) and value:
            rows = ",\n".join(_text(row) for row in value)
            parts.append(f"{_text(key)}: [\n{rows}\n]")
        else:
            parts.append(f"{_text(key)}: {_text(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _replace(path: Path, text: str) -> None:
    """Write a file under a temporary name, and move it to its place."""
    waiting = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        waiting.write_text(text, encoding="utf-8", newline="\n")
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)

"""Files that are written beside their places and moved there together, whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evenhand.errors import DeliveryError, PlanError


class Outputs:
    """The files of one run, in one folder, under temporary names until they are moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: dict[str, Path] = {}

    def path(self, name: str) -> Path:
        """Return the temporary path of the file that will be called `name`."""
        if name not in self._waiting:
            self._waiting[name] = self.folder / f".{name}.{secrets.token_hex(4)}.tmp"
        return self._waiting[name]

    def write(self, name: str, content: bytes) -> None:
        """Write a file under its temporary name."""
        try:
            self.path(name).write_bytes(content)
        except OSError as error:
            raise DeliveryError(
                f"{self.folder / name} could not be written: {error.strerror}",
                "make room or name another folder with --out",
            ) from None

    def move(self) -> list[Path]:
        """Move all files to their places, over what lies there; return where they are now."""
        moved = []
        for name, waiting in self._waiting.items():
            if waiting.exists():
                moved.append(self.folder / name)
                waiting.replace(moved[-1])
        return moved

    def discard(self) -> None:
        """Remove what was not moved."""
        for waiting in self._waiting.values():
            waiting.unlink(missing_ok=True)


@contextmanager
def outputs(folder: Path) -> Iterator[Outputs]:
    """Give the outputs of a run in `folder`, which is made if need be.

    However the run ends, no temporary file is left, nor a folder that was made for nothing.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanError(
            f"the folder {folder} cannot be made: {error.strerror}", "name another with --out"
        ) from None
    if not os.access(folder, os.W_OK):
        raise PlanError(f"the folder {folder} cannot be written to", "name another with --out")
    files = Outputs(folder)
    try:
        yield files
    finally:
        files.discard()
        if made:
            with suppress(OSError):  # it holds reports
                folder.rmdir()

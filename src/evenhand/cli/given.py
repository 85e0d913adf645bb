"""A file that a command was given: what it holds, or why it cannot be read."""

from pathlib import Path

from evenhand.errors import LogError


def content_of(path: Path, what: str, hint: str) -> bytes:
    """Return what a file holds; `what` it is and the `hint` are told where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise LogError(f"the {what} {path} cannot be read: {fault.strerror}", hint) from None

"""Tell whether a zstd file is whole, which the database that unpacks it does not check.

The file is walked from block to block (RFC 8878, section 3.1) without being unpacked.
"""

from os import SEEK_CUR
from pathlib import Path
from typing import BinaryIO

_FRAME = 0xFD2FB528
_SKIPPABLE = 0x184D2A50  # and the fifteen numbers after it
_RUN = 1  # a block of one byte, repeated


def is_whole(path: Path) -> bool:
    """Return whether every frame of a zstd file is there to its end."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        while stream.tell() < size:
            if not _skip_frame(stream) or stream.tell() > size:
                return False
    return True


def _skip_frame(stream: BinaryIO) -> bool:
    """Move past a frame; return False where what is there cannot be one."""
    magic = _number(stream, 4)
    if magic is not None and magic & ~0xF == _SKIPPABLE:
        length = _number(stream, 4)
        stream.seek(length or 0, SEEK_CUR)
        return length is not None
    descriptor = _number(stream, 1)
    if magic != _FRAME or descriptor is None:
        return False
    single_segment = descriptor >> 5 & 1
    content_size = (single_segment, 2, 4, 8)[descriptor >> 6]
    dictionary = (0, 1, 2, 4)[descriptor & 3]
    stream.seek((1 - single_segment) + dictionary + content_size, SEEK_CUR)
    last = 0
    while not last:
        header = _number(stream, 3)
        if header is None:
            return False
        last, kind, length = header & 1, header >> 1 & 3, header >> 3
        stream.seek(1 if kind == _RUN else length, SEEK_CUR)
    checksum = descriptor >> 2 & 1
    stream.seek(4 * checksum, SEEK_CUR)
    return True


def _number(stream: BinaryIO, length: int) -> int | None:
    """Return the next little-endian number, or None at the end of the file."""
    read = stream.read(length)
    return int.from_bytes(read, "little") if len(read) == length else None

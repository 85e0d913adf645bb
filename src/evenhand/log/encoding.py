"""Tell the encoding of a text file from its bytes."""

import codecs
import re
from collections.abc import Iterable

from evenhand.errors import LogError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")


def guess(head: bytes, name: str) -> str:
    """Return the encoding of the start of a file: by its mark, its zeros, else its letters.

    Raises
    ------
    LogError
        The file is not text.

    Examples
    --------
    >>> guess("sex;Größe".encode(), ""), guess("sex;Größe".encode("cp1252"), "")
    ('utf-8', 'cp1252')
    >>> guess("sex,age".encode("utf-16-le"), "")
    'utf-16-le'
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    zeros = [head[start::2].count(0) / max(len(head[start::2]), 1) for start in (0, 1)]
    # Latin text in UTF-16 has a zero in every second byte, and none in the others.
    for place, encoding in enumerate(("utf-16-be", "utf-16-le")):
        if zeros[place] > 0.5 and zeros[1 - place] < 0.1:  # noqa: PLR2004
            return encoding
    if head.startswith(b"PK\x03\x04") or max(zeros) > 0.1:  # noqa: PLR2004
        raise LogError(
            f"{name!r} is not a text file", "save it as CSV from the program that made it"
        )
    return "utf-8" if is_utf8([head]) else "cp1252"


def is_utf8(parts: Iterable[bytes]) -> bool:
    """Return whether text is UTF-8, a few broken characters aside, rather than Windows-1252.

    In UTF-8 nearly all letters beyond ASCII are whole; read as UTF-8, those of Windows-1252 are
    nearly all broken. The majority decides.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    whole = broken = 0
    for part in parts:
        text = decoder.decode(part)
        if not text.isascii():
            broken += len(_ESCAPED.findall(text))
            whole += len(_BEYOND_ASCII.findall(text))
    return broken <= whole


def known(encoding: str) -> str:
    """Return the plain name of an encoding that the plan asks for.

    Raises
    ------
    LogError
        There is no such encoding.
    """
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise LogError(
            f"there is no encoding {encoding!r}",
            "set intake.encoding to utf-8, cp1252, utf-16 or another that Python knows",
        ) from None
    return {"utf-8-sig": "utf-8", "ascii": "utf-8"}.get(name, name)

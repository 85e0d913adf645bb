"""What a detector is: it tells whether a text holds an identifier of one class."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_FORMS = bytes(
    ord("9") if chr(byte).isdigit() and byte < 128 else  # noqa: PLR2004 - the end of ASCII
    ord("a") if byte >= 128 or chr(byte).isalpha() else byte  # noqa: PLR2004
    for byte in range(256)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Detector:
    """Tells identifiers of a class from what merely looks like them.

    Attributes
    ----------
    key : str
        The class.
    form : pattern
        What the form of a text has to contain for it to be looked at; see `forms`.
    holds : callable
        Of a text: True, it holds one; False, it holds what looks like one and is wrong; None.
    chance : float
        How likely something that looks like one is right by chance: 0.1 for one check digit. At 0
        a single one is believed.
    """

    key: str
    form: re.Pattern[str]
    holds: Callable[[str], bool | None]
    chance: float = 0.0


def forms(texts: list[str]) -> list[str]:
    """Return the form of each text: every digit as 9, every letter as a.

    A column of ids has one form, or few. What cannot be in a form need not be looked for in each
    of the texts that have it.

    Examples
    --------
    >>> forms(["A00017", "Zoë <z@example.org>"])
    ['a99999', 'aaa <a@aaaaaaa.aaa>']
    """
    # A text of several lines is taken as one: the line ends are ours.
    joined = "\n".join([text.replace("\n", " ") for text in texts])
    plain = joined.encode("latin-1", "replace").translate(_FORMS)
    return plain.decode("ascii").split("\n")


def searched(pattern: str, flags: int = 0) -> Callable[[str], bool | None]:
    """Return a test of whether a text contains a pattern."""
    compiled = re.compile(pattern, flags)
    return lambda text: True if compiled.search(text) else None

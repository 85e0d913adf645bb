"""Standard output and error, safe from what a log may hold and from what cannot be shown."""

import codecs
import sys
from io import TextIOWrapper
from unicodedata import category

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # parts of words in several scripts

# Cc: control, as escape sequences begin with; Cf: invisible, among them the marks that reverse
# the reading order; Zl, Zp: line ends; Cs, Co, Cn: no characters at all.
_UNSAFE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})

_PLAINER = {
    "\N{NARROW NO-BREAK SPACE}": " ",
    "\N{NO-BREAK SPACE}": " ",
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MIDDLE DOT}": "/",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{BLACK SQUARE}": "#",
    "\N{BLACK UP-POINTING TRIANGLE}": "!",
    "\N{WHITE CIRCLE}": "o",
    "\N{BLACK CIRCLE}": "*",
}


def plain(text: str) -> str:
    r"""Return untrusted text on one line, without what could steer a terminal.

    Examples
    --------
    >>> plain("a\x1b[31m\u202eb\nc")
    'a[31mb c'
    """
    line = " ".join(text.replace("\t", " ").splitlines())
    return "".join(sign for sign in line if sign in _JOINERS or category(sign) not in _UNSAFE)


def tell(text: str) -> None:
    """Print a line on standard error."""
    print(text, file=sys.stderr, flush=True)


def steady_streams() -> None:
    """Make output survive a terminal that cannot show every character."""
    codecs.register_error("evenhand", plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="evenhand")


def plainer(error: UnicodeError) -> tuple[str, int]:
    """Return the nearest that a terminal can show, for `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unfit = error.object[error.start : error.end]
    return "".join(_PLAINER.get(sign, "?") for sign in unfit), error.end

"""Once: what every format needs of an audit is worked out for the first of them."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from evenhand.result import Audit

More = ParamSpec("More")
Made = TypeVar("Made")


def once(
    function: Callable[Concatenate[Audit, More], Made],
) -> Callable[Concatenate[Audit, More], Made]:
    """Return a function that keeps what it made of the last audit, which never changes.

    Whatever else it was given must be the same, too.

    Examples
    --------
    >>> audit = object()
    >>> made = once(lambda audit, *more: object())
    >>> made(audit) is made(audit)
    True
    >>> made(audit, "A4") is made(audit, "Letter")
    False
    """
    last: list[tuple[Audit, object, Made]] = []

    def kept(audit: Audit, /, *args: More.args, **options: More.kwargs) -> Made:
        asked = (args, options)
        if not last or last[0][0] is not audit or last[0][1] != asked:
            last[:] = [(audit, asked, function(audit, *args, **options))]
        return last[0][2]

    return kept

"""Once: what every format needs of an audit is worked out for the first of them."""

from collections.abc import Callable
from typing import TypeVar

from evenhand.result import Audit

Made = TypeVar("Made")


def once(function: Callable[[Audit], Made]) -> Callable[[Audit], Made]:
    """Return a function that keeps what it made of the last audit, which never changes.

    Examples
    --------
    >>> import time
    >>> audit = object()
    >>> at = once(lambda _: time.perf_counter())
    >>> at(audit) == at(audit)
    True
    """
    last: list[tuple[Audit, Made]] = []

    def kept(audit: Audit) -> Made:
        if not last or last[0][0] is not audit:
            last[:] = [(audit, function(audit))]
        return last[0][1]

    return kept

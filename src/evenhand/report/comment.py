"""audit.comment.md: the verdict as a comment on a change that is under review."""

import hashlib

from evenhand.report.brief import brief
from evenhand.report.options import Options
from evenhand.result import Audit

# GitHub takes comments of 65,536 characters; no character is less than a byte.
MOST = 65_000


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return the verdict as Markdown that fits a comment.

    The first line is not shown. It is the same for every audit of the same title, so that whoever
    posts the comment finds the one to replace.
    """
    first = f"<!-- evenhand-audit {marker(audit)} -->\n"
    return (first + brief(audit, MOST - len(first))).encode("utf-8", errors="replace")


def marker(audit: Audit) -> str:
    """Return what is the same in all comments that tell of the same audit, run again."""
    return hashlib.sha256(audit.title.encode("utf-8", errors="replace")).hexdigest()[:12]

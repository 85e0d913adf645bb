"""What the tests of the views share."""

import pytest

from evenhand.report import words
from evenhand.report.view.rows import Rows, knowing


@pytest.fixture(scope="session")
def timed(audits):
    """Return the audit with everything that time adds."""
    return audits["over time"]


@pytest.fixture(scope="session")
def look():
    """Return a function that makes one part of the view of an audit."""

    def made(make, audit, *more, **named):
        with knowing(audit):
            return make(Rows(audit), *more, **named)

    return made


@pytest.fixture(scope="session")
def plain():
    """Return a function that gives a text with blanks that a test can be written with."""

    def spaced(text):
        return text.replace(words.SPACE, " ").replace("\N{NO-BREAK SPACE}", " ")

    return spaced

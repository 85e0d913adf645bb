"""How to find rows among those that a comparison yields."""

import pytest


@pytest.fixture(scope="session")
def only():
    """Return a function that finds the one row with these attributes."""

    def find(rows, **wanted):
        found = [row for row in rows if all(getattr(row, k) == v for k, v in wanted.items())]
        assert len(found) == 1, found
        return found[0]

    return find

"""The module of this folder that makes rows is imported by its name."""

import sys
from pathlib import Path

import pytest

from evenhand.models.threads import one_thread

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    """Fit models with one thread, as an audit does: several wait for each other busily."""
    with one_thread():
        yield

"""How large the simulations are, and what they measured.

EVENHAND_SIMULATIONS=10 makes them ten times as long; pytest's --log-cli-level=info shows figures.
"""

import logging
import os
import sys
from pathlib import Path

import numpy as np
import pytest

# The modules of this folder that make logs are imported by their names.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def times():
    return int(os.environ.get("EVENHAND_SIMULATIONS", "1"))


@pytest.fixture
def record(request):
    """Log a measured share beside the name of the test."""

    def note(name, share):
        logging.getLogger("simulation").info("%s: %s %.4f", request.node.name, name, share)

    return note


@pytest.fixture(scope="session")
def allowed():
    """Return a share that simulations of a true `level` exceed about once in 700 times."""

    def share(level, runs):
        return level + 3 * np.sqrt(level * (1 - level) / runs)

    return share

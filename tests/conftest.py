"""What every test may lean on: how hypothesis draws, and where the shared real logs lie."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Programs to be run by hand; pytest would import them for their doctests.
collect_ignore = ["benchmarks"]

# No deadline: a slow machine is not a bug. In CI the same examples come every time, so that a
# change is judged by what it changed; elsewhere new ones are tried on every run.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real logs with published results, which lies beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real logs (shared/data beside the checkout) are not here")
    return folder

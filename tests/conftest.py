"""What every test may lean on: its threads, how hypothesis draws, and where the real logs lie."""

import gc
import os
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Programs to be run by hand; pytest would import them for their doctests.
collect_ignore = ["benchmarks"]

# Models are fitted with one thread, as an audit does: several wait for each other busily, and the
# processors are taken by other tests. OpenMP reads this when it is loaded, so it comes first.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No deadline: a slow machine is not a bug. In CI the same examples come every time, so that a
# change is judged by what it changed; elsewhere new ones are tried on every run.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_collection_finish():
    """Spare the garbage collector what modules and collected tests hold: it would go through it.

    Whoever collects in every call, as statsmodels does, takes a fifth of a second for it.
    """
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    gc.unfreeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real logs with published results, which lies beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real logs (shared/data beside the checkout) are not here")
    return folder


@pytest.fixture(scope="session")
def audit_of():
    """Return a function that audits a sample by its name: once, as that takes seconds."""
    from evenhand.audit import audit  # noqa: PLC0415 - most tests need no audit
    from evenhand.plan import Plan  # noqa: PLC0415

    @cache
    def audited(name):
        home = ROOT / "sample_data" / name
        plan = Plan.model_validate(tomllib.loads((home / "evenhand.toml").read_text("utf-8")))
        return audit(str(home / f"{name}.csv"), plan, as_of=datetime(2026, 1, 15, tzinfo=UTC))

    return audited

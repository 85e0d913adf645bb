"""Write docs/simulations.md from the simulations of gates: python scripts/make_simulations.py.

Runs the tests of tests/simulation that are about gates and sizes, and puts down what they
measured. EVENHAND_SIMULATIONS=10 makes them ten times as long.
"""

import logging
import os
import platform
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "simulations.md"
FILES = {
    "test_gates.py": "Two groups: at the tolerance, and away from it",
    "test_many_groups.py": "Twenty groups: the largest against the smallest",
    "test_audit_gates.py": "The default gates of an audit",
    "test_twenty_groups.py": "Twenty groups and six metrics in one audit",
    "test_power.py": "Numbers of decisions that are named, and gaps that are told",
    "test_functions_of_counts.py": "Intervals of gaps of F1, MCC, balanced accuracy and FN/FP",
}
INTRODUCTION = """\
# Simulations

<!-- Made by `python scripts/make_simulations.py`; edit the script, not this page. -->

How often gates err, by simulation: the share of simulated audits in which what is named happened.
A gate that fails although its tolerance is kept should do so in at most 5 of 100 (all gates of an
audit together); "bare number" is the gate without evidence, for comparison. What decides at a
number of decisions that is named should do so in 80 of 100, an interval of 95 % hold the truth in
94 at least. The tests in `tests/simulation` hold the figures to these limits, less three standard
errors of so many runs.

Intervals of differences and ratios of rates are held to the same by exact enumeration, without
chance (`tests/inference/test_score.py`): for groups of 25 to 50 against 30 to 100 and true rates of
10 to 90 %, they hold the truth in 94 of 100 at least; for groups of 8 to 50 and rates of 5 to
95 %, in 91 at least and in 94.9 on average.
"""


class Measured(logging.Handler):
    """Keeps what the simulations say that they measured."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, list[tuple[str, str, float]]] = {name: [] for name in FILES}
        self.file = ""

    def pytest_runtest_logstart(self, location: tuple[str, int | None, str]) -> None:
        """Remember which file a test is of."""
        self.file = Path(location[0]).name

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a test, what it named, and the share."""
        test, name, share = record.args if isinstance(record.args, tuple) else ("", "", 0.0)
        self.said[self.file].append((str(test), str(name), float(str(share))))


def rows(said: list[tuple[str, str, float]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| of what | what happened | share |\n|---|---|---|\n"
    for test, name, share in said:
        words, _, case = test.removeprefix("test_").partition("[")
        told = (
            f"{words.replace('_', ' ')} ({case.rstrip(']')})" if case else words.replace("_", " ")
        )
        yield f"| {re.sub(r'[|]', '/', told)} | {name} | {share:.3f} |\n"


def main() -> None:
    """Run the simulations and write the page."""
    measured = Measured()
    logger = logging.getLogger("simulation")
    logger.setLevel(logging.INFO)
    logger.addHandler(measured)
    paths = [str(ROOT / "tests" / "simulation" / name) for name in FILES]
    code = pytest.main(["-q", "-p", "no:cacheprovider", *paths], plugins=[measured])
    if code:
        raise SystemExit(int(code))
    parts = [INTRODUCTION]
    for name, title in FILES.items():
        parts += [f"\n## {title}\n\n", *rows(measured.said[name])]
    size = os.environ.get("EVENHAND_SIMULATIONS", "1")
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy"))
    parts.append(
        f"\nMade with EVENHAND_SIMULATIONS={size} on {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {libraries}, evenhand {version('evenhand')}.\n"
    )
    PAGE.write_text("".join(parts), encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()

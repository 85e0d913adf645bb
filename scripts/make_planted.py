"""Write docs/planted.md from audits of planted and of clean logs: python scripts/make_planted.py.

Audits 20 logs for each planted defect and 40 clean ones: some ten minutes on two cores. The
defects, and what counts as having found one, are those of tests/simulation/planted.py.
"""

import multiprocessing
import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "simulation"))

from decision_log import clean_log
from planted import DEFECTS, Defect, Hunt, audited, hunt

PAGE = Path(__file__).resolve().parents[1] / "docs" / "planted.md"
SEEDS, CLEAN = 20, 40

INTRODUCTION = f"""\
# Planted defects

<!-- Made by `python scripts/make_planted.py`; edit the script, not this page. -->

What an audit finds of defects planted in a log, and what it finds where there are none.

Each defect is planted in {SEEDS} logs of the year 2025 (seeds 0 to {SEEDS - 1}), from a day drawn
by lot. The logs have weekdays, a season, days that differ by more than chance, people who come
back, labels that come late, and a new model in July. They are made in `tests/simulation`, as the
defects are.

*Found*: the audit has a finding of the right kind about the right figure, and the right group.
*Dated*: the first such finding tells when it began, within one window (a month) of the truth.

| defect | size | decisions | found of {SEEDS} | dated of {SEEDS} | days off: median | most |
|---|---|---|---|---|---|---|
"""

NOTES = """
Drift and new categories are told by the month: any day of the right month is 0 days off. Late
labels are dated by the age at which 95 % of them have come.

The fall of a selection rate is planted in 60,000 decisions, 24,000 of them about the group. There
a test that knew the date, at the level at which an audit looks at each of its figures, finds at
least 99 of 100; in 40,000 it finds 92 to 96.

"""

CLEAN_LOGS = f"""\
## Clean logs

{CLEAN} logs of 20,000 decisions each (seeds 0 to {CLEAN - 1}) in which nothing is wrong.
`too_few_decisions` is true even so: a gate cannot be decided for a small group yet.

| severity | findings in all | of which |
|---|---|---|
"""


def hunted(place: int, seed: int) -> Hunt:
    """Return what came of one defect, by its place: functions do not travel between processes."""
    return hunt(DEFECTS[place], seed)


def found(seed: int) -> list[tuple[str, str]]:
    """Return severity and kind of everything that an audit of a clean log finds."""
    return [(one.severity, one.kind) for one in audited(clean_log(seed)).findings]


def defect_row(defect: Defect, hunts: Sequence[Hunt]) -> str:
    """Return the row of a defect."""
    off = [one.off for one in hunts if one.off is not None]
    cells = (
        defect.name,
        defect.size,
        f"{defect.n:,}",
        sum(one.found for one in hunts),
        sum(one.dated for one in hunts),
        f"{median(off):g}" if off else "",
        max(off) if off else "",
    )
    return f"| {' | '.join(map(str, cells))} |\n"


def severity_rows(clean: Sequence[Sequence[tuple[str, str]]]) -> Iterator[str]:
    """Yield a row for each severity."""
    for severity in ("high", "medium", "low", "info"):
        kinds = Counter(kind for one in clean for level, kind in one if level == severity)
        named = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
        yield f"| {severity} | {kinds.total()} | {named} |\n"


def machine() -> str:
    """Return what the page was made with, as a sentence."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "polars"))
    return (
        f"\nMade on {platform.system()} {platform.machine()} with {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, {libraries}, evenhand {version('evenhand')}.\n"
    )


def main() -> None:
    """Audit all logs and write the page."""
    # Forked processes would share the locks of the threads of Polars.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=spawn) as pool:
        audits = [pool.map(partial(hunted, place), range(SEEDS)) for place, _ in enumerate(DEFECTS)]
        clean = list(pool.map(found, range(CLEAN)))
        rows = [
            defect_row(defect, list(hunts)) for defect, hunts in zip(DEFECTS, audits, strict=True)
        ]
    parts = [INTRODUCTION, *rows, NOTES, CLEAN_LOGS, *severity_rows(clean), machine()]
    PAGE.write_text("".join(parts), encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()

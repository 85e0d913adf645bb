"""Measure evenhand's budgets: python tests/benchmarks/run.py [--peers] [--huge] [--write].

Whole processes, in turn in one run, against a floor: DuckDB reading the same columns. Prints one
Markdown table; nothing here is a test, since a busy machine is not a bug.
"""

import argparse
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from against_peers import peer_rows
from measure import Runs, in_turn, run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EVENHAND = str(Path(sys.executable).with_name("evenhand"))
MILLION = 10**6
GIB = 2**30
BY_RATIO = "by ratio"
FLOOR = 0.4  # seconds of the floor on the machine that budgets in seconds were set on


def told(runs: Runs) -> str:
    """Return the time of some runs as the table shows it."""
    return f"{runs.seconds:.2f} s (CPU {runs.cpu_seconds:.2f} s)"


class Row(NamedTuple):
    """A line of the table."""

    what: str
    budget: str
    measured: str
    kept: bool | str = ""  # or in which way; "": there is no budget to keep


class Bench:
    """The folder with the logs, and the commands to be measured on them."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds

    def log(self, name: str, rows: int, *, skip: int = 0, complete: bool = False) -> str:
        """Return the path of a log, made when it is not there yet."""
        file = self.folder / name
        if not file.exists():
            print(f"making {name}: {rows:,} rows", file=sys.stderr)
            extra = ["--complete"] if complete else []
            size = ["--rows", str(rows), "--skip", str(skip)]
            run([sys.executable, str(HERE / "logs.py"), str(file), *size, *extra])
        return str(file)

    def parts(self, count: int) -> list[str]:
        """Return `count` Parquet files of 10^7 rows each."""
        size = 10 * MILLION
        return [self.log(f"part{i}.parquet", size, skip=i * size) for i in range(count)]

    def audit(self, logs: list[str], *formats: str) -> list[str]:
        """Return the command that audits `logs`."""
        wanted = [word for name in formats for word in ("--format", name)]
        out = str(self.folder / "audit")
        return [EVENHAND, "audit", *logs, "--plan", str(HERE / "plan.toml"), "--out", out, *wanted]

    def floor(self, logs: list[str]) -> list[str]:
        """Return the command that only reads `logs`."""
        return [sys.executable, str(HERE / "floor.py"), *logs]


def timed(what: str, budget: float, seconds: float, ratio: float) -> Row:
    """Return the line of a budget in seconds, kept here or at least against the floor."""
    most = budget / FLOOR
    kept = BY_RATIO if seconds > budget and ratio <= most else ratio <= most
    return Row(what, f"<= {budget:g} s, {most:g}x", f"{seconds:.2f} s, {ratio:.1f}x", kept)


def small(bench: Bench) -> list[Row]:
    """Measure what every call pays: start-up, a tiny log, the PDF; and a gate in a build."""
    log, million = [bench.log("thousand.parquet", 1000)], [bench.log("million.parquet", MILLION)]
    runs = in_turn(
        {
            "floor": bench.floor(bench.parts(1)),
            "help": [EVENHAND, "--help"],
            "html": bench.audit(log, "json", "html"),
            "pdf": bench.audit(log, "json", "html", "pdf"),
            "gate": bench.audit(million, "json", "junit"),
        },
        bench.rounds,
    )
    floor = runs["floor"]
    seconds = {name: one.seconds for name, one in runs.items()}
    ratios = {name: one.over(floor) for name, one in runs.items()}
    for found in (seconds, ratios):
        found["pdf"] -= found["html"]
    budgets = {
        "help": ("`evenhand --help`", 0.3),
        "html": ("audit of 1,000 rows, JSON and HTML", 2.5),
        "pdf": ("the PDF adds", 3.0),
        "gate": ("gates on 10^6 rows, JSON and JUnit", 2.5),
    }
    return [
        Row("the floor: DuckDB reads 10^7 rows", "", told(floor)),
        *(timed(*of, seconds[name], ratios[name]) for name, of in budgets.items()),
    ]


def large(bench: Bench) -> list[Row]:
    """Measure the scan: 10^7 rows, and what 10^7 more cost."""
    one, two = bench.parts(1), bench.parts(2)
    runs = in_turn(
        {
            "floor": bench.floor(one),
            "one": bench.audit(one, "json", "html"),
            "two": bench.audit(two, "json", "html"),
        },
        # The difference of two is less sure than either.
        2 * bench.rounds,
    )
    floor, first, second = runs["floor"], runs["one"], runs["two"]
    ratio, peak = first.over(floor), first.peak_bytes / GIB
    further = second.over(floor) - ratio
    return [
        Row("the floor once more", "", told(floor)),
        Row(
            "audit of 10^7 rows, JSON and HTML",
            "<= 12x",
            f"{told(first)}, {ratio:.1f}x",
            ratio <= 12,
        ),
        Row("the same, peak memory", "<= 1.5 GiB", f"{peak:.2f} GiB", peak <= 1.5),
        Row("10^7 rows more, against the floor", "<= 3x", f"{further:.1f}x", further <= 3),
    ]


def csv(bench: Bench) -> list[Row]:
    """Measure what CSV costs over Parquet, against one parse of the file."""
    text, parquet = bench.log("million.csv", MILLION), bench.log("million.parquet", MILLION)
    runs = in_turn(
        {
            "parse": bench.floor([text]),
            "csv": bench.audit([text], "json", "html"),
            "parquet": bench.audit([parquet], "json", "html"),
        },
        2 * bench.rounds,
    )
    extra = runs["csv"].over(runs["parse"]) - runs["parquet"].over(runs["parse"])
    return [
        Row("one DuckDB parse of a CSV of 10^6 rows", "", told(runs["parse"])),
        Row("audit of that CSV", "", told(runs["csv"])),
        Row("audit of the same rows in Parquet", "", told(runs["parquet"])),
        Row("CSV over Parquet, against the parse", "<= 2x", f"{extra:.1f}x", extra <= 2),
    ]


def huge(bench: Bench) -> list[Row]:
    """Measure the memory of 10^8 rows."""
    finished = run(bench.audit(bench.parts(10), "json", "html"))
    peak = finished.peak_bytes / GIB
    return [
        Row("audit of 10^8 rows", "", f"{finished.seconds:.1f} s"),
        Row("the same, peak memory", "<= 2 GiB", f"{peak:.2f} GiB", peak <= 2),
    ]


def peers(bench: Bench) -> list[Row]:
    """Measure the peers on 10^6 rows, every label known, beside a whole audit of the same CSV."""
    log = bench.log("complete.csv", MILLION, complete=True)
    audit = bench.audit([log], "json", "html")
    return [Row(what, "", measured) for what, measured in peer_rows(log, audit, bench.rounds)]


def page(rows: list[Row], rounds: int) -> str:
    """Return the Markdown page."""
    versions = ", ".join(
        f"{name} {number}"
        for name, number in (
            ("Python", platform.python_version()),
            ("DuckDB", version("duckdb")),
            ("evenhand", version("evenhand")),
        )
    )
    words = {True: "yes", False: "**no**"}
    lines = [
        "# Benchmarks",
        "",
        "Made by `make benchmark ARGS=--write`: whole processes, run in turn.",
        f"Times are medians of {rounds} rounds after one to warm up, peaks the highest of them;",
        f"where what counts is the difference of two, of {2 * rounds}.",
        "Ratios travel between machines, seconds do not: x is how many times the floor something",
        f"takes in the same round. Budgets in seconds were set where the floor takes {FLOOR} s.",
        "",
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {versions}.",
        "",
        "| what | budget | measured | kept |",
        "|---|---|---|---|",
        *(
            f"| {row.what} | {row.budget} | {row.measured} | {words.get(row.kept, row.kept)} |"
            for row in rows
        ),
    ]
    return "\n".join(lines) + "\n"


PARTS = {"small": small, "large": large, "csv": csv, "huge": huge, "peers": peers}


def main() -> None:
    """Measure what the arguments ask for, and print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="these parts alone")
    parser.add_argument("--huge", action="store_true", help="10^8 rows too: 3 GB of disk")
    parser.add_argument("--peers", action="store_true", help="installs and measures the peers too")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the logs here for another run")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    wanted = {"huge": options.huge, "peers": options.peers}
    names = options.only or [name for name in PARTS if wanted.get(name, True)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder, options.rounds)
        rows = [row for name in names for row in PARTS[name](bench)]
    text = page(rows, options.rounds)
    print(text)
    if options.write:
        target = ROOT / "docs" / "benchmarks.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

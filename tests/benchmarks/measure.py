"""Run whole processes in turn and keep how long each took and how much memory it peaked at."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# A package manager compiles modules when it installs them: the round to warm up does it here.
_AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
VERDICTS = (0, 1, 3)  # the audit answered; whichever way does not matter here


@dataclass(frozen=True)
class Run:
    """One finished process."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


@dataclass(frozen=True)
class Runs:
    """The counted runs of one command, in the order of the rounds."""

    each: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """Return the median wall time."""
        return median(run.seconds for run in self.each)

    @property
    def cpu_seconds(self) -> float:
        """Return the median processor time; far below the wall time, the machine was busy."""
        return median(run.cpu_seconds for run in self.each)

    @property
    def peak_bytes(self) -> int:
        """Return the highest peak of resident memory."""
        return max(run.peak_bytes for run in self.each)

    def over(self, floor: "Runs") -> float:
        """Return how many times `floor` this took: the median over rounds.

        The machine's speed drifts; within one round it drifts the least.
        """
        pairs = zip(self.each, floor.each, strict=True)
        return median(mine.seconds / theirs.seconds for mine, theirs in pairs)


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, or stop with its words when it has no verdict to give."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=complaints, env=_AS_INSTALLED)
        # wait4, since it alone tells the peak of this one process.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in VERDICTS:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{' '.join(command)}\nended with {process.returncode}:\n{said}")
        output.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        return Run(seconds, cpu, usage.ru_maxrss * 1024, output.read().decode())


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Runs]:
    """Run the commands A B C A B C ...: one round to warm up, then `rounds` that count."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for count in range(rounds + 1):
        for name, command in commands.items():
            finished = run(command)
            if count:
                runs[name].append(finished)
    return {name: Runs(tuple(each)) for name, each in runs.items()}

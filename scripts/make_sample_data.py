#!/usr/bin/env python3
"""Make the logs in `sample_data/`, or their clean twins, from their seeds.

    python scripts/make_sample_data.py                         the logs as they are committed
    python scripts/make_sample_data.py --clean --out DIR       the same without planted defects

Needs numpy, pandas and pyarrow. The people in these logs do not exist.
"""

import argparse
from pathlib import Path

from samples import writing
from samples.hiring import DECIMALS as HIRING_DECIMALS
from samples.hiring import hiring
from samples.lending import DECIMALS as LENDING_DECIMALS
from samples.lending import lending
from samples.support_agent import DECIMALS as SUPPORT_AGENT_DECIMALS
from samples.support_agent import support_agent

__all__ = ["hiring", "lending", "main", "support_agent", "write"]

SAMPLE_DATA = Path(__file__).resolve().parents[1] / "sample_data"


def write(out: Path, *, clean: bool = False) -> None:
    """Write every sample's log into a folder of its own below `out`."""
    for sample, decimals in (
        (hiring, HIRING_DECIMALS),
        (lending, LENDING_DECIMALS),
        (support_agent, SUPPORT_AGENT_DECIMALS),
    ):
        folder = out / sample.__name__
        folder.mkdir(parents=True, exist_ok=True)
        table = sample(clean=clean)
        writing.write_csv(table, folder / f"{sample.__name__}.csv", decimals)
        if sample is lending:
            writing.write_parquet(table, folder / "lending.parquet", writing.LENDING)


def main() -> None:
    """Read the command line and write the samples."""
    parser = argparse.ArgumentParser(description="Make the sample logs from their seeds.")
    parser.add_argument("--clean", action="store_true", help="leave the planted defects out")
    parser.add_argument("--out", type=Path, default=None, help="folder to write to")
    choice = parser.parse_args()
    if choice.clean and choice.out is None:
        parser.error("clean twins are not kept with the samples: say where to write with --out")
    write(choice.out or SAMPLE_DATA, clean=choice.clean)


if __name__ == "__main__":
    main()

"""The floor: read every column of a log with DuckDB, and no more: python floor.py FILE ...

Each column is summed up in one way or another, so that none can be skipped. For a CSV file this
is one parse of it.
"""

import sys

import duckdb

EVERY_COLUMN = """
count(id), max(person), max(decided_at), count(race), count(sex), sum(score), count(decision),
sum(repaid), count(model_version), sum(latency_ms), sum(cost), count(reviewed)
"""


def main() -> None:
    """Read the Parquet files, or the one CSV file, named on the command line."""
    files = sys.argv[1:]
    with duckdb.connect() as connection:
        if files[0].endswith(".csv"):
            log = connection.read_csv(files[0])
        else:
            log = connection.read_parquet(files)
        log.aggregate(EVERY_COLUMN).fetchall()


if __name__ == "__main__":
    main()

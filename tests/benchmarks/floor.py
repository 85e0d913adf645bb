"""The floor: read every column of a log with DuckDB, and no more: python floor.py FILE ...

Each value of each column is looked at, so that none can be skipped: how many values a column has,
the database answers from what a Parquet file says of itself. For a CSV file this is one parse of
it.
"""

import sys

import duckdb

EVERY_COLUMN = """
max(length(id)), sum(person), sum(epoch_us(decided_at)), sum(length(race)), sum(length(sex)),
sum(score), sum(length(decision)), sum(repaid), sum(length(model_version)), sum(latency_ms),
sum(cost), sum(reviewed::INTEGER)
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

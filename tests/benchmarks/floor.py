"""The floor: read every column of a log with DuckDB, and no more: python floor.py FILE ...

Each column is summed up in one way or another, so that none can be skipped. For a CSV file this
is one parse of it.
"""

import sys

import duckdb

QUERY = """
SELECT count(id), max(person), max(decided_at), count(race), count(sex), sum(score),
  count(decision), sum(repaid), count(model_version), sum(latency_ms), sum(cost), count(reviewed)
FROM log
"""


def main() -> None:
    """Read the files named on the command line."""
    files = sys.argv[1:]
    with duckdb.connect() as connection:
        reader = connection.read_csv if files[0].endswith(".csv") else connection.read_parquet
        log = reader(files)
        log.query("log", QUERY).fetchall()


if __name__ == "__main__":
    main()

"""Make a decision log of any size: python logs.py FILE --rows N [--skip N] [--complete].

The rows are a function of their number alone, through DuckDB's hash, so that runs can be
compared, and a file with --skip continues another. The 12 columns are those of a lender's log
over one year; Black applicants' scores are a little lower, so that there is a gap to find.
"""

import argparse
from pathlib import Path

import duckdb

ROWS = r"""
SELECT
  'D' || lpad(i::VARCHAR, 10, '0') AS id,
  (drawn[1] * 2_000_000)::BIGINT AS person,
  TIMESTAMP '2025-01-01' + to_microseconds(((i - {skip}) * {step})::BIGINT) AS decided_at,
  race,
  CASE WHEN drawn[3] < 0.5 THEN 'F' ELSE 'M' END AS sex,
  score,
  CASE WHEN score >= 0.5 THEN 'approve' ELSE 'decline' END AS decision,
  CASE WHEN drawn[6] < {labelled} THEN (drawn[7] < score)::INTEGER END AS repaid,
  CASE WHEN i - {skip} < {rows} / 2 THEN 'v1' ELSE 'v2' END AS model_version,
  exp(drawn[8] * 3 + 4) AS latency_ms,
  drawn[9] * 0.02 AS cost,
  drawn[10] < 0.05 AS reviewed
FROM (
  SELECT *, greatest(0, (drawn[4] + drawn[5]) / 2 - CASE race WHEN 'Black' THEN 0.05 ELSE 0 END)
    AS score
  FROM (
    SELECT *, CASE
      WHEN drawn[2] < 0.50 THEN 'White' WHEN drawn[2] < 0.68 THEN 'Black'
      WHEN drawn[2] < 0.84 THEN 'Hispanic' WHEN drawn[2] < 0.92 THEN 'Asian'
      WHEN drawn[2] < {known} THEN 'Other' END AS race
    FROM (
      SELECT i, list_transform(range(1, 11), lambda k: (hash(i * 16 + k) >> 11) / 2.0 ** 53)
        AS drawn
      FROM range({skip}, {skip} + {rows}) AS numbers(i)
    )
  )
)
"""
FORMATS = {".parquet": "FORMAT parquet, COMPRESSION zstd", ".csv": "FORMAT csv, HEADER"}
YEAR_IN_MICROSECONDS = 365 * 86_400 * 10**6


def write(file: Path, rows: int, skip: int, *, complete: bool) -> None:
    """Write `rows` rows after the first `skip`; `complete`: every label and race is known."""
    query = ROWS.format(
        rows=rows,
        skip=skip,
        step=YEAR_IN_MICROSECONDS / rows,
        labelled=1.1 if complete else 0.7,
        known=1.1 if complete else 0.97,
    )
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(f"COPY ({query}) TO '{file}' ({FORMATS[file.suffix]})")


def main() -> None:
    """Write the log that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--complete", action="store_true")
    options = parser.parse_args()
    write(options.file, options.rows, options.skip, complete=options.complete)


if __name__ == "__main__":
    main()

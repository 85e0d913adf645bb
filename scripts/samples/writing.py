"""How a sample becomes files: CSV with fixed decimals, and Parquet with the types said."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

LENDING = pa.schema(
    [
        ("application_id", pa.string()),
        ("applicant_id", pa.string()),
        ("decided_at", pa.timestamp("ms")),
        ("model_version", pa.string()),
        ("race", pa.string()),
        ("sex", pa.string()),
        ("age", pa.int16()),
        ("purpose", pa.string()),
        ("region", pa.string()),
        ("score", pa.float64()),
        ("decision", pa.string()),
        ("repaid", pa.int8()),
        ("latency_ms", pa.int32()),
        ("cost_eur", pa.float64()),
        ("reviewed", pa.bool_()),
        ("overridden", pa.bool_()),
        ("income_eur", pa.int32()),
        ("debt_ratio", pa.float64()),
        ("late_payments", pa.int8()),
        ("area_index", pa.int8()),
    ]
)


def as_text(column: pd.Series, decimals: int | None) -> pd.Series:
    """Return a column as it stands in the CSV; a missing value is empty."""
    if decimals is not None:
        return column.map(f"{{:.{decimals}f}}".format)
    if pd.api.types.is_datetime64_any_dtype(column):
        return pd.Series(column.dt.strftime("%Y-%m-%dT%H:%M:%S"))
    text = column.astype(object).where(column.notna(), "").astype(str)
    return text.str.lower() if pd.api.types.is_bool_dtype(column) else text


def write_csv(table: pd.DataFrame, path: Path, decimals: Mapping[str, int]) -> None:
    """Write a sample as CSV, the same bytes on every system."""
    text = {name: as_text(table[name], decimals.get(name)) for name in table.columns}
    path.write_bytes(pd.DataFrame(text).to_csv(index=False, lineterminator="\n").encode())


def write_parquet(table: pd.DataFrame, path: Path, schema: pa.Schema) -> None:
    """Write a sample as Parquet, without the notes that pandas leaves in the file."""
    arrow = pa.Table.from_pandas(table, schema=schema, preserve_index=False)
    pq.write_table(arrow.replace_schema_metadata(None), path, compression="zstd")

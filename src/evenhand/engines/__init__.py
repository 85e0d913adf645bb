"""Engines: a log opened as a lazy frame, and small results brought back as arrays.

To add one: write a file with a class that is an `Engine`, and name it here.
"""

from evenhand.engines.dataframe import DataFrameEngine
from evenhand.engines.duckdb import DuckDBEngine

ENGINES = {"duckdb": DuckDBEngine, "dataframe": DataFrameEngine}

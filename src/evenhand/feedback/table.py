"""Table: what one file of the feedback holds, or why there is none."""

from dataclasses import dataclass
from typing import Literal

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, what kind of values it has, and what they mean, in words."""

    name: str
    kind: Literal["text", "whole", "number"]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one file holds.

    Attributes
    ----------
    name : str
        Of the file, without its ending.
    title : str
    about : tuple of str
        How it was made and how to use it: paragraphs of Markdown of our own.
    columns : tuple of Column
    rows : tuple of tuple
        A cell for each column; None where there is no value.
    refused : str
        Why there is no such file: a sentence; "" where there is one.
    """

    name: str
    title: str
    about: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a training pipeline is handed: the tables, and the card that explains them."""

    tables: tuple[Table, ...]
    card: str

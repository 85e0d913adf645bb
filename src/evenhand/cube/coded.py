"""What an engine is to stream of each row of a large log: small whole numbers, and sums' parts."""

import narwhals as nw

from evenhand.cube.axis import Axis, Values


class Columns:
    """What is asked of each row: one column for everything that is the same."""

    def __init__(self) -> None:
        self.expressions: dict[str, nw.Expr] = {}
        self.values: dict[str, Values] = {}
        self._names: dict[tuple[str, int], str] = {}

    def key(self, axis: Axis) -> str:
        """Return the column of an axis."""
        key = axis.key
        if isinstance(axis.among, Values):
            name = self._named("key", key, key)
            self.values[name] = axis.among
            return name
        missing = None if axis.among is None else axis.among.missing
        number = key if missing is None else nw.coalesce(key, nw.lit(missing))
        return self._named("key", key, number.cast(nw.Int32))

    def value(self, measure: nw.Expr) -> str:
        """Return the column of a number that is added up; null adds nothing."""
        return self._named("value", measure, nw.coalesce(measure.cast(nw.Float64), nw.lit(0.0)))

    def plain(self, value: nw.Expr) -> str:
        """Return the column of a number or a time as it is."""
        return self._named("plain", value, value)

    def where(self, rows: nw.Expr) -> str:
        """Return the column that says which rows are counted."""
        # An engine may keep booleans in bits, which take long to read one by one.
        known = nw.coalesce(rows, nw.lit(value=False))
        return self._named("where", rows, known.cast(nw.Int8))

    def _named(self, role: str, of: nw.Expr, column: nw.Expr) -> str:
        name = self._names.setdefault((role, id(of)), f"column_{len(self._names)}")
        self.expressions[name] = column
        return name

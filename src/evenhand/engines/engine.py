"""What an engine is: a log opened as a lazy frame, and the way back from one to arrays."""

from collections.abc import Sequence
from typing import Any, Protocol

import narwhals as nw
from numpy.typing import NDArray

from evenhand.cube.streamed import Stream


class Engine(Protocol):
    """Opens a log as a lazy frame. It knows no metric, and metrics know no engine."""

    name: str

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """Return the log, one row a decision, with its columns as they are."""

    @property
    def parts(self) -> Sequence[nw.LazyFrame[Any]]:
        """Return frames that make up the log, one or more.

        More where an engine knows the ends of a column of each unread, but not those of all.
        """

    @property
    def columns(self) -> dict[str, str]:
        """Return the name and kind of every column, as `DecisionLog.columns` has them."""

    def with_bucket(self, frame: nw.LazyFrame[Any], column: str) -> nw.LazyFrame[Any]:
        """Return `frame` with ``entity_bucket``: an integer in 0..63, from a hash of `column`.

        The hash is the same on every engine, whatever the order or partition of the rows.
        """

    def collect(self, frame: nw.LazyFrame[Any]) -> dict[str, NDArray[Any]]:
        """Return the columns of a small result as arrays; text is of dtype object, null None."""

    @property
    def stream(self) -> Stream | None:
        """Return the way from a large frame to arrays, part by part, its rows in any order.

        None where the engine counts as fast by itself. A column that has `Values` is the place of
        its value among them, counted from 1, and 0 for null. Other columns are numbers or times;
        null is NaN or NaT, and no whole number is null.
        """

    def hold(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return a frame that is worked out now, and kept, because it is read more than once."""

    def sample(self, columns: Sequence[str], rows: int) -> dict[str, NDArray[Any]]:
        """Return `columns` of at most `rows` rows, evenly spread over the log, in its order.

        The same rows every time and on every engine: every k-th, or of a log of more than
        2,000,000 rows 32 runs of adjacent ones. Arrays are as `collect` has them.
        """

    def first(self, columns: Sequence[str], rows: int) -> dict[str, NDArray[Any]]:
        """Return `columns` of the first `rows` rows, in the order of the log."""

    def interrupt(self) -> None:
        """Stop what is being counted, from another thread; that call raises, or has ended."""

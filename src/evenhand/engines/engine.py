"""What an engine is: a log opened as a lazy frame, and the way back from one to arrays."""

from typing import Any, Protocol

import narwhals as nw
from numpy.typing import NDArray


class Engine(Protocol):
    """Opens a log as a lazy frame. It knows no metric, and metrics know no engine."""

    name: str

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """Return the log, one row a decision, with its columns as they are."""

    def with_bucket(self, frame: nw.LazyFrame[Any], column: str) -> nw.LazyFrame[Any]:
        """Return `frame` with ``entity_bucket``: an integer in 0..63, from a hash of `column`.

        The hash is the same on every engine, whatever the order or partition of the rows.
        """

    def collect(self, frame: nw.LazyFrame[Any]) -> dict[str, NDArray[Any]]:
        """Return the columns of a small result as arrays; text is of dtype object, null None."""

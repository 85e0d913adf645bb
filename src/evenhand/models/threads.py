"""Threads: models are fitted with one."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Fit models with one thread while this lasts.

    Threads of OpenMP wait for each other busily. Where the processors have other work as well, a
    fit with two of them takes seventy times as long as with one; where not, hardly less.
    """
    import sklearn.ensemble  # noqa: F401, PLC0415 - only what is loaded is limited
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - a second, with the above

    with threadpool_limits(1, "openmp"):
        yield

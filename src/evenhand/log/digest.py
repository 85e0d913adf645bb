"""Take the digests of files in threads, beside the reading of them."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from evenhand.log.log import LogFile
from evenhand.log.sources import Source

_CHUNK = 1 << 20

Digest = Callable[[Sequence[Source]], Callable[[], tuple[LogFile, ...]]]


@contextmanager
def digesting() -> Iterator[Digest]:
    """Give what begins to digest files in the background; call what that returns to wait.

    Leaving the block waits for what is not finished, and an error stops it: that need not wait
    for a large file.
    """
    stop = Event()
    pool = ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1))

    def digest(files: Sequence[Source]) -> Callable[[], tuple[LogFile, ...]]:
        running = [pool.submit(_digest, file, stop) for file in files]
        return lambda: tuple(future.result() for future in running)

    try:
        yield digest
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=stop.is_set())


def _digest(file: Source, stop: Event) -> LogFile:
    digest, size, buffer = hashlib.sha256(), 0, memoryview(bytearray(_CHUNK))
    with file.path.open("rb", buffering=0) as stream:
        while read := stream.readinto(buffer):
            if stop.is_set():
                raise CancelledError
            digest.update(buffer[:read])
            size += read
    return LogFile(name=file.name, bytes=size, sha256=digest.hexdigest())

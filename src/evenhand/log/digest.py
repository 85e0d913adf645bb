"""Take the digests of files in threads, beside the reading of them."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from evenhand.log.log import LogFile
from evenhand.log.sources import Source

_CHUNK = 1 << 20


@contextmanager
def digesting(files: Sequence[Source]) -> Iterator[Callable[[], tuple[LogFile, ...]]]:
    """Digest files in the background; call what is yielded to wait for the digests.

    Leaving the block stops what is not finished: an error need not wait for a large file.
    """
    stop = Event()
    pool = ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1))
    running = [pool.submit(_digest, file, stop) for file in files]
    try:
        yield lambda: tuple(future.result() for future in running)
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _digest(file: Source, stop: Event) -> LogFile:
    digest, size, buffer = hashlib.sha256(), 0, memoryview(bytearray(_CHUNK))
    with file.path.open("rb", buffering=0) as stream:
        while not stop.is_set() and (read := stream.readinto(buffer)):
            digest.update(buffer[:read])
            size += read
    return LogFile(name=file.name, bytes=size, sha256=digest.hexdigest())

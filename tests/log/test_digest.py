"""Digests are taken beside the reading of files, and not after an error."""

import hashlib
import time
from concurrent.futures import CancelledError

import pytest

from evenhand.log.digest import digesting
from evenhand.log.sources import find


@pytest.fixture
def files(tmp_path):
    """Return two files as a log names them."""
    for name, content in (("a.csv", b"x\n1\n"), ("b.csv", b"x\n" + b"2\n" * 2_000_000)):
        (tmp_path / name).write_bytes(content)
    return find([tmp_path]).files


def test_every_file_has_its_digest_in_order_also_when_the_block_has_ended(files):
    with digesting() as digest:
        taken = digest(files)
    assert [one.name for one in taken()] == ["a.csv", "b.csv"]
    for file, one in zip(files, taken(), strict=True):
        content = file.path.read_bytes()
        assert (one.bytes, one.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_an_error_does_not_wait_for_a_large_file_and_leaves_no_digest_of_a_part(tmp_path):
    with (tmp_path / "large.csv").open("wb") as large:
        large.truncate(40 << 30)  # holes: it takes no room, and minutes to read
    start = time.monotonic()
    taken = []

    def failing():
        with digesting() as digest:
            taken.append(digest(find([tmp_path]).files))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert time.monotonic() - start < 10
    with pytest.raises(CancelledError):
        taken[0]()

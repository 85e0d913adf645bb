"""Whole and cut zstd files."""

import duckdb
import pytest

from evenhand.log.zstd import is_whole


def packed(path, rows):
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT i, hash(i) FROM range($rows) t(i)) TO $path "
            "(FORMAT csv, COMPRESSION zstd)",
            {"rows": rows, "path": str(path)},
        )
    return path.read_bytes()


@pytest.mark.parametrize("rows", [0, 1, 1000, 50_000])
def test_a_file_is_whole_until_it_is_cut(tmp_path, rows):
    path = tmp_path / "a.zst"
    whole = packed(path, rows)
    assert is_whole(path)
    for kept in {1, 4, 5, 7, len(whole) // 2, len(whole) - 1}:
        path.write_bytes(whole[:kept])
        assert not is_whole(path)


def test_frames_may_follow_each_other_and_some_be_skippable(tmp_path):
    path = tmp_path / "a.zst"
    whole = packed(path, 10)
    note = (0x184D2A57).to_bytes(4, "little") + (3).to_bytes(4, "little") + b"abc"
    path.write_bytes(note + whole + whole)
    assert is_whole(path)
    path.write_bytes(whole + note[:-1])
    assert not is_whole(path)
    path.write_bytes(whole + note[:5])
    assert not is_whole(path)


# From the format (RFC 8878): single segment, one byte of content size, a run of five "a", last.
RUN = bytes.fromhex("28b52ffd20052b000061")


def test_a_run_is_one_byte_whatever_its_length(tmp_path):
    path = tmp_path / "a.zst"
    path.write_bytes(RUN)
    assert is_whole(path)


def test_what_is_no_frame_is_not_whole(tmp_path):
    path = tmp_path / "a.zst"
    path.write_bytes(b"name,score\n")
    assert not is_whole(path)

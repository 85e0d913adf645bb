"""Finding the files of a log."""

import os
from pathlib import Path

import pytest

from evenhand.errors import LogError
from evenhand.log.sources import ending, find


def names(paths):
    return [file.name for file in find(paths).files]


def test_files_folders_and_globs_are_found_together_sorted_and_once(write):
    one, two = write("b.csv", "x\n1"), write("a/c.tsv.gz", "x")
    assert names([one, two.parent, one.parent / "*.csv", one]) == ["c.tsv.gz", "b.csv"]


def test_a_folder_gives_the_logs_below_it_but_no_hidden_or_unfinished_ones(write):
    for name in ("y/m/b.csv", "y/a.csv.zst", "y/.hidden.csv", "y/_tmp/x.csv", "y/note.md"):
        write(name, "x")
    folder = write("y/readme.txt", "a note").parent
    assert names([folder]) == ["a.csv.zst", "m/b.csv"]


def test_text_files_are_logs_when_a_folder_has_no_others(write):
    assert names([write("y/log.txt", "x").parent]) == ["log.txt"]


def test_a_recursive_glob_names_files_below_its_fixed_part(write):
    root = write("y/m/b.parquet", "x").parent.parent
    assert names([f"{root}/**/*.parquet"]) == ["m/b.parquet"]


def test_a_name_with_glob_characters_is_that_file(write):
    write("a1.csv", "x")
    path = write("a[1].csv", "x")
    assert names([path]) == ["a[1].csv"]


def test_folders_named_key_value_carry_columns(write):
    write("sex=F%2FX/day=__HIVE_DEFAULT_PARTITION__/a.csv", "x")
    (file,) = find([write("sex=M/day=1/b.csv", "x").parent.parent]).files
    assert file.partition == {"sex": "M", "day": "1"}
    files = find([file.path.parent.parent.parent]).files
    assert files[0].partition == {"sex": "F/X", "day": None}


def test_the_ending_is_told_without_the_packing():
    assert ending(Path("a.CSV.ZST")) == ".csv"
    assert ending(Path("a.gz")) == ""


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("decison.csv", "there is no file", "did you mean 'decisions.csv'?"),
        ("zzzz", "there is no file", "the folder holds: data.xlsx, decisions.csv, empty"),
        ("nowhere/a.csv", "no folder", ""),
        ("*.pq", "no log matches", "check the pattern"),
        ("empty", "there are no logs in the folder", ".parquet"),
        ("data.xlsx", "neither CSV nor Parquet", ".csv"),
        ("zero.csv", "is empty", "written to the end"),
    ],
)
def test_what_is_no_log_is_told_with_a_way_out(write, name, message, hint):
    folder = write("decisions.csv", "x").parent
    write("data.xlsx", "x")
    (folder / "empty").mkdir()
    if name == "zero.csv":
        write(name, "")
    with pytest.raises(LogError, match=message) as caught:
        find([folder / name])
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2


def test_a_wrong_name_in_a_large_folder_is_not_answered_with_all_that_is_there(write):
    for number in range(30):
        folder = write(f"{number}.csv", "x").parent
    with pytest.raises(LogError) as caught:
        find([folder / "decisions"])
    assert caught.value.hint == "check the spelling"


def test_a_wrong_name_in_an_empty_folder_is_told_so(tmp_path):
    with pytest.raises(LogError) as caught:
        find([tmp_path / "a.csv"])
    assert caught.value.hint == "the folder is empty"


def test_no_path_at_all_is_an_error():
    with pytest.raises(LogError, match="no log is named"):
        find([])


def test_csv_and_parquet_are_not_mixed(write):
    with pytest.raises(LogError, match=r"mixes CSV \('a.csv'\) and Parquet \('b.pq'\)"):
        find([write("a.csv", "x"), write("b.pq", "x")])


def test_files_whose_folders_carry_different_columns_are_refused(write):
    with pytest.raises(LogError, match="carry different columns"):
        find([write("year=1/a.csv", "x"), write("b.csv", "x")])


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(LogError, match="is not a file"):
        find([tmp_path / "pipe.csv"])


@pytest.fixture
def nobody(tmp_path):
    """Be a user who owns nothing, since root may read all."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_what_may_not_be_read_is_told_so(write, request):
    file = write("shut.csv", "x\n1")
    within = write("folder/in.csv", "x\n1")
    file.parent.chmod(0o755)
    file.chmod(0)
    within.parent.chmod(0)
    request.getfixturevalue("nobody")
    for path in (file, within, within.parent):
        with pytest.raises(LogError, match="permission denied") as caught:
            find([path])
        assert str(path) in str(caught.value)
        assert "ask for read permission" in caught.value.hint


def test_files_of_one_name_are_told_apart_by_their_folders(write):
    paths = [write("jan/eu/log.csv", "x"), write("jan/us/log.csv", "x"), write("feb/a.csv", "x")]
    assert [file.name for file in find(paths).files] == [
        "feb/a.csv",
        "jan/eu/log.csv",
        "jan/us/log.csv",
    ]
    assert [file.name for file in find(paths[:2]).files] == ["eu/log.csv", "us/log.csv"]
    assert [file.name for file in find(paths[1:]).files] == ["a.csv", "log.csv"]


def test_a_file_named_in_two_ways_is_read_once(write, monkeypatch):
    path = write("jan/log.csv", "x")
    monkeypatch.chdir(path.parent)
    ways = [path, "log.csv", "../jan/log.csv", "*.csv", path.parent]
    assert [file.name for file in find(ways).files] == ["log.csv"]

import os

import pytest

from evenhand.cli.outputs import outputs
from evenhand.errors import DeliveryError, PlanError


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_files_are_in_place_only_once_they_are_moved(tmp_path):
    with outputs(tmp_path) as files:
        files.write("audit.json", b"new")
        assert not (tmp_path / "audit.json").exists()
        assert files.move() == [tmp_path / "audit.json"]
    assert (tmp_path / "audit.json").read_bytes() == b"new"
    assert names(tmp_path) == ["audit.json"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_a_run_that_breaks_off_leaves_the_earlier_files_whole(tmp_path, error):
    (tmp_path / "audit.html").write_bytes(b"old")

    def break_off():
        with outputs(tmp_path) as files:
            files.write("audit.html", b"new")
            files.path("rejects.csv").write_bytes(b"half")
            raise error

    with pytest.raises(error):
        break_off()
    assert (tmp_path / "audit.html").read_bytes() == b"old"
    assert names(tmp_path) == ["audit.html"]


def test_a_path_that_nothing_was_written_to_is_not_moved(tmp_path):
    with outputs(tmp_path) as files:
        files.path("rejects.csv")
        assert files.move() == []


def test_a_folder_is_made_and_kept_if_it_holds_something(tmp_path):
    folder = tmp_path / "a" / "b"
    with outputs(folder) as files:
        files.write("x", b"")
        files.move()
    assert names(folder) == ["x"]


def test_a_folder_that_was_made_for_nothing_is_removed(tmp_path):
    with outputs(tmp_path / "audit"):
        pass
    assert not (tmp_path / "audit").exists()


def test_an_empty_folder_that_was_there_stays(tmp_path):
    with outputs(tmp_path):
        pass
    assert tmp_path.exists()


def test_a_folder_that_cannot_be_made_is_refused_before_the_work(tmp_path):
    (tmp_path / "audit").write_bytes(b"a file")
    with pytest.raises(PlanError, match="cannot be made") as caught, outputs(tmp_path / "audit"):
        pass
    assert "--out" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_refused_before_the_work(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PlanError, match="cannot be written to"), outputs(tmp_path):
        pass


def test_a_file_that_cannot_be_written_is_not_delivered(tmp_path):
    with outputs(tmp_path) as files:
        files.path("audit.json").mkdir()
        with pytest.raises(DeliveryError, match=r"audit\.json could not be written") as caught:
            files.write("audit.json", b"")
        files.path("audit.json").rmdir()
    assert "--out" in caught.value.hint


def test_files_are_readable_as_the_umask_says(tmp_path):
    before = os.umask(0o022)
    try:
        with outputs(tmp_path) as files:
            files.write("audit.json", b"")
            files.move()
    finally:
        os.umask(before)
    assert (tmp_path / "audit.json").stat().st_mode & 0o777 == 0o644

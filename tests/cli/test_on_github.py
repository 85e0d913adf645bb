import pytest

from evenhand.cli import on_github
from evenhand.cli.reports import on_github as around
from evenhand.report import as_json

NAME = on_github.SUMMARY


@pytest.fixture
def written(monkeypatch, tmp_path):
    """Return the file of the step's summary."""
    file = tmp_path / "summary.md"
    monkeypatch.setenv(NAME, str(file))
    return file


def test_the_summary_is_appended_to_what_is_there(audit, written):
    written.write_text("Before.\n")
    assert on_github.append_summary(audit()) == []
    text = written.read_text(encoding="utf-8")
    assert text.startswith("Before.\n## ")


def test_without_a_step_nothing_is_written(audit, monkeypatch, tmp_path):
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.chdir(tmp_path)
    assert on_github.append_summary(audit()) == []
    assert list(tmp_path.iterdir()) == []


def test_what_another_program_wrote_leaves_less_room(audit, written, gate):
    many = tuple(gate(id=f"g{i}") for i in range(2_000))
    written.write_bytes(b"x" * 1_000_000)
    assert on_github.append_summary(audit(gates=many)) == []
    assert 1_000_000 < written.stat().st_size <= 1024 * 1024
    assert b"more left out here" in written.read_bytes()


def test_a_summary_without_room_is_a_report_that_is_missing(audit, written):
    written.write_bytes(b"x" * 1024 * 1024)
    (error,) = on_github.append_summary(audit())
    assert "no room left" in str(error)
    assert written.stat().st_size == 1024 * 1024


def test_a_summary_that_cannot_be_written_is_said(audit, monkeypatch, tmp_path):
    monkeypatch.setenv(NAME, str(tmp_path))
    (error,) = on_github.append_summary(audit())
    assert "could not be written" in str(error)


def test_what_is_printed_for_people_is_not_read_as_commands(audit, capsys, monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    missed = []
    with around(audit(), ["github"], missed):
        print("::add-mask::everything")  # noqa: T201 - as a group of that name would be
    lines = capsys.readouterr().out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[start].removeprefix("::stop-commands::")
    assert all(line.startswith("::error file=") for line in lines[:start])
    assert lines[start + 1 :] == ["::add-mask::everything", f"::{token}::"]
    assert len(token) == 32
    assert missed == []


def test_a_result_on_standard_output_stays_whole(audit, capsys, monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    with around(audit(), ["json", "github"], [], results=True):
        print("{}")  # noqa: T201 - stands for the result
    said = capsys.readouterr()
    assert said.out == "{}\n"
    assert said.err.startswith("::error file=")


def test_without_that_format_nothing_is_said(audit, capsys):
    with around(audit(), ["json"], []):
        pass
    assert capsys.readouterr().out == ""


def test_render_tells_github_and_a_missing_summary_is_exit_4(forked, audit, tmp_path):
    (tmp_path / "audit.json").write_bytes(as_json.render(audit()))
    told = {NAME: str(tmp_path / "summary.md")}
    done = forked("render", "audit.json", "--format", "github", "--quiet", env=told)
    assert done.code == 0
    assert done.out.startswith("::error file=lending.csv,line=1,")
    assert (tmp_path / "summary.md").read_bytes() == (tmp_path / "audit.github.md").read_bytes()
    done = forked("render", "audit.json", "--format", "github", "--quiet", env={NAME: "/"})
    assert done.code == 4
    assert "the summary of the step could not be written" in done.err

"""What users install is what is in the repository: no file more, none less."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# Where a folder of the repository lies in the wheel.
PLACES = {
    "src/evenhand": "evenhand",
    "report_templates": "evenhand/report_templates",
    "sample_data": "evenhand/sample_data",
}


def run(*arguments, folder):
    return subprocess.run(  # noqa: S603 - our own interpreter and git
        arguments, cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def tracked(folder):
    """Return the files of `folder` that git has, or would take, and that are still there."""
    try:
        names = run("git", "ls-files", "-co", "--exclude-standard", folder, folder=ROOT)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so there is nothing to compare the wheel with")
    return {name for name in names.splitlines() if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory):
    """Return the names in the wheel built from the sdist, as a registry would build it."""
    folder = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t")
    run(*build, "sdist", folder=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    run(sys.executable, "-m", "tarfile", "-e", str(sdist), str(folder), folder=folder)
    run(*build, "wheel", folder=folder / sdist.name.removesuffix(".tar.gz"))
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_the_wheel_holds_exactly_the_files_that_git_tracks(wheel_names):
    expected = {
        name.replace(folder, place, 1)
        for folder, place in PLACES.items()
        for name in tracked(folder)
    }
    installed = {name for name in wheel_names if ".dist-info/" not in name}
    assert installed == expected


def test_the_wheel_carries_the_licence_and_the_command(wheel_names):
    information = {name.split(".dist-info/")[1] for name in wheel_names if ".dist-info/" in name}
    assert {"licenses/LICENSE", "entry_points.txt", "METADATA"} <= information


def test_the_wheel_is_typed_and_puts_nothing_beside_the_package(wheel_names):
    assert "evenhand/py.typed" in wheel_names
    tops = {re.sub(r"^evenhand-[^/]*\.dist-info$", "info", n.split("/")[0]) for n in wheel_names}
    assert tops == {"evenhand", "info"}


def pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = [Requirement(line) for line in project["dependencies"]]
    return runtime, [Requirement(line) for line in project["optional-dependencies"]["test"]]


RUNTIME, FOR_TESTS = declared()


@pytest.mark.parametrize("requirement", RUNTIME + FOR_TESTS, ids=lambda each: each.name)
def test_a_dependency_is_pinned_at_a_version_that_is_allowed(requirement):
    (pin,) = pinned()[canonicalize_name(requirement.name)].specifier
    assert requirement.specifier.contains(pin.version, prereleases=True)


def test_every_pin_is_exact_and_names_no_place():
    for requirement in pinned().values():
        assert requirement.url is None
        assert [clause.operator for clause in requirement.specifier] == ["=="]


@pytest.mark.parametrize("requirement", RUNTIME, ids=lambda each: each.name)
def test_what_evenhand_needs_to_run_has_a_lower_and_an_upper_bound(requirement):
    assert {clause.operator for clause in requirement.specifier} == {">=", "<"}


def test_the_lowest_versions_for_ci_are_the_lower_bounds():
    printed = run(sys.executable, "scripts/lowest.py", folder=ROOT).splitlines()
    lowest = {pin.name: pin for pin in map(Requirement, printed)}
    assert {requirement.name for requirement in RUNTIME} <= set(lowest)
    for requirement in RUNTIME:
        bounds = {clause.operator: clause.version for clause in requirement.specifier}
        (pin,) = lowest[requirement.name].specifier
        assert (pin.operator, pin.version) == ("==", bounds[">="])

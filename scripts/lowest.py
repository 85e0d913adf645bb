"""Print the lowest versions that pyproject.toml allows, as constraints for pip.

CI installs these once, so that the lower bounds are known to work and not merely claimed.
"""

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
LOWER_BOUND = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(\[[^]]*\])?[^;]*>=(?P<version>[0-9][^,;\s]*)")


def lowest(requirements: list[str]) -> list[str]:
    """Return ``name==version`` for each requirement with a lower bound.

    Examples
    --------
    >>> lowest(["numpy>=2.0,<3", "coverage[toml]>=7.6", "pandas-stubs"])
    ['numpy==2.0', 'coverage==7.6']
    """
    found = (LOWER_BOUND.match(requirement) for requirement in requirements)
    return [f"{match['name']}=={match['version']}" for match in found if match]


def main() -> None:
    """Print the constraints, one a line."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    print("\n".join(lowest([*project["dependencies"], *project["optional-dependencies"]["test"]])))


if __name__ == "__main__":
    main()

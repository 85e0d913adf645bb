"""Where the data that ships with evenhand lives: report templates and sample data."""

from importlib.resources import files
from pathlib import Path

# A wheel carries each data folder inside the package; a checkout keeps it at the repository
# root, two levels above src/evenhand.
_HOMES = (Path(str(files("evenhand"))), Path(__file__).resolve().parents[2])


def folder(name: str) -> Path:
    """Return the path of the data folder `name`: "report_templates" or "sample_data"."""
    for home in _HOMES:
        if (home / name).is_dir():
            return home / name
    raise FileNotFoundError(f"evenhand was installed without its {name!r} folder")

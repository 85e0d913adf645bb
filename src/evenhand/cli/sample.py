"""`evenhand sample`: logs to try evenhand on, each with its plan."""

from pathlib import Path
from typing import Annotated

import typer


def sample(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The sample; without it they are listed.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where it goes; else a folder of its name, here."),
    ] = None,
) -> None:
    """Copy a sample log and its plan out, to try evenhand on.

    Nothing is overwritten.
    """
    from evenhand.cli.streams import plain
    from evenhand.errors import PlanError, did_you_mean
    from evenhand.resources import folder

    samples = {path.name: path for path in sorted(folder("sample_data").iterdir()) if path.is_dir()}
    if name is None:
        wide = max(map(len, samples), default=0)
        for known, place in samples.items():
            print(f"{known:<{wide}}  {_title(place)}")
        return
    if name not in samples:
        raise PlanError(f"there is no sample {name!r}", did_you_mean(name, samples))
    target = out or Path(name)
    _copy(samples[name], target)
    files = ", ".join(sorted(path.name for path in target.iterdir()))
    print(f"{plain(str(target))} has: {files}")
    print(f"Next: cd {plain(str(target))} && evenhand audit")


def _title(sample: Path) -> str:
    import tomllib

    plan = tomllib.loads((sample / "evenhand.toml").read_text(encoding="utf-8"))
    return str(plan["title"])


def _copy(source: Path, target: Path) -> None:
    import shutil

    from evenhand.errors import PlanError

    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise PlanError(
            f"{target} is there already, and nothing is overwritten",
            "name another folder with --out",
        )
    try:
        shutil.copytree(source, target, dirs_exist_ok=True)
    except OSError as error:
        raise PlanError(
            f"the sample cannot be copied to {target}: {error.strerror or error}",
            "name another folder with --out",
        ) from None

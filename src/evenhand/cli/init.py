"""`evenhand init`: a first plan for a log, guessed and commented, to be confirmed by a person."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evenhand.plan.wanted import Wanted


def init(
    logs: Annotated[list[str], typer.Argument(metavar="LOG", help="The log to make a plan for.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the plan is written.")] = Path(
        "evenhand.toml"
    ),
    force: Annotated[bool, typer.Option("--force", help="Overwrite a plan that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing while working.")] = False,
) -> None:
    """Write a first plan for a log, guessed from its columns.

    Each guess gives its reason in a comment. Which decision is favourable is never guessed:
    fill it in, then run evenhand check.
    """
    import os

    from evenhand.cli.opened import opened
    from evenhand.cli.outputs import outputs
    from evenhand.cli.profiles import profile_columns
    from evenhand.cli.streams import plain
    from evenhand.cli.terminal import progress
    from evenhand.errors import PlanError
    from evenhand.plan import Intake
    from evenhand.plan.draft import draft
    from evenhand.plan.infer import infer
    from evenhand.plan.read import PLAN_NAME

    if out.exists() and not force:
        raise PlanError(f"{out} is there already", "overwrite it with --force")
    with progress(quiet=quiet) as tell, opened(logs, {}, Intake(), tell) as (log, engine):
        tell("looking at the columns")
        profiles = profile_columns(engine, log.columns)
    judged: dict[str, Wanted] = {
        guess.profile.name: "text"
        for guess in infer(profiles)
        if guess.role in ("decision", "label") and guess.profile.kind != "text"
    }
    if judged:
        # An audit reads these as the text that the file has: True, not true; 1.0, not 1.
        with progress(quiet=quiet) as tell, opened(logs, judged, Intake(), tell) as (log, engine):
            again = {one.name: one for one in profile_columns(engine, log.columns)}
        profiles = tuple(again.get(one.name, one) for one in profiles)
    # The plan names the log from where the plan lies, so that both can be moved together.
    names = [Path(os.path.relpath(path, out.parent)).as_posix() for path in logs]
    with outputs(out.parent) as files:
        files.write(out.name, draft(profiles, names).encode())
        files.move()
    name = plain(str(out))
    flag = "" if name == PLAN_NAME else f" --plan {name}"
    print(f"{name} is written. Read it, fill in what is favourable, then:")
    print(f"  evenhand check{flag}\n  evenhand audit{flag}")

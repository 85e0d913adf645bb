"""The commands of protocols: run one after the other, and only if the user asked for it."""

import subprocess
from collections.abc import Sequence

from evenhand.cli.streams import plain, tell
from evenhand.errors import DeliveryError
from evenhand.protocols.incident import Incident

# A command that takes longer than this hangs: an audit in a build must end.
TIMEOUT = 60.0


def run_commands(incidents: Sequence[Incident], *, timeout: float = TIMEOUT) -> list[DeliveryError]:
    """Run the command of every incident that has one; return why others could not be.

    No shell is involved, so that nothing in a log can become one: what is filled in is part of
    an argument. What a command prints goes to standard error.
    """
    missed = []
    for one in incidents:
        if not one.command:
            continue
        name = plain(one.command[0])
        tell(f"evenhand: running {name} for the protocol {plain(one.protocol)}")
        try:
            done = subprocess.run(  # noqa: S603 - the user's own program, without a shell
                one.command, check=False, timeout=timeout, stdin=subprocess.DEVNULL, stdout=2
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            why = (
                "took too long"
                if isinstance(error, subprocess.TimeoutExpired)
                else (f"could not be started: {error.strerror}")
            )
            missed.append(_missed(one, f"{name} {why}"))
            continue
        if done.returncode:
            missed.append(_missed(one, f"{name} ended with exit code {done.returncode}"))
    return missed


def _missed(one: Incident, why: str) -> DeliveryError:
    return DeliveryError(
        f"the command of the protocol {one.protocol!r}: {why}",
        "try it in a terminal; see command in the plan's [[protocols]]",
    )

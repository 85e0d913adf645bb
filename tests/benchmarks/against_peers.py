"""The peers: each in an environment of its own, made on demand under the user's cache folder.

Their needs contradict each other and evenhand's. What each computes is in the folder `peers`:
point estimates of a few rates, without intervals, gates or a report.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

from measure import in_turn

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "evenhand-benchmarks"
PEERS = {"aequitas": "Aequitas", "aif360": "AIF360", "fairlearn": "fairlearn"}


def python_of(peer: str) -> Path:
    """Return the Python that has the peer installed, which is done now when it was not."""
    home = CACHE / peer
    python = home / "bin" / "python"
    stamp = home / "installed"
    if not stamp.exists():
        print(f"installing {peer}", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", peer], check=True)
        stamp.touch()
    return python


def version_of(python: Path, peer: str) -> str:
    """Return the version of the peer that `python` has."""
    code = f"from importlib.metadata import version; print(version({peer!r}))"
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def peer_rows(log: str, audit: list[str], rounds: int) -> list[tuple[str, str]]:
    """Return what each peer took, and a whole audit, run in turn on the same CSV."""
    rows: list[tuple[str, str]] = []
    commands = {"evenhand": audit}
    titles = {}
    for peer, title in PEERS.items():
        try:
            python = python_of(peer)
            titles[peer] = f"{title} {version_of(python, peer)}"
            subprocess.run([python, "-c", f"import {peer}"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            rows.append((f"{title} on 10^6 rows", f"could not be installed or imported: {error}"))
        else:
            commands[peer] = [str(python), str(HERE / "peers" / f"with_{peer}.py"), log]
    runs = in_turn(commands, rounds)
    whole = runs["evenhand"]
    rows.append(("a whole audit of a CSV of 10^6 rows, JSON and HTML", f"{whole.seconds:.1f} s"))
    for peer in commands:
        if peer in titles:
            told = json.loads(runs[peer].each[-1].output)
            figures = f"{runs[peer].seconds:.1f} s; {runs[peer].over(whole):.1f}x the audit"
            detail = f"{told['values']} numbers, {told['seconds']:.1f} s of it after reading"
            rows.append((f"{titles[peer]} on the same file ({detail})", figures))
    return rows

"""Streams of evidence as `evenhand history show` tells them."""

import json
import math
from typing import Any

from rich.console import Console
from rich.text import Text

from evenhand.analyses.stream import History, Stream
from evenhand.cli.streams import plain
from evenhand.report import words


def show_streams(console: Console, held: History) -> None:
    """Print the streams of a history, those that raised an alarm first."""
    console.print(f"Evidence as of {plain(held.as_of)}, {_count(held)}.")
    console.print()
    for stream in sorted(held.streams, key=lambda one: (one.alarm is None, -one.most)):
        # A line of its own, unwrapped: it is copied as a whole.
        console.print(Text(plain(stream.asks.id), style="bold"), soft_wrap=True)
        console.print(plain(f"    {state(stream)}; {_gathered(stream)}"))
    console.print()
    console.print(_CHANCE)
    acknowledged = [one for one in held.ended if one.why == "acknowledged"]
    for one in acknowledged:
        console.print(
            plain(f"{one.id}: the alarm of {one.alarm} was acknowledged on {one.on} by {one.by}: ")
            + plain(one.reason)
        )


_CHANCE = (
    "By chance: at most so often would chance alone gather such evidence while a tolerance is "
    "kept, however often one looks."
)


def _gathered(stream: Stream) -> str:
    """Return how much was looked at, and how often chance alone would go as far."""
    if not stream.looks:
        return "waiting for enough decisions"
    looks = words.how_many(len(stream.looks), "look", digits=True)
    return f"{looks}, {stream.began} to {stream.last}; by chance {chance(stream)}"


def _count(held: History) -> str:
    alarms = sum(one.alarm is not None for one in held.streams)
    return (
        f"{words.how_many(len(held.streams), 'stream', digits=True)}, "
        f"{words.how_many(alarms, 'alarm', digits=True)}"
    )


def chance(stream: Stream) -> str:
    """Return how often chance alone would go as far, at most: "1 in 250"."""
    often = math.exp(stream.most)
    if often < 2:  # noqa: PLR2004 - nothing has been gathered yet
        return "at any time"
    return f"1 in {often:,.0f}" if often < 1e9 else "1 in 10^9 or less"  # noqa: PLR2004


def state(stream: Stream) -> str:
    """Return whether a stream raised an alarm, or noticed a change."""
    if stream.alarm is not None:
        return f"alarm since {stream.alarm}"
    if stream.change is not None:
        return f"differs since {stream.change.start}, noticed {stream.change.noticed}"
    return "no alarm" if stream.looks else "no look yet"


def streams_json(held: History) -> str:
    """Return the streams of a history as JSON, without what only the next audit needs."""
    rows: list[dict[str, Any]] = [
        {
            "id": stream.asks.id,
            "looks": len(stream.looks),
            "began": stream.began,
            "last": stream.last,
            "p_value": math.exp(-stream.most),
            "alpha": stream.alpha,
            "restarts": stream.restarts,
            "alarm": stream.alarm,
            "change": None if stream.change is None else stream.change.start,
            "corrections": len(stream.corrections),
        }
        for stream in held.streams
    ]
    return json.dumps({"as_of": held.as_of, "streams": rows}, indent=1, ensure_ascii=False)

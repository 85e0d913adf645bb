"""`evenhand explain`: what a metric is, in the words of its own page."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evenhand.metrics._metric import Metric

# What a person who reads figures asks; parameters and examples are for who reads code.
_SECTIONS = ("In plain words", "Definition", "Undefined when", "Notes", "References")

_NEAR = 6  # names that are offered at most


def explain(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A metric: selection_rate.")],
    plan: options.PlanFile = None,
) -> None:
    """Explain a metric: its definition, when it is undefined, and its source.

    A figure of your own is found in the plan.
    """
    from rich.padding import Padding
    from rich.text import Text

    from evenhand.cli.plans import known_metrics
    from evenhand.cli.terminal import results
    from evenhand.errors import PlanError
    from evenhand.metrics import METRICS

    name = key.strip().lower().replace("-", "_").replace(" ", "_")
    # What one of ours is does not hang on a plan, nor on whether there is a good one.
    known = METRICS if name in METRICS else known_metrics(plan)
    metric = known.get(name)
    if metric is None:
        raise PlanError(f"there is no metric {key!r}", _near(key, known))
    with results() as console:
        title = Text(metric.title, style="bold")
        console.print(title.append(f"  {metric.key}", style="not bold dim"))
        summary = metric.section("Summary").removeprefix("Return ")
        console.print(summary[:1].upper() + summary[1:])
        for head, text in _page(metric):
            console.print()
            console.print(Text(head, style="bold"))
            console.print(Padding(text, (0, 0, 0, 2), expand=False))


def _near(key: str, known: "Mapping[str, Metric]") -> str:
    """Return the metrics that are named like `key`, share a word with it, or speak of it."""
    from difflib import get_close_matches

    asked = key.strip().lower()
    words = set(re.findall(r"[^\W_]+", asked))
    near = dict.fromkeys(get_close_matches(asked, known, n=_NEAR, cutoff=0.5))
    near |= dict.fromkeys(name for name in known if words & set(name.split("_")))
    near |= dict.fromkeys(
        name for name, metric in known.items() if asked in (metric.function.__doc__ or "").lower()
    )
    if not near:
        return "evenhand metrics lists all"
    return f"near it are {', '.join(list(near)[:_NEAR])}; evenhand metrics lists all"


def _page(metric: "Metric") -> "Iterator[tuple[str, str]]":
    from evenhand.gates.policy import needed_columns

    for head in _SECTIONS:
        text = metric.section(head)
        if text:
            yield head, text
    yield "Needs", needed_columns(metric)
    better = {
        "high": "higher is better for the person decided about",
        "low": "lower is better for the person decided about",
        "neither": "neither high nor low is better in itself",
    }
    yield "Better", better[metric.favours]

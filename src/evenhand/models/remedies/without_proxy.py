"""Fit the model anew without the feature that most stands in for the protected attribute."""

from evenhand.models.aim import Aim
from evenhand.models.bench import Bench, RefusedError
from evenhand.models.remedies._remedy import Kind, Tried, refitted


def without_proxy(bench: Bench, aim: Aim) -> Tried:
    """Return the decisions of a model that does not see the strongest proxy.

    Raises
    ------
    RefusedError
        No feature tells the attribute and matters for the decision, or there is no other.
    """
    if not aim.proxies:
        raise RefusedError(f"No feature is shown to stand in for {aim.attribute}.")
    if bench.table.shape[1] < 2:  # noqa: PLR2004 - a model needs a feature to be left
        raise RefusedError("There is no other feature that a model could use.")
    proxy = aim.proxies[:1]
    done = f"{len(bench.fit):,} labelled decisions without {proxy[0]}"
    return refitted(bench, done, without=proxy)


WITHOUT_PROXY = Kind(
    key="without_proxy",
    title="Refit without the strongest proxy",
    caution="Other features may tell the attribute in its place; look at the proxies again.",
    attempt=without_proxy,
    refits=True,
)

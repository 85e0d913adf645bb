"""Change: the last labelled windows against the first, for everybody."""

from collections.abc import Iterator, Sequence

import numpy as np

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.settings import Settings
from evenhand.cube.windows import window_words
from evenhand.inference.arithmetic import finite
from evenhand.inference.normal import z
from evenhand.inference.score import difference_interval
from evenhand.metrics._metric import Counts

# How much of the labelled windows, at either end, is compared.
_EACH = 0.25


def change(
    counts: Counts,
    windows: Sequence[str],
    window: str | None,
    settings: Settings,
    *,
    effect: float = 1.0,
) -> Iterator[Disparity]:
    """Yield the change of accuracy from the first quarter of labelled windows to the last.

    Parameters
    ----------
    counts : Counts, shape (windows, 1)
        Everybody's counts of mature decisions by window.
    windows : sequence of str
        Starts of the windows.
    window : str or None
        Their length.
    settings : Settings
    effect : float
        Design effect of accuracy over the whole log, for repeated people and weights.

    Windows without a label do not count; fewer than two others yield nothing. The row's
    attributes are ("window",), its group and reference the two periods.
    """
    labelled = counts.labelled[:, 0]
    known = np.flatnonzero(labelled > 0)
    if len(known) < 2:  # noqa: PLR2004 - a change takes two
        return
    each = max(1, round(len(known) * _EACH))
    first, last = known[:each].tolist(), known[-each:].tolist()
    right = (counts.tp + counts.tn)[:, 0]
    x1, n1, x2, n2 = (float(part.sum()) for part in (
        right[last], labelled[last], right[first], labelled[first]
    ))  # fmt: skip
    critical = z(0.5 + settings.level / 2)
    sides = (part / effect for part in (x1, n1, x2, n2))
    low, high = difference_interval(*sides, critical=critical)
    yield Disparity(
        id="",
        criterion=None,
        metric="accuracy",
        attributes=("window",),
        group=(_period(windows, last, window),),
        reference=(_period(windows, first, window),),
        against="reference",
        comparison="difference",
        condition=None,
        value=x1 / n1 - x2 / n2,
        low=finite(float(low)),
        high=finite(float(high)),
        level=settings.level,
        simultaneous=False,
        p_value=None,
        method="miettinen_nurminen",
        n=round(n1 + n2),
        support=None,
        undefined=None,
    )


def _period(windows: Sequence[str], places: Sequence[int], window: str | None) -> str:
    """Return a run of windows in words: "January 2025 to March 2025"."""
    first, last = (window_words(windows[place], window) for place in (places[0], places[-1]))
    return first if first == last else f"{first} to {last}"

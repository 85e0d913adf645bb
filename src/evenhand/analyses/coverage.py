"""Coverage: the labelled share of the favourable and of the unfavourable decisions."""

from collections.abc import Iterator

import numpy as np

from evenhand.analyses.estimate import Estimate
from evenhand.analyses.grouping import Grouping, Inputs
from evenhand.analyses.settings import Settings
from evenhand.inference.arithmetic import divide, finite
from evenhand.inference.proportion import wilson

DECISION = "decision"
_ARMS = ("unfavourable", "favourable")


def coverage_rows(grouping: Grouping, found: Inputs, settings: Settings) -> Iterator[Estimate]:
    """Yield the labelled share of each group's favourable and unfavourable decisions.

    Of mature decisions: what is missing there is not late, but lost. The rows are those of
    ``label_coverage`` with the condition ("decision", "favourable") or "unfavourable".
    """
    source = found.mature or found
    cells, squares = source.counts.cells, source.squares.cells
    labelled, n = cells[..., :2].sum(axis=-1), cells.sum(axis=-1)
    effect = np.nan_to_num(divide(squares.sum(axis=-1), n), nan=1.0)
    independent = bool(np.allclose(effect, 1.0))
    low, high = wilson(labelled, n, level=settings.level, design_effect=effect)
    value = divide(labelled, n)
    for place, group in enumerate(grouping.groups):
        for arm, decision in enumerate(_ARMS):
            at = (place, arm)
            yield Estimate(
                id="",
                metric="label_coverage",
                attributes=grouping.attributes,
                group=group,
                window=None,
                model_version=None,
                condition=(DECISION, decision),
                value=finite(value[at]),
                low=finite(low[at]),
                high=finite(high[at]),
                level=settings.level,
                method="wilson",
                n=round(float(n[at])),
                numerator=float(labelled[at]),
                denominator=float(n[at]),
                design_effect=None if independent else float(effect[at]),
                undefined=None if n[at] > 0 else "zero_denominator",
            )

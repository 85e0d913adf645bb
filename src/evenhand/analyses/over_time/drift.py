"""Drift: scores, decisions, labels, features and the mix of groups, against what they were."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from evenhand.analyses.grouping import Grouping
from evenhand.analyses.numbered import numbered
from evenhand.analyses.over_time.came_and_went import came_and_went
from evenhand.analyses.over_time.comparisons import Comparison, comparisons
from evenhand.analyses.over_time.distances import distances
from evenhand.analyses.over_time.distributions import Distribution, distributions, mix
from evenhand.analyses.shift import Shift
from evenhand.cube.cube import Array
from evenhand.cube.features import Feature
from evenhand.cube.tallies import MOST_SCORE_WINDOWS, Tallies
from evenhand.inference.arithmetic import finite
from evenhand.plan.plan import Drift


def drift(
    tallies: Tallies,
    features: Mapping[str, Feature],
    groupings: Sequence[Grouping],
    asked: Drift,
    roles: frozenset[str],
) -> tuple[Shift, ...]:
    """Return how far everything that is watched lies from the window before and the baseline.

    Scores, decisions, labels and features are compared for everybody and for each group of each
    single attribute; of more than 60 windows, for everybody alone. The mix of groups is compared
    for everybody. Windows of the baseline are not compared with it.

    Parameters
    ----------
    tallies : Tallies
    features : dict of str to Feature
        Of the same log.
    groupings : sequence of Grouping
        Everybody first.
    asked : Drift
        The baseline period, and the margin.
    roles : frozenset of str
        What the log has: "decision", "label".

    Raises
    ------
    PlanError
        The baseline period of the plan has no window with decisions.
    """
    calendar = tallies.calendar
    if calendar is None:
        return ()
    n = tallies.outcomes.sum("n", "window")[: len(calendar.windows)]
    pairs = comparisons(calendar.windows, n, asked)
    baseline = next((one.reference for one in pairs if one.against == "baseline"), (0,))
    few = len(calendar.windows) <= MOST_SCORE_WINDOWS
    single = [one for one in groupings if len(one.attributes) <= int(few)]
    everybody = [one for one in groupings if not one.attributes]
    watched = [(one, single) for one in distributions(tallies, features, baseline, roles)]
    mixes = [mix(tallies, one.attributes[0]) for one in groupings if len(one.attributes) == 1]
    watched += [(one, everybody) for one in mixes]
    rows = [
        row
        for one, of in watched
        for row in _shifts(one, of, pairs, calendar.windows, margin=asked.margin)
    ]
    return numbered(rows, "s")


def _shifts(
    one: Distribution,
    groupings: Sequence[Grouping],
    pairs: Sequence[Comparison],
    windows: Sequence[str],
    *,
    margin: float,
) -> Iterator[Shift]:
    """Yield the rows of one thing; its tests are adjusted for one another."""
    groups = [(each.attributes, group) for each in groupings for group in each.groups]
    found = [one.of(grouping) for grouping in groupings]
    known = np.concatenate([counts for counts, _ in found], axis=1)
    gaps = [part for _, part in found if part is not None]
    missing = np.concatenate(gaps, axis=1) if gaps else None
    at = one.means() if one.kind == "number" else None
    named = [one.bins.index(name) for name in one.names]
    usable = [pair for pair in pairs if max(pair.window, *pair.reference) < one.windows]
    for _, some in groupby(usable, key=lambda pair: pair.against):
        family = list(some)
        now, before = (_periods(known, family, now=when) for when in (True, False))
        absent = None
        if missing is not None:
            absent = _periods(missing, family, now=True), _periods(missing, family, now=False)
        measured = distances(now, before, absent, at=at, margin=margin)
        changes = came_and_went(now, before, one.names, named)
        for i, pair in enumerate(family):
            for j, (attributes, group) in enumerate(groups):
                came, went = changes.get((i, j), ((), ()))
                yield Shift(
                    id="",
                    what=one.what,
                    kind=one.kind,
                    attributes=attributes,
                    group=group,
                    window=windows[pair.window],
                    against=pair.against,
                    reference=(windows[pair.reference[0]], windows[pair.reference[-1]]),
                    psi=finite(measured.psi[i, j]),
                    p_value=finite(measured.p_value[i, j]),
                    p_none=finite(measured.p_none[i, j]),
                    jensen_shannon=finite(measured.jensen_shannon[i, j]),
                    ks=finite(measured.ks[i, j]),
                    wasserstein=finite(measured.wasserstein[i, j]),
                    n=round(float(measured.n[i, j])),
                    n_against=round(float(measured.n_against[i, j])),
                    state=measured.state(i, j),
                    came=came,
                    went=went,
                    unknown=finite(measured.unknown[i, j]),
                    unknown_before=finite(measured.unknown_before[i, j]),
                    p_unknown=finite(measured.p_unknown[i, j]),
                    jumped=bool(measured.jumped[i, j]),
                    undefined="too_few" if np.isnan(measured.psi[i, j]) else None,
                )


def _periods(counts: Array, pairs: Sequence[Comparison], *, now: bool) -> Array:
    """Return the counts of either side of each comparison, shape (pairs, groups, ...)."""
    if now:
        return counts[[pair.window for pair in pairs]]
    return np.stack([counts[list(pair.reference)].sum(axis=0) for pair in pairs])

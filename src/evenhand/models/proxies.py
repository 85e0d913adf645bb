"""Proxies: which features tell a protected attribute, and matter for the decision."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evenhand.analyses.numbered import numbered
from evenhand.analyses.proxy import Proxy
from evenhand.cube.rows import Rows
from evenhand.inference.arithmetic import finite
from evenhand.models.bench import Places, RefusedError, table_of
from evenhand.models.going import effect, known_of
from evenhand.models.halves import Halves
from evenhand.models.mattering import Bounded, importances
from evenhand.models.telling import Told, large, telling
from evenhand.models.threads import one_thread

_FEWEST = 200  # decisions of either kind that a model of them is fitted on


@one_thread()
def proxies(rows: Rows, attributes: Sequence[str], *, seed: int, level: float) -> tuple[Proxy, ...]:
    """Return every pair of an attribute and a feature, in the plan's order, numbered.

    Labels are not needed: it is what decisions go by that is asked.

    Parameters
    ----------
    rows : Rows
        In order of time, with the features that a model can use.
    attributes : sequence of str
    seed : int
    level : float
        Of the intervals.

    Raises
    ------
    RefusedError
        There are no features, or too few decisions of either kind.
    """
    if not rows.features:
        raise RefusedError("There is no feature that a model could use.")
    rows = rows.take(np.flatnonzero(np.isfinite(rows.decision)))
    favourable = int(rows.decision.sum())
    if min(favourable, len(rows) - favourable) < _FEWEST:
        raise RefusedError(
            "There are too few decisions of either kind to look for proxies: "
            f"{favourable:,} favourable and {len(rows) - favourable:,} unfavourable ones."
        )
    random = np.random.default_rng(seed)
    who, latest = _people(rows)
    told = telling(
        {name: values[latest] for name, values in rows.features.items()},
        {name: rows.groups[name][latest] for name in attributes},
        random,
        level=level,
    )
    table, decision = table_of(rows, np.arange(len(rows))), rows.decision.astype(np.intp)
    halves = Halves.of(who, random, seed=seed)
    expected, importance = importances(table, decision, halves, random, level=level)
    found = [_proxy(one, importance[one.feature], level) for one in told]
    for attribute in attributes:
        if any(one.stands_in for one in found if one.attribute == attribute):
            groups = rows.groups[attribute]
            names = large(groups[latest])
            known = known_of(table, decision, halves, groups=groups, names=names, expected=expected)
            found = [
                replace(one, effect=effect(known, one.feature, one.group, level=level))
                if one.stands_in and one.attribute == attribute
                else one
                for one in found
            ]
    return numbered(found, "y")


def stand_ins(found: Sequence[Proxy], attribute: str) -> tuple[str, ...]:
    """Return the features that tell an attribute and matter for the decision, strongest first."""
    mine = [one for one in found if one.attribute == attribute and one.stands_in]
    return tuple(one.feature for one in sorted(mine, key=lambda one: -one.area_under_roc))


def _people(rows: Rows) -> tuple[Places, Places]:
    """Return the person of each row, and the latest row of each person.

    A row without a person, or of a log without people, is a person of its own.
    """
    alone = np.arange(len(rows))
    if rows.person is None:
        return alone, alone
    named = np.array([one is not None for one in rows.person])
    _, who = np.unique(rows.person[named].astype(str), return_inverse=True)
    people = alone.copy()
    people[named] = who + len(rows)
    _, compact, back = np.unique(people[::-1], return_index=True, return_inverse=True)
    return back[::-1], np.sort(len(rows) - 1 - compact)


def _proxy(told: Told, importance: Bounded, level: float) -> Proxy:
    return Proxy(
        id="",
        attribute=told.attribute,
        feature=told.feature,
        group=told.group,
        people=told.people,
        area_under_roc=told.area,
        low=finite(told.low),
        high=finite(told.high),
        by_chance=told.by_chance,
        p_value=told.p_value,
        importance=importance[0],
        importance_low=importance[1],
        importance_high=importance[2],
        effect=None,
        level=level,
    )

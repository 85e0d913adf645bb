"""Ranking: what is done first, and by when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from evenhand.gates.gate import Severity
from evenhand.recommendations._case import GRAVEST_FIRST
from evenhand.recommendations._effects import removed
from evenhand.recommendations.recommendation import Effort, Recommendation

# Person-days that such things usually take, and days to have them done in by what is at stake.
# Both are ours: organisations differ, and the order of things rarely hangs on them.
PERSON_DAYS: dict[Effort, int] = {"small": 2, "medium": 10, "large": 30}
_DAYS: dict[tuple[Severity, Effort], int] = {
    ("high", "small"): 7, ("high", "medium"): 14, ("high", "large"): 30,
    ("medium", "small"): 30, ("medium", "medium"): 30, ("medium", "large"): 60,
}  # fmt: skip
_LATER = 90


def ranked(found: Sequence[Recommendation]) -> list[Recommendation]:
    """Return advice in the order in which to take it.

    What answers the gravest comes first. Of what is equally grave, what takes away most of a
    failing gate's excess for a day of work: the excess in tolerances, at the less favourable end
    of the interval, over person-days. What has no such effect keeps the order of the rules, after
    what has. Whether one thing is before another never depends on a third.
    """
    return sorted(found, key=lambda one: (GRAVEST_FIRST.index(one.severity), -worth(one)))


def worth(advice: Recommendation) -> float:
    """Return the excess that advice takes away for a day of work, in tolerances."""
    return removed(advice.effect) / PERSON_DAYS[advice.effort]


def dated(advice: Recommendation, today: date | None) -> Recommendation:
    """Return advice with its deadline: a day, unless it waits for the next audit or release."""
    if advice.when:
        return advice
    days = _DAYS.get((advice.severity, advice.effort), _LATER)
    deadline = None if today is None else (today + timedelta(days=days)).isoformat()
    return replace(advice, when=f"within {days} days", deadline=deadline)

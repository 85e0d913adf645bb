"""Targets over time: which windows kept to them, and how fast error budgets were used up.

The words are those of "The Site Reliability Workbook" (Beyer, Murphy, Rensin, Kawahara and Thorne,
editors, 2018), chapter 5. A target on a rate allows a share of decisions to be bad: its error
budget is that share of all decisions of the period. A burn rate is the share of bad decisions over
the share allowed: at 1 the budget lasts exactly as long as the period. The period is the one that
was audited, whose decisions are all known, so nothing is extrapolated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from evenhand.analyses.estimate import Estimate
from evenhand.metrics._metric import Metric
from evenhand.plan import Target

Group = tuple[str, ...]
Pace = Literal["fast_burn", "quick_burn", "slow_burn", "sustainable", "unclear"]

# The workbook's burn rates, named by how long a budget of 30 days lasts at them: 2 days, 5 days,
# 30 days. There they are watched over an hour, six hours and three days; a window of any length
# has a burn rate, so that the names stay and the lengths are the audit's own.
_FAST, _QUICK, _SUSTAINABLE = 14.4, 6.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """Whether a figure kept to a target in one window."""

    target_id: str
    metric: str
    attributes: Group
    group: Group
    window: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    kept: bool | None  # whether the figure itself is within; None: it has no value
    shown: bool  # whether the whole interval lies on that side of the target
    estimate: str  # row id


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much of an error budget was used up: in one window, or in the whole period.

    `low` and `high` are of the burn rate: the interval of the rate, over what is allowed.
    """

    target_id: str
    metric: str
    attributes: Group
    group: Group
    window: str | None  # None: the whole period
    allowed: float  # the share of decisions that may be bad
    n: float  # decisions that count, or their weights
    bad: float
    spent: float  # bad decisions up to the end of the window, over the budget of the whole period
    burn_rate: float
    low: float | None
    high: float | None
    level: float
    pace: Pace  # what the interval of the burn rate shows
    exhausted: str | None  # of the whole period: the window in which its budget was used up
    estimate: str  # row id


def attainments(
    target: Target, target_id: str, estimates: Iterable[Estimate]
) -> tuple[Attainment, ...]:
    """Return whether each group that a target speaks of kept to it, window by window.

    Parameters
    ----------
    target : Target
    target_id : str
    estimates : iterable of Estimate
        The rows of the audit. Attributes that are not followed by window have no rows.
    """
    rows = [row for row in _about(target, estimates) if row.window is not None]
    return tuple(_attainment(target, target_id, row) for row in _in_order(rows))


def budgets(
    target: Target, target_id: str, metric: Metric, estimates: Iterable[Estimate]
) -> tuple[Budget, ...]:
    """Return the error budget of each group that a target speaks of: of the period, by window.

    The first row of each group is the whole period's; windows without a decision have none.
    Nothing for a metric that is no share of decisions, or a target that allows no bad decision
    or every one: there is no budget then.

    Parameters
    ----------
    target : Target
        With `at_most`, bad decisions are those that the rate counts; with `at_least`, the others.
    target_id : str
    metric : Metric
    estimates : iterable of Estimate
        The rows of the audit.

    References
    ----------
    Beyer, Murphy, Rensin, Kawahara and Thorne, editors (2018), "The Site Reliability Workbook",
    chapter 5, "Alerting on SLOs". O'Reilly.
    """
    allowed = _allowed(target)
    if metric.unit != "rate" or not 0 < allowed < 1:
        return ()
    groups: dict[tuple[Group, Group], list[Estimate]] = {}
    for row in _about(target, estimates):
        if row.denominator and row.numerator is not None:
            groups.setdefault((row.attributes, row.group), []).append(row)
    return tuple(
        budget for rows in groups.values() for budget in _of_group(target, target_id, allowed, rows)
    )


def last_pace(found: Iterable[Budget]) -> Pace | None:
    """Return the pace of the last window among the budgets of one group; None without windows."""
    windows = [one for one in found if one.window is not None]
    return max(windows, key=lambda one: str(one.window)).pace if windows else None


def pace_of(low: float | None, high: float | None) -> Pace:
    """Return the name of a burn rate by its interval: only what is shown has a name.

    Examples
    --------
    >>> pace_of(15.2, 21.0), pace_of(1.3, 8.0), pace_of(0.2, 0.9), pace_of(0.7, 1.4)
    ('fast_burn', 'slow_burn', 'sustainable', 'unclear')
    """
    if low is None or high is None:
        return "unclear"
    if low > _SUSTAINABLE:
        return "fast_burn" if low >= _FAST else "quick_burn" if low >= _QUICK else "slow_burn"
    return "sustainable" if high <= _SUSTAINABLE else "unclear"


def _about(target: Target, estimates: Iterable[Estimate]) -> Iterator[Estimate]:
    """Yield the rows that a target speaks of, of the whole period and by window."""
    for row in estimates:
        if (
            row.metric == target.metric
            and set(row.attributes) == set(target.attributes)
            and row.model_version is None
            and row.condition is None
        ):
            yield row


def _in_order(rows: Iterable[Estimate]) -> list[Estimate]:
    """Return rows by group, and by window within: names of windows are in the order of time."""
    return sorted(rows, key=lambda row: (row.group, str(row.window)))


def _attainment(target: Target, target_id: str, row: Estimate) -> Attainment:
    at_most = target.at_most is not None
    limit = target.at_most if target.at_most is not None else target.at_least or 0.0
    kept = None if row.value is None else _within(row.value, limit, at_most=at_most)
    # The bound that lies nearer to the target speaks for the whole interval.
    near = row.high if kept is at_most else row.low
    shown = kept is not None and near is not None
    shown = shown and _within(near or 0.0, limit, at_most=at_most) is kept
    return Attainment(
        target_id=target_id,
        metric=row.metric,
        attributes=row.attributes,
        group=row.group,
        window=str(row.window),
        value=row.value,
        low=row.low,
        high=row.high,
        n=row.n,
        kept=kept,
        shown=shown,
        estimate=row.id,
    )


def _within(value: float, limit: float, *, at_most: bool) -> bool:
    return value <= limit if at_most else value >= limit


def _allowed(target: Target) -> float:
    """Return the share that may be bad, without the dust of 1 - 0.99; 0 without a target."""
    if target.at_most is not None:
        return target.at_most
    return round(1 - (target.at_least if target.at_least is not None else 1.0), 12)


def _of_group(
    target: Target, target_id: str, allowed: float, rows: Sequence[Estimate]
) -> Iterator[Budget]:
    """Yield the budget of one group; nothing where the whole period has no row."""
    whole = next((row for row in rows if row.window is None), None)
    if whole is None:
        return
    windows = _in_order(row for row in rows if row.window is not None)
    budget = allowed * (whole.denominator or 0.0)
    used = list(accumulate(_bad(target, row) for row in windows))
    # Used up is used up, whether or not more was spent; sums of weights have dust.
    full = budget * (1 - 1e-9)
    over = (str(row.window) for row, bad in zip(windows, used, strict=True) if bad >= full)
    yield _budget(target, target_id, allowed, whole, _bad(target, whole) / budget, next(over, None))
    for row, bad in zip(windows, used, strict=True):
        yield _budget(target, target_id, allowed, row, bad / budget, None)


def _budget(  # noqa: PLR0917 - one row's figures in order
    target: Target,
    target_id: str,
    allowed: float,
    row: Estimate,
    spent: float,
    exhausted: str | None,
) -> Budget:
    bad, n = _bad(target, row), row.denominator or 0.0
    low, high = row.low, row.high
    if target.at_most is None:
        low, high = (None if side is None else 1 - side for side in (row.high, row.low))
    low, high = (None if side is None else side / allowed for side in (low, high))
    return Budget(
        target_id=target_id,
        metric=row.metric,
        attributes=row.attributes,
        group=row.group,
        window=row.window,
        allowed=allowed,
        n=n,
        bad=bad,
        spent=spent,
        burn_rate=bad / n / allowed,
        low=low,
        high=high,
        level=row.level,
        pace=pace_of(low, high),
        exhausted=exhausted,
        estimate=row.id,
    )


def _bad(target: Target, row: Estimate) -> float:
    counted, n = row.numerator or 0.0, row.denominator or 0.0
    return counted if target.at_most is not None else n - counted

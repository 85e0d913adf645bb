"""Estimated, not measured: what scores alone promise of decisions without outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.analyses.estimate import Estimate
from evenhand.report import words
from evenhand.report.view.attribute import Matrix
from evenhand.report.view.by_group import ByGroup
from evenhand.report.view.figure import of_estimate
from evenhand.report.view.rows import Rows, metric_of

MOST = 6  # groups
MOST_WINDOWS = 6  # the last of them
NAMED = 6

Who = tuple[tuple[str, ...], tuple[str, ...]]  # attributes, group


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """Everything that the section shows."""

    parts: tuple[ByGroup, ...]  # one for each whose scores can be relied upon
    refused: str  # for whom nothing is estimated: a sentence, or ""
    left_out: int  # groups


def estimated(rows: Rows) -> Estimated | None:
    """Return what was estimated without outcomes; None where nothing was."""
    found = [e for e in rows.audit.estimated if e.value is not None]
    if not found:
        return None
    metrics = list(dict.fromkeys(e.metric for e in found))
    windows = [w for w in rows.audit.log.windows if any(e.window == w for e in found)]
    # Everybody first, then groups, each in the order of the audit.
    whom: list[Who] = sorted(
        dict.fromkeys((e.attributes, e.group) for e in found), key=lambda who: len(who[0])
    )
    return Estimated(
        parts=tuple(
            _part(rows, who, metrics, windows[-MOST_WINDOWS:], found) for who in whom[:MOST]
        ),
        refused=_refused(rows, whom),
        left_out=max(0, len(whom) - MOST),
    )


def _part(
    rows: Rows, who: Who, metrics: Sequence[str], windows: Sequence[str], found: Sequence[Estimate]
) -> ByGroup:
    """Return a line for what was measured, and one for each window without outcomes."""
    attributes, group = who
    known = {(e.metric, e.window): e for e in found if (e.attributes, e.group) == who}
    size = rows.audit.log.window
    measured = tuple(of_estimate(rows.estimate(m, attributes, group), unit=False) for m in metrics)
    lines = [
        (
            words.window(window, size),
            tuple(of_estimate(known.get((m, window)), unit=False) for m in metrics),
        )
        for window in windows
    ]
    names = " \N{MULTIPLICATION SIGN} ".join(words.short(a, 30) for a in attributes)
    title = f"{names}: {words.group_name(group)}" if names else "Everyone"
    return ByGroup(
        title=title,
        table=Matrix(
            heads=tuple(
                (f"{metric_of(m).short},{words.SPACE}%", metric_of(m).title) for m in metrics
            ),
            rows=(("measured, where outcomes are known", measured), *lines),
            rest=(),
        ),
    )


def _refused(rows: Rows, whom: Sequence[Who]) -> str:
    """Return for whom scores cannot be relied upon, or nobody can tell."""
    everybody: list[Who] = [((), ())]
    everybody += [((a.name,), (group,)) for a in rows.audit.attributes for group in a.groups]
    names = [
        words.group_name(group) if group else "all decisions together"
        for attributes, group in everybody
        if (attributes, group) not in whom
    ]
    if not names:
        return ""
    left = len(names) - NAMED
    named = words.listing([*names[:NAMED], f"{left} more"] if left > 0 else names)
    return (
        f"Not for {named}: in the last window with outcomes their scores did not mean what they "
        "said, or outcomes were too few to tell."
    )

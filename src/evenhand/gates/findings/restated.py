"""Figures of an earlier audit that labels since have changed."""

from collections.abc import Iterator
from math import sqrt

from evenhand.analyses.restatement import Restatement
from evenhand.cube.windows import slot_words, window_words
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name, number
from evenhand.inference.normal import z
from evenhand.metrics import METRICS

# A smaller change is not worth a reader's time, however certain; dozens of figures are looked at.
_WORTH_KNOWING = 0.02
_BAR = z(0.9995)
# One less than these is another figure of the same audit: it moves when that does.
_COMPLEMENTS = frozenset(
    {
        "error_rate",
        "false_discovery_rate",
        "false_negative_rate",
        "false_omission_rate",
        "true_negative_rate",
    }
)


def restated(facts: Facts) -> list[Finding]:
    """Return one finding a rate that moved in some window, by two points and more than chance.

    Chance is that of the labels that were known then, taken as a sample of those known now: a
    figure on 40 of them may well move. The finding tells of the figure that moved most.
    """
    moved: dict[str, list[tuple[float, Restatement]]] = {}
    for size, row in _moved(facts):
        moved.setdefault(row.metric, []).append((size, row))
    found = []
    for rows in moved.values():
        largest = max(rows, key=lambda pair: pair[0])[1]
        found.append(_finding(facts, largest, len(rows) - 1))
    return found


def _moved(facts: Facts) -> Iterator[tuple[float, Restatement]]:
    for row in facts.restatements:
        then, now, n = row.earlier, row.now, row.earlier_n
        rate = METRICS[row.metric].unit == "rate" and row.metric not in _COMPLEMENTS
        if not rate or then is None or now is None or n == 0:
            continue
        size = abs(now - then)
        if size >= _WORTH_KNOWING and size > _BAR * sqrt(max(0.0, now * (1 - now)) / n):
            yield size, row


def _finding(facts: Facts, row: Restatement, others: int) -> Finding:
    whose = f" of {group_name(row.group)}" if row.group else ""
    when = "" if row.window is None else f" in {window_words(row.window, facts.window)}"
    then, now = (number(value or 0.0) for value in (row.earlier, row.now))
    more = ""
    if others:
        which = "One more figure" if others == 1 else f"{others} more figures"
        more = f" {which} of this rate moved as clearly."
    return Finding(
        id="",
        kind="restated",
        severity="info",
        title=f"{METRICS[row.metric].title}{whose}{when} was {then}, and is {now}.",
        detail=f"It was {then} on {row.earlier_n:,} decisions in the audit of "
        f"{slot_words(row.earlier_as_of[:10])}, and is {now} on {row.n:,} of the same time, by the "
        f"labels that are known now.{more}",
        attributes=row.attributes,
        group=row.group,
        evidence=(),
    )

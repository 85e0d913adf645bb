"""By group: some metrics for the groups of every attribute, in one table."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.report import words
from evenhand.report.view.attribute import Matrix, matrix_of, measured
from evenhand.report.view.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ByGroup:
    """One part of the table: the groups of one attribute, or everybody under no title."""

    title: str
    table: Matrix


def by_group(
    rows: Rows, wanted: Sequence[str], *, most: int, everybody: bool = False
) -> tuple[ByGroup, ...]:
    """Return a part an attribute, all with the same columns: the first `most` with a value.

    `everybody` begins with all decisions together.
    """
    keys = [
        metric
        for metric in wanted
        if any(measured(rows, (a.name,), (metric,)) for a in rows.audit.attributes)
    ][:most]
    if not keys:
        return ()
    whole = ByGroup(title="", table=matrix_of(rows, (), [()], keys))
    return (
        *((whole,) if everybody else ()),
        *(
            ByGroup(
                title=words.capital(words.short(a.name, 40)),
                table=matrix_of(rows, (a.name,), [(group,) for group in a.groups], keys),
            )
            for a in rows.audit.attributes
            if measured(rows, (a.name,), tuple(keys))
        ),
    )

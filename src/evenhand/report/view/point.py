"""Point: one thing said of something, under a name, with the rows that it rests on."""

from dataclasses import dataclass

from evenhand.report.view.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A line of a list of facts."""

    name: str
    text: str
    rows: tuple[Figure, ...] = ()

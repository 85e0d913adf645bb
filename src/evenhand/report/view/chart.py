"""Chart: what a picture shows, as data and as words; `report/charts.py` draws it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The figures behind a chart as a small table, for those who cannot see the chart."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0  # earlier lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of a section: the spec's name, its data, and what it says."""

    spec: str  # report_templates/charts/<spec>.vl.json
    title: str  # what it shows, as a phrase
    label: str  # the same for screen readers, with the figures that matter
    caption: str  # what to notice, what the marks mean
    data: Mapping[str, Sequence[Mapping[str, Any]]]
    settings: Mapping[str, Any] = field(default_factory=dict)  # keys of the spec that depend on it
    grid: Grid | None = None


def charts_in(view: object) -> Iterator[Chart]:
    """Yield the charts within a view, wherever they stand in it."""
    if isinstance(view, Chart):
        yield view
    elif isinstance(view, Mapping):
        yield from charts_in(tuple(view.values()))
    elif isinstance(view, tuple | list):
        for part in view:
            yield from charts_in(part)
    elif is_dataclass(view):
        for one in fields(view):
            yield from charts_in(getattr(view, one.name))

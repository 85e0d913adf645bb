"""Question: a gap or a change that somebody must look into, and what it is about."""

from dataclasses import dataclass

from evenhand.analyses.change_point import ChangePoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about: a gap of a group to a reference, or a change of a figure or gap.

    `of` are the ids of the gates, disparities or change points that ask. With neither group nor
    change, a figure of everybody is asked about, which has nothing to be compared with.
    """

    of: tuple[str, ...]
    metric: str
    attributes: tuple[str, ...]
    group: tuple[str, ...]
    reference: tuple[str, ...]
    change: ChangePoint | None = None
    whole: bool = True  # whether the figure is that of the whole period, nothing held fixed

"""What the findings on shifts share: whom a shift is about, since when, and how it is named."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evenhand.analyses.shift import Shift
from evenhand.cube.windows import window_words
from evenhand.gates.findings._facts import Facts
from evenhand.gates.words import group_name

Test = Callable[[Shift], bool]

# Groups that are named beside the one that a finding is about.
_NAMED = 3
# How much larger a group's shift must be than everybody's to be told as the group's own.
_OWN = 2.0


@dataclass(frozen=True)
class Story:
    """A shift of one thing over its windows.

    Attributes
    ----------
    rows : tuple of Shift
        Of everybody or of one group, in the order of time: from the first in which it holds to
        the last.
    peak : Shift
        The one of these in which it is largest.
    groups : tuple of Shift
        Other groups for which it holds in the window of the peak, the largest first.
    ongoing : bool
        Whether that is the last that was compared.
    """

    rows: tuple[Shift, ...]
    peak: Shift
    groups: tuple[Shift, ...]
    ongoing: bool

    @property
    def what(self) -> str:
        """Return what has shifted."""
        return self.peak.what


def stories(
    facts: Facts,
    holds: Test,
    size: Callable[[Shift], float],
    *,
    against: str | None = None,
    spans: Test | None = None,
) -> Iterator[Story]:
    """Yield a story of each thing for which something holds in any window.

    It is told of everybody, or of the one group for which it is largest where it does not hold
    for everybody, or where it holds for one group of an attribute alone and is twice as large
    there. Everybody's is then told besides, if some window of it is not that group's alone. The
    rows are those against the baseline; windows that lie in the baseline themselves are compared
    with the window before. `against` takes the rows of one comparison alone. What `spans` holds of
    windows right before and after makes them part of the story.
    """
    shifts = facts.shifts if against is None else [s for s in facts.shifts if s.against == against]
    later = {s.window for s in shifts if s.against == "baseline"}
    rows = [s for s in shifts if against or s.against == "baseline" or s.window not in later]
    for what in dict.fromkeys(row.what for row in rows):
        mine = [row for row in rows if row.what == what]
        held = [row for row in mine if holds(row)]
        if held:
            peak = _peak(held, size)
            yield _story(mine, held, peak, size, spans or holds)
            if peak.group and (shared := _shared(held, peak)):
                yield _story(mine, held, max(shared, key=size), size, spans or holds)


def _shared(held: Sequence[Shift], peak: Shift) -> list[Shift]:
    """Return everybody's rows of windows in which not the group of `peak` alone shifted."""
    groups = {
        window: {
            row.group for row in held if (row.window, row.attributes) == (window, peak.attributes)
        }
        for window in {row.window for row in held}
    }
    return [row for row in held if not row.group and groups[row.window] != {peak.group}]


def _peak(held: Sequence[Shift], size: Callable[[Shift], float]) -> Shift:
    """Return the row that a story is about: everybody's, or that of the one group it is due to."""
    everybody = [row for row in held if not row.group]
    largest = max(everybody or held, key=size)
    for row in sorted(held, key=size, reverse=True):
        beside = [r for r in held if r.window == row.window and r.attributes == row.attributes]
        if everybody and row.group and len(beside) == 1 and size(row) >= _OWN * size(largest):
            return row
    return largest


def _story(
    mine: Sequence[Shift],
    held: Sequence[Shift],
    peak: Shift,
    size: Callable[[Shift], float],
    spans: Test,
) -> Story:
    about = (peak.attributes, peak.group)
    own = sorted(
        (row for row in mine if (row.attributes, row.group) == about), key=lambda row: row.window
    )
    places = [place for place, row in enumerate(own) if row in held]
    first, last = places[0], places[-1]
    while first > 0 and spans(own[first - 1]):
        first -= 1
    while last < len(own) - 1 and spans(own[last + 1]):
        last += 1
    others = [row for row in held if row.window == peak.window and row.group]
    others = [row for row in others if (row.attributes, row.group) != about]
    return Story(
        rows=tuple(own[first : last + 1]),
        peak=peak,
        groups=tuple(sorted(others, key=size, reverse=True)),
        ongoing=last == len(own) - 1,
    )


def thing(what: str) -> str:
    """Return what has shifted, in words.

    Examples
    --------
    >>> thing("feature:income"), thing("mix:race"), thing("decision")
    ('the feature income', 'the mix of race', 'the share of favourable decisions')
    """
    kind, _, name = what.partition(":")
    return {
        "feature": f"the feature {name}",
        "mix": f"the mix of {name}",
        "decision": "the share of favourable decisions",
        "label": "the share of positive labels",
    }.get(kind, f"the {kind}")


def whom(story: Story) -> str:
    """Return of whom a story is, as the end of a phrase; "" for everybody."""
    return f" for {group_name(story.peak.group)}" if story.peak.group else ""


def since(story: Story, facts: Facts) -> str:
    """Return when a story holds: "since July 2025", "from May 2025 to June 2025", "in May 2025"."""
    first, last = (
        window_words(row.window, facts.window) for row in (story.rows[0], story.rows[-1])
    )
    if story.ongoing and len(story.rows) > 1:
        return f"since {first}"
    return f"in {first}" if first == last else f"from {first} to {last}"


def compared(row: Shift, facts: Facts) -> str:
    """Return which window is held against which, and on how many decisions."""
    now, first, last = (window_words(w, facts.window) for w in (row.window, *row.reference))
    before = first if first == last else f"{first} to {last}"
    return f"in {now} against {before}, on {row.n:,} and {row.n_against:,} decisions"


def others(story: Story, figure: Callable[[Shift], str]) -> str:
    """Return for which groups it holds besides, as a sentence with a space before; or ""."""
    if not story.groups:
        return ""
    named = [f"{group_name(row.group)} ({figure(row)})" for row in story.groups[:_NAMED]]
    lead = "The same is shown for" if story.peak.group else "It is largest for"
    return f" {lead} {'; '.join(named)}."

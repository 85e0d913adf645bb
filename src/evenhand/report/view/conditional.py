"""Conditional comparisons: the crude disparity beside the one among like cases."""

from dataclasses import dataclass

from evenhand.analyses.disparity import Disparity
from evenhand.report import words
from evenhand.report.view.figure import Figure, of_disparity
from evenhand.report.view.rows import Rows, metric_of

MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """One way of holding a condition fixed, and what it gives."""

    method: str
    comparison: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalRow:
    """A group and its reference under one condition."""

    condition: str
    attribute: str
    who: str
    metric: str
    crude: Figure
    adjusted: tuple[Adjusted, ...]
    support: str
    turns: bool  # the sign changes once the condition is held fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """Conditional comparisons, those that change most first."""

    conditions: str
    methods: tuple[str, ...]
    rows: tuple[ConditionalRow, ...]
    left_out: int


def conditional(rows: Rows) -> Conditional | None:
    """Return the conditional comparisons of the audit; None where it has none."""
    kinds: dict[tuple[object, ...], list[Disparity]] = {}
    for d in rows.audit.disparities:
        # Differences are read more easily than ratios of several kinds; those are in the result.
        if d.condition is not None and "difference" in d.comparison:
            key = (d.condition, d.attributes, d.group, d.reference, d.metric)
            kinds.setdefault(key, []).append(d)
    if not kinds:
        return None
    methods = tuple(dict.fromkeys(method_name(d) for group in kinds.values() for d in group))
    made = [_row(rows, members) for members in kinds.values()]
    made.sort(key=lambda row: row[0])
    return Conditional(
        conditions=words.listing([words.short(c, 40) for c in rows.audit.conditions]),
        methods=methods,
        rows=tuple(row for _, row in made[:MOST]),
        left_out=max(0, len(made) - MOST),
    )


def method_name(d: Disparity) -> str:
    """Return how the condition is held fixed, in words."""
    known = {
        "mantel_haenszel": "Mantel\N{EN DASH}Haenszel",
        "direct_standardisation": "Standardised",
    }
    # What is undefined has no method: it stands where its figure would.
    at = {"difference": "mantel_haenszel", "standardised_difference": "direct_standardisation"}
    method = at.get(d.comparison, d.method) if d.method == "none" else d.method
    return known.get(method, words.capital(method.replace("_", " ")))


def _side(d: Disparity) -> int:
    """Return on which side of zero a difference lies for certain; 0 where its interval has both."""
    if d.low is None or d.high is None:
        return 0
    return int(d.low > 0) - int(d.high < 0)


def _row(rows: Rows, members: list[Disparity]) -> tuple[tuple[bool, bool, float], ConditionalRow]:
    """Return a line and its place: what turns, then what is certain, by how much it changes."""
    first = members[0]
    crude = rows.disparity(first.metric, first.attributes, first.group, "difference")
    values = [d.value for d in members if d.value is not None]
    turns, change = False, 0.0
    if crude and crude.value is not None and values:
        change = max(abs(v - crude.value) for v in values)
        turns = any(_side(d) * _side(crude) < 0 for d in members)
    supports = [d.support for d in members if d.support is not None]
    other = words.group_name(first.reference) if first.reference else "all others"
    certain = crude is not None and _side(crude) != 0
    return (not turns, not certain, -change), ConditionalRow(
        condition=words.short(first.condition or "", 40),
        attribute=words.listing([words.short(a, 40) for a in first.attributes]),
        who=f"{words.group_name(first.group)} against {other}",
        metric=metric_of(first.metric).title,
        crude=of_disparity(crude),
        adjusted=tuple(
            Adjusted(
                method=method_name(d),
                comparison=d.comparison.replace("_", " "),
                figure=of_disparity(d),
            )
            for d in members
        ),
        support=words.percent(min(supports)) if supports else words.NOTHING,
        turns=turns,
    )

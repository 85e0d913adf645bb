"""Human oversight that makes gaps wider, or that is not looking."""

from collections.abc import Iterator

from evenhand.analyses.estimate import Estimate
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding
from evenhand.gates.words import group_name

# A gap that review moves by less, in points of a rate, is not told; by twice as much it presses.
_LITTLE, _MUCH = 0.01, 0.02
# Where more reviews than this are hasty, nobody reviews; fewer overrides than that in so many
# reviews mean that nobody looks. House rules, as there is no norm.
_HASTY, _NEVER, _REVIEWS = 0.25, 0.005, 200


def oversight(facts: Facts) -> list[Finding]:
    """Return what review does to gaps, hasty reviews, and reviewers who change next to nothing."""
    return [*_effects(facts), *_hasty(facts), *_rubber_stamps(facts)]


def _effects(facts: Facts) -> Iterator[Finding]:
    rows = [row for row in facts.review_effects if row.change is not None]
    for row in rows:
        change, before, after = row.change or 0.0, row.before or 0.0, row.after or 0.0
        certain = (row.low or 0.0) > 0 or (row.high or 0.0) < 0
        # Holm's first step, over all groups that were looked at.
        if abs(change) < _LITTLE or not certain or (row.p_value or 0.0) > 0.05 / len(rows):
            continue
        wider = change > 0
        yield Finding(
            id="",
            kind="oversight",
            severity="info" if not wider else "high" if change >= _MUCH else "medium",
            title=f"Human review makes the gap of {group_name(row.group)} to "
            f"{group_name(row.reference)} {'wider' if wider else 'narrower'}.",
            detail=f"From {abs(before) * 100:.1f} to {abs(after) * 100:.1f} points of favourable "
            f"decisions; {row.overridden:,} of {row.reviewed:,} reviewed decisions about "
            f"{group_name(row.group)} were overridden, {row.upward:,} of them upward.",
            attributes=row.attributes,
            group=row.group,
            evidence=(row.id,),
        )


def _hasty(facts: Facts) -> Iterator[Finding]:
    """Yield hasty reviews of everybody; else of the groups that alone are reviewed in haste."""
    everybody = facts.estimate("hasty_review_rate")
    rows = [row for row in (everybody,) if row is not None and _is_hasty(row)]
    for row in rows or filter(_is_hasty, facts.groups("hasty_review_rate")):
        about = f" of decisions about {group_name(row.group)}" if row.group else ""
        yield Finding(
            id="",
            kind="oversight",
            severity="high" if (row.low or 0.0) > 2 * _HASTY else "medium",
            title=f"{row.value or 0.0:.0%} of reviews{about} were hasty.",
            detail=f"{row.numerator or 0:,.0f} of {row.denominator or 0:,.0f} reviews with a time "
            "took less than the plan's limit for one; a review that nobody had the time for "
            "protects nobody.",
            attributes=row.attributes,
            group=row.group,
            evidence=(row.id,),
        )


def _is_hasty(row: Estimate) -> bool:
    return row.low is not None and row.low > _HASTY


def _rubber_stamps(facts: Facts) -> Iterator[Finding]:
    row = facts.estimate("override_rate")
    if row is None or row.value is None or row.n < _REVIEWS or row.value > _NEVER:
        return
    # The interval of so few never ends at zero; the rate itself is what is near it.
    yield Finding(
        id="",
        kind="oversight",
        severity="medium",
        title="Reviewers change next to nothing.",
        detail=f"{row.numerator or 0:,.0f} of {row.denominator or 0:,.0f} reviewed decisions were "
        f"changed, at most {row.high or 1.0:.1%} with confidence. Either the system is right "
        "nearly always, or reviews are a formality.",
        attributes=(),
        group=(),
        evidence=(row.id,),
    )

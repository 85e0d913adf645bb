"""One model version is to blame: take it back while it is mended."""

from collections.abc import Iterator, Sequence

from evenhand.analyses.estimate import Estimate
from evenhand.gates.gate import GateResult
from evenhand.gates.triage.rows import Triage
from evenhand.gates.words import group_name, metric_of
from evenhand.inference.normal import two_sided
from evenhand.inference.score import difference_interval, ratio_interval
from evenhand.recommendations._case import Case
from evenhand.recommendations._effects import removed, shown
from evenhand.recommendations._entries import gate_entry
from evenhand.recommendations.recommendation import Effect, Recommendation

# More gaps than this are counted rather than told: a reader has few seconds.
_TOLD = 2


def roll_back(case: Case) -> list[Recommendation]:
    """Advise to take back the version under which failing gaps lie, or with which figures moved."""
    lying = case.lying_in("version")
    if not lying:
        return []
    failing = {gate.id: gate for gate in case.facts.gates if gate.counts_as == "fail"}
    pairs = [(one, failing[row]) for one in lying for row in one.of if row in failing]
    gaps = [(one, gate) for one, gate in pairs if one.reference]
    effects = [found for one, gate in gaps if (found := _effect(case, one, gate)) is not None]
    effect = max(effects, key=removed, default=None)
    spoken = [one for found in lying for one in found.speaking_for("version")]
    gates = list(dict.fromkeys(gate.id for _, gate in pairs))
    return [
        Recommendation(
            id="",
            rule="roll_back",
            action="roll_back",
            priority=0,
            title=f"Take back {_blamed(case, lying)}: "
            f"{'a gate fails' if len(gates) == 1 else f'{len(gates)} gates fail'} with it."
            if gaps
            else "Take back the model version with which the figures changed.",
            because=" ".join(_told(gaps, lying)),
            steps=(
                "Decide with the version before it, or by hand, until the new one is mended.",
                "Find what changed between the two: data, features, labels, threshold.",
                (
                    "Hold the next version against this one on the same rows before it is "
                    "released: baseline.decision in the plan does that."
                ),
            ),
            owner="Model owner",
            verify="The same figures under the version in use, in the next audit.",
            evidence=tuple(
                dict.fromkeys(
                    [
                        *gates,
                        *(one.id for one in lying),
                        *(row for one in spoken for row in one.rows),
                    ]
                )
            ),
            severity="high" if gates else "medium",
            effort="small",
            effect=effect,
            no_effect=""
            if effect is not None
            else "What the version before would have decided of the same people is not in the log.",
            cost="What the new version does better is lost meanwhile.",
            caution="The version before decided other people, at another time, and may be out of "
            "date: look at its own gates first.",
            gate=gate_entry(pairs[0][1]) if pairs else "",
        )
    ]


def _blamed(case: Case, lying: Sequence[Triage]) -> str:
    """Return the version to blame: the one whose rows stand first in the evidence."""
    versions = {row.id: row.model_version for row in case.facts.estimates if row.model_version}
    rows = [row for one in lying for each in one.speaking_for("version") for row in each.rows]
    name = next((versions[row] for row in rows if row in versions), None)
    return "the model version" if name is None else f"model version {name}"


def _told(gaps: Sequence[tuple[Triage, GateResult]], lying: Sequence[Triage]) -> Iterator[str]:
    """Yield what speaks for it: of failing gaps, the first few; else of what moved, the first."""
    for found, gate in gaps[:_TOLD]:
        what = metric_of(gate).phrase
        who = f"{group_name(found.group)} against {group_name(found.reference)}"
        text = found.speaking_for("version")[0].text
        yield f"{what[:1].upper()}{what[1:]}, {who}: {text[:1].lower()}{text[1:]}"
    if not gaps:
        yield lying[0].speaking_for("version")[0].text
    if more := len(lying) - max(1, len(gaps[:_TOLD])):
        yield "One more figure points there." if more == 1 else f"{more} more figures point there."


def _effect(case: Case, found: Triage, gate: GateResult) -> Effect | None:
    """Return a gap as it is, and as it is under all versions but the one to blame.

    None where it is no rate, or nothing but the blamed version can be counted.
    """
    rows = [row for one in found.speaking_for("version") for row in one.rows]
    counted = {row.id: row for row in case.facts.estimates if row.id in rows}
    known = [counted[row] for row in rows if row in counted]
    if not known:
        return None
    # The version that stands out comes first in the evidence.
    blamed = known[0].model_version
    now = _gap([row for row in known if row.model_version == blamed], found, gate)
    then = _gap([row for row in known if row.model_version != blamed], found, gate)
    if now is None or then is None:
        return None
    before, _, _ = now
    after, low, high = then
    at = gate.tolerance
    return Effect(
        text=f"The {gate.comparison} in {metric_of(gate).phrase}, {group_name(found.group)} "
        f"against {group_name(found.reference)}: {shown(before, at)} under version {blamed}, "
        f"{shown(after, at)} ({shown(low, at)} to {shown(high, at)}) under the others; "
        f"the tolerance is {shown(at)}.",
        comparison="ratio" if gate.comparison == "ratio" else "difference",
        before=before,
        after=after,
        low=low,
        high=high,
        tolerance=at,
        by="versions",
        row=found.id,
        gate=gate.id,
    )


def _gap(
    rows: Sequence[Estimate], found: Triage, gate: GateResult
) -> tuple[float, float, float] | None:
    """Return a gap of rates and its interval; None where either group has none to count."""
    own = _pooled([row for row in rows if row.group == found.group])
    theirs = _pooled([row for row in rows if row.group == found.reference])
    if own is None or theirs is None:
        return None
    (x1, n1), (x2, n2) = own, theirs
    critical = two_sided(rows[0].level)
    if gate.comparison == "ratio":
        if not x2:
            return None
        low, high = ratio_interval(x1, n1, x2, n2, critical=critical)
        return (x1 / n1) / (x2 / n2), float(low), float(high)
    low, high = difference_interval(x1, n1, x2, n2, critical=critical)
    return x1 / n1 - x2 / n2, float(low), float(high)


def _pooled(rows: Sequence[Estimate]) -> tuple[float, float] | None:
    """Return counts of a rate over several versions, as many as they are worth; None for none.

    People who come back are worth less than one decision each: the design effect says how much.
    """
    counts = [
        (row.numerator / (row.design_effect or 1.0), row.denominator / (row.design_effect or 1.0))
        for row in rows
        if row.numerator is not None and row.denominator
    ]
    if not counts:
        return None
    return sum(x for x, _ in counts), sum(n for _, n in counts)

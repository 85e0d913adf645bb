"""Gates that cannot all be met: equal predictions and equal errors, of groups that differ."""

from evenhand.analyses.disparity import Disparity
from evenhand.gates.findings._facts import Facts
from evenhand.gates.gate import Finding, GateResult
from evenhand.gates.words import MINUS, group_name

# What a prediction means: how often it comes true.
_PREDICTIVE = frozenset(
    {
        "positive_predictive_value", "false_discovery_rate", "negative_predictive_value",
        "false_omission_rate", "calibration_in_the_large", "calibration_error",
    }
)  # fmt: skip
# How often those are missed who deserve the favourable decision, and those got it who do not.
_OF_POSITIVES = frozenset({"true_positive_rate", "false_negative_rate"})
_OF_NEGATIVES = frozenset({"false_positive_rate", "true_negative_rate"})


def incompatible(facts: Facts) -> list[Finding]:
    """Return the attributes whose gates ask for what cannot be had at once.

    Equal predictive values, equal true positive rates and equal false positive rates go together
    only where base rates are equal, or predictions perfect (Chouldechova 2017; of calibrated
    scores Kleinberg et al. 2017). Base rates differ where the interval of a difference leaves out
    0.
    """
    gates: dict[tuple[str, ...], list[GateResult]] = {}
    for gate in facts.gates:
        if gate.basis == "period" and gate.attributes and not gate.target:
            gates.setdefault(gate.attributes, []).append(gate)
    found = []
    for attributes, mine in gates.items():
        sets = [
            [gate for gate in mine if gate.metric in kind]
            for kind in (_PREDICTIVE, _OF_POSITIVES, _OF_NEGATIVES)
        ]
        row = _widest(facts, attributes)
        if all(sets) and row is not None:
            found.append(_finding(attributes, [gate for kind in sets for gate in kind], row))
    return found


def _widest(facts: Facts, attributes: tuple[str, ...]) -> Disparity | None:
    """Return the widest gap of base rates that is more than chance."""
    rows = [
        row
        for row in facts.disparities
        if (row.metric, row.comparison, row.against) == ("base_rate", "difference", "reference")
        and row.attributes == attributes
        and row.condition is None
        and row.low is not None
        and row.high is not None
        and (row.low > 0 or row.high < 0)
    ]
    return max(rows, key=lambda row: abs(row.value or 0.0), default=None)


def _finding(attributes: tuple[str, ...], gates: list[GateResult], row: Disparity) -> Finding:
    by = " and ".join(attributes)
    gap, low, high = (_points(end) for end in (row.value, row.low, row.high))
    return Finding(
        id="",
        kind="incompatible",
        severity="info",
        title=f"The gates by {by} ask for what cannot all be equal at once.",
        detail=(
            f"Base rates differ by {by}: that of {group_name(row.group)} against "
            f"{group_name(row.reference)} by {gap} points ({low} to {high}). Where they do, equal "
            "predictive values and equal error rates go together only if predictions are perfect "
            "(Chouldechova 2017; Kleinberg et al. 2017): choose which gates matter more, or "
            "tolerances that leave room for both."
        ),
        attributes=attributes,
        group=row.group,
        evidence=(*dict.fromkeys(gate.id for gate in gates), row.id),
    )


def _points(value: float | None) -> str:
    return f"{100 * (value or 0.0):.1f}".replace("-", MINUS)

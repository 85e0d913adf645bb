"""Rows as the pipeline could make them: estimates, disparities, gates. The figures are invented."""

import math

from evenhand.analyses.disparity import Disparity
from evenhand.analyses.estimate import Estimate
from evenhand.gates.gate import GateResult, GroupState
from evenhand.result import Attribute

RACE = {
    "White": (11930, 0.618),
    "Asian": (1012, 0.601),
    "Hispanic": (2085, 0.571),
    "Black": (2451, 0.462),
    "Native American": (93, 0.409),
}
SEX = {"Men": (9105, 0.597), "Women": (8466, 0.571)}
AGE = {"18-39": (8001, 0.566), "40-61": (7412, 0.602), "62+": (2158, 0.585)}
MONTHS = tuple(f"2025-{month:02d}-01" for month in range(1, 13))
ERRORS = {
    "base_rate": 0.71,
    "true_positive_rate": 0.74,
    "false_positive_rate": 0.22,
    "positive_predictive_value": 0.88,
    "accuracy": 0.81,
}
KPIS = {
    "latency_p95": (412.0, 380.0, 450.0, "order_statistics"),
    "failure_rate": (0.013, 0.011, 0.015, "wilson"),
    "cost_per_decision": (0.0113, 0.0109, 0.0117, "t"),
    "override_rate": (0.061, 0.055, 0.068, "wilson"),
}


def wilson(n, rate):
    """Return the Wilson interval, near enough for a picture."""
    z = 1.96
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


class Maker:
    """Makes rows with running ids."""

    def __init__(self):
        self.estimates, self.disparities = [], []

    def estimate(self, metric, attributes=(), group=(), n=0, value=None, **more):
        low, high = wilson(n, value) if value is not None and n and value <= 1 else (None, None)
        row = {
            "id": f"e{len(self.estimates) + 1}",
            "metric": metric,
            "attributes": attributes,
            "group": group,
            "window": None,
            "model_version": None,
            "condition": None,
            "value": value,
            "low": low,
            "high": high,
            "level": 0.95,
            "method": "wilson" if value is not None else "none",
            "n": n,
            "numerator": None if value is None else float(round(n * value)),
            "denominator": float(n),
            "design_effect": None,
            "undefined": None if value is not None else "zero_denominator",
        } | more
        self.estimates.append(Estimate(**row))
        return self.estimates[-1]

    def disparity(self, metric, attributes, group, reference, comparison, value, **more):  # noqa: PLR0917
        spread = 0.04 if value is not None else None
        row = {
            "id": f"d{len(self.disparities) + 1}",
            "criterion": None,
            "metric": metric,
            "attributes": attributes,
            "group": group,
            "reference": reference,
            "against": "reference",
            "comparison": comparison,
            "condition": None,
            "value": value,
            "low": None if value is None else value - spread,
            "high": None if value is None else value + spread,
            "level": 0.95,
            "simultaneous": comparison == "ratio",
            "p_value": 0.0004,
            "method": "koopman" if comparison == "ratio" else "miettinen_nurminen",
            "n": 500,
            "support": None,
            "undefined": None if value is not None else "undefined_estimate",
        } | more
        self.disparities.append(Disparity(**row))
        return self.disparities[-1]


def state_of(n, ratio):
    """Return a state as a gate at 0.80 might give it."""
    if ratio is None or n < 100:
        return "warn" if ratio is not None and ratio < 0.8 else "insufficient"
    return "fail" if ratio < 0.79 else "warn" if ratio < 0.8 else "pass"


def gate(maker, attributes, groups, reference, ident):
    """Return a four-fifths gate over groups {group: (n, rate)}, with its disparities."""
    base = groups[reference][1] if reference in groups else None
    parts = []
    for group, (n, rate) in groups.items():
        if group == reference:
            continue
        ratio = None if rate is None or not base else rate / base
        row = maker.disparity(
            "selection_rate",
            attributes,
            group,
            reference,
            "ratio",
            ratio,
            n=n,
            criterion="disparate_impact",
        )
        maker.disparity(
            "selection_rate",
            attributes,
            group,
            reference,
            "difference",
            None if rate is None or base is None else rate - base,
            n=n,
            criterion="demographic_parity",
        )
        maker.disparity(
            "selection_rate",
            attributes,
            group,
            reference,
            "shortfall",
            None if rate is None or base is None else (base - rate) * n,
            n=n,
        )
        state = state_of(n, ratio)
        parts.append(
            GroupState(
                group=group,
                reference=reference,
                value=ratio,
                low=row.low,
                high=row.high,
                p_value=0.01,
                n=n,
                testable=n >= 385,
                state=state,
                needed=(320, 410) if state in {"warn", "insufficient"} else None,
                disparity=row.id,
            )
        )
    order = ("fail", "warn", "insufficient", "pass")
    worst = min(parts, key=lambda p: (order.index(p.state), p.value or 9), default=None)
    return GateResult(
        id=ident,
        title=f"Selection rate by {' and '.join(attributes)}: ratio of at least 0.80",
        metric="selection_rate",
        comparison="ratio",
        attributes=attributes,
        tolerance=0.8,
        warn=0.9,
        decide_by="evidence",
        on_insufficient="pass",
        source="default",
        alpha=0.05,
        minimum_n=385,
        state=worst.state if worst else "insufficient",
        reason="The evidence shows what it shows.",
        value=worst.value if worst else None,
        low=worst.low if worst else None,
        high=worst.high if worst else None,
        group=worst.group if worst else (),
        reference=reference,
        p_value=0.0001,
        p_adjusted=0.0004,
        n=worst.n if worst else 0,
        groups=tuple(parts),
    )


def tables(maker, attribute, groups, shape):
    """Add the rows of one attribute; return it."""
    key = (attribute,)
    reference = max(groups, key=lambda g: groups[g][1] or 0.0, default="")
    for group, (n, rate) in groups.items():
        who = (group,)
        maker.estimate("selection_rate", key, who, n, rate)
        if shape["labels"] and rate is not None:
            maker.estimate("label_coverage", key, who, n, 0.94)
            for place, (metric, value) in enumerate(ERRORS.items()):
                maker.estimate(
                    metric, key, who, round(n * 0.9), value * (rate / 0.6) ** (0.2 * place)
                )
        for metric, (value, low, high, method) in (KPIS if shape["kpis"] else {}).items():
            maker.estimate(metric, key, who, n, value * 1.02, low=low, high=high, method=method)
        for i, month in enumerate(MONTHS if shape["time"] and rate else ()):
            moved = rate + (0.08 if i < 6 and group == "Black" else 0.01 * math.sin(i))
            maker.estimate("selection_rate", key, who, n // 12 + 1, moved, window=month)
        for version in ("v1", "v2") if shape["time"] and rate else ():
            moved = rate + (0.08 if version == "v1" and group == "Black" else 0.0)
            maker.estimate("selection_rate", key, who, n // 2, moved, model_version=version)
    maker.estimate("selection_rate", key, ("unknown",), 212, 0.5)
    return Attribute(
        name=attribute,
        column=attribute,
        groups=tuple(groups),
        counts=tuple(n for n, _ in groups.values()),
        reference=reference,
        reference_by="highest",
        bands=(),
        obtained="self-reported",
    )

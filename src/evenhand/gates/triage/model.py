"""Model: how people are scored, which rule is made of it, and whether one version is to blame."""

from collections.abc import Iterator

from evenhand.cube.windows import slot_words
from evenhand.gates.triage._case import Case
from evenhand.gates.triage._proxies import stand_ins
from evenhand.gates.triage._shares import Shares, version_of
from evenhand.gates.triage.rows import Cause, Evidence
from evenhand.gates.words import MINUS

_MOST_PROXIES = 3


def model(case: Case, shares: Shares) -> Iterator[Evidence]:
    """Yield what speaks for the model, and against it."""
    yield from _proxies(case, shares)
    scores = case.part("scores", "scores")
    if scores is not None:
        text = f"Scores account for {case.accounted(scores)}{_miscalibrated(case)}."
        rows, before = (scores.decomposition.id,), shares.before.get("scores")
        yield case.evidence("model", "scores", shares.scores, text, rows, before=before)
    rule = case.part("scores", "threshold") or case.part("scores", "decision")
    if rule is not None:
        how = "proposals" if rule.part.name == "threshold" else "decisions"
        text = f"Other {how} at the same score account for {case.accounted(rule)}."
        rows, before = (rule.decomposition.id,), shares.before.get("threshold")
        yield case.evidence("model", "threshold", shares.threshold, text, rows, before=before)
    if scores is None and not case.of_service:
        yield from _unscored(case, shares)
    yield from _version(case, shares)


def _proxies(case: Case, shares: Shares) -> Iterator[Evidence]:
    """Yield the features that stand in for the attribute.

    That lies with the model, not the data: the feature may well be recorded rightly, and what
    makes it a proxy is that decisions go by it.
    """
    found = stand_ins(case)[:_MOST_PROXIES]
    most = found[0].weight if found else 0.0
    for one in found:
        proxy, part = one.proxy, one.weight / most if most else 0.0
        text = (
            f"Decisions go by {proxy.feature}, which tells {proxy.attribute} (area under the ROC "
            f"curve {proxy.area_under_roc:.2f}). Of the gap in favourable decisions "
            f"{_points(one.change)} go with it."
        )
        yield case.evidence("model", "proxy", part * shares.proxy, text, (proxy.id,))


def _points(value: float) -> str:
    return f"{value * 100:+.1f} points".replace("-", MINUS)


def _miscalibrated(case: Case) -> str:
    """Return how far the scores of the group promise too much or too little, beside the other's."""
    gap = case.gap_of("calibration_in_the_large")
    if gap is None or case.question.change is not None:
        return ""
    side = "fewer" if gap[0] > 0 else "more"
    return (
        f"; beside the reference, they promise {abs(gap[0]) * 100:.1f} points {side} positive "
        "outcomes than come"
    )


def _unscored(case: Case, shares: Shares) -> Iterator[Evidence]:
    errors = [
        account
        for name in ("true_positive_rate", "false_positive_rate")
        if (account := case.part("outcomes", name)) is not None
    ]
    size = max(sum(one.weight for one in errors), 1e-12)
    for account, name in zip(errors, ("positive", "negative"), strict=False):
        text = f"Other decisions about those with a {name} label account for "
        text += f"{case.accounted(account)}."
        own = account.weight / size
        rows, before = (account.decomposition.id,), own * shares.before["errors"]
        yield case.evidence("model", "errors", own * shares.errors, text, rows, before=before)
    if not errors and case.within is not None:
        cause: Cause = "errors" if case.needs_labels else "treatment"
        weight = shares.errors if case.needs_labels else shares.treatment
        text = (
            f"Like cases are decided otherwise, which accounts for {case.accounted(case.within)}."
        )
        rows = (case.within.decomposition.id,)
        yield case.evidence("model", cause, weight, text, rows, before=shares.before.get(cause))


def _version(case: Case, shares: Shares) -> Iterator[Evidence]:
    version = version_of(case)
    if version is not None:
        text = (
            f"The gap is {case.amount(version.gap)} under version {version.name} and "
            f"{case.amount(version.others)} under the others."
        )
        yield case.evidence("model", "version", shares.version, text, version.rows)
    for row in case.changes:
        for one in row.coincidences:
            if one.kind == "model_version":
                text = f"{one.text} The figure moved about {slot_words(row.at)}."
                yield case.evidence("model", "version", shares.version, text, (row.id,))

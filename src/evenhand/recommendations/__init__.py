"""Recommendations: what to do next, one file a rule.

To add one: write `<name>.py` with a function from `Case` to recommendations, and name it in RULES.
"""

from collections.abc import Callable
from dataclasses import replace

from evenhand.recommendations._case import Case
from evenhand.recommendations.check_features import check_features
from evenhand.recommendations.collect_decisions import collect_decisions
from evenhand.recommendations.collect_labels import collect_labels
from evenhand.recommendations.complete_log import complete_log
from evenhand.recommendations.hold import hold
from evenhand.recommendations.investigate import investigate
from evenhand.recommendations.recalibrate import recalibrate
from evenhand.recommendations.recommendation import Recommendation
from evenhand.recommendations.record_entity import record_entity
from evenhand.recommendations.record_model_version import record_model_version
from evenhand.recommendations.restore_service import restore_service
from evenhand.recommendations.retrain import retrain
from evenhand.recommendations.review_threshold import review_threshold

# In order of priority: what harms people now, then what is degrading, then what blinds the audit.
RULES: tuple[Callable[[Case], list[Recommendation]], ...] = (
    review_threshold,
    investigate,
    retrain,
    recalibrate,
    check_features,
    restore_service,
    collect_labels,
    collect_decisions,
    record_model_version,
    record_entity,
    complete_log,
    hold,
)


def advise(case: Case) -> tuple[Recommendation, ...]:
    """Return everything to do, the most pressing first, numbered r1, r2, ..."""
    found = [advice for rule in RULES for advice in rule(case)]
    return tuple(
        replace(advice, id=f"r{place}", priority=place) for place, advice in enumerate(found, 1)
    )


__all__ = ["RULES", "Case", "advise"]

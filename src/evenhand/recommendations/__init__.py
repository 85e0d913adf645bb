"""Recommendations: what to do next, one file a rule.

To add one: write `<name>.py` with a function from `Case` to recommendations, and name it in RULES.
It says what is at stake (`severity`), what it takes (`effort`), what it would change where that is
known, and what may go wrong. The order, the dates and how advice goes together are settled here.
"""

from collections.abc import Callable
from dataclasses import replace

from evenhand.recommendations._case import Case
from evenhand.recommendations._ranking import PERSON_DAYS, dated, ranked
from evenhand.recommendations._settling import named, settled
from evenhand.recommendations.change_review import change_review
from evenhand.recommendations.check_features import check_features
from evenhand.recommendations.check_labels import check_labels
from evenhand.recommendations.collect_decisions import collect_decisions
from evenhand.recommendations.collect_labels import collect_labels
from evenhand.recommendations.complete_log import complete_log
from evenhand.recommendations.fix_feature import fix_feature
from evenhand.recommendations.hold import hold
from evenhand.recommendations.investigate import investigate
from evenhand.recommendations.keep_model import keep_model
from evenhand.recommendations.mend_handling import mend_handling
from evenhand.recommendations.move_threshold import move_threshold
from evenhand.recommendations.rebalance import rebalance
from evenhand.recommendations.recalibrate import recalibrate
from evenhand.recommendations.recommendation import Recommendation
from evenhand.recommendations.record_entity import record_entity
from evenhand.recommendations.record_model_version import record_model_version
from evenhand.recommendations.restore_service import restore_service
from evenhand.recommendations.retrain import retrain
from evenhand.recommendations.roll_back import roll_back

# Where nothing else decides, in this order: what harms people now, then what is degrading, then
# what blinds the audit.
RULES: tuple[Callable[[Case], list[Recommendation]], ...] = (
    roll_back,
    move_threshold,
    change_review,
    mend_handling,
    check_labels,
    investigate,
    fix_feature,
    rebalance,
    retrain,
    recalibrate,
    check_features,
    restore_service,
    collect_labels,
    collect_decisions,
    keep_model,
    record_model_version,
    record_entity,
    complete_log,
    hold,
)


def advise(case: Case) -> tuple[Recommendation, ...]:
    """Return everything to do, the most pressing first, numbered r1, r2, ..."""
    found = [dated(advice, case.today) for rule in RULES for advice in rule(case)]
    return tuple(
        replace(advice, id=f"r{place}", priority=place)
        for place, advice in enumerate(settled(ranked(found)), 1)
    )


__all__ = ["PERSON_DAYS", "RULES", "Case", "advise", "named"]

"""The remedies that can be tried, one file each.

To add one: write `<name>.py` with a function from a `Bench` and an `Aim` to `Tried`, and name it
in REMEDIES. It fits on the rows to fit on, tunes on those to tune on, and decides those to test.
"""

from evenhand.models.remedies._remedy import Kind, Tried
from evenhand.models.remedies.constrain import CONSTRAIN
from evenhand.models.remedies.group_thresholds import GROUP_THRESHOLDS
from evenhand.models.remedies.move_threshold import MOVE_THRESHOLD
from evenhand.models.remedies.recalibrate import RECALIBRATE
from evenhand.models.remedies.refit import REFIT
from evenhand.models.remedies.refit_recent import REFIT_RECENT
from evenhand.models.remedies.reweigh import REWEIGH
from evenhand.models.remedies.without_proxy import WITHOUT_PROXY

REMEDIES: tuple[Kind, ...] = (
    REFIT,
    REFIT_RECENT,
    WITHOUT_PROXY,
    REWEIGH,
    CONSTRAIN,
    MOVE_THRESHOLD,
    RECALIBRATE,
    GROUP_THRESHOLDS,
)

__all__ = ["REMEDIES", "Kind", "Tried"]

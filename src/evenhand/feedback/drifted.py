"""What drifted: the features and scores that are no longer what a model was fitted on."""

from collections.abc import Sequence

from evenhand.analyses.shift import Shift
from evenhand.feedback.table import Cell, Column, Table
from evenhand.gates.words import group_name

NAME, TITLE = "drift", "What drifted"
_COLUMNS = (
    Column(name="what", kind="text", about="feature, score, decision, label, or mix (of groups)."),
    Column(name="column", kind="text", about="Of a feature its column, of a mix the attribute."),
    Column(name="attribute", kind="text", about="Among whom: the attribute; empty for everybody."),
    Column(name="group", kind="text", about="Its group; empty for everybody."),
    Column(name="window", kind="text", about="The window that drifted: when it begins."),
    Column(name="against", kind="text", about="previous (window) or baseline."),
    Column(name="reference_first", kind="text", about="The first window it is compared with."),
    Column(name="reference_last", kind="text", about="The last window it is compared with."),
    Column(name="psi", kind="number", about="Population stability index, debiased: 0 is no drift."),
    Column(name="n", kind="whole", about="Decisions whose value is known, in the window."),
    Column(name="n_reference", kind="whole", about="The same in what it is compared with."),
    Column(name="missing", kind="number", about="Share without a value in the window, 0 to 1."),
    Column(name="missing_reference", kind="number", about="The same in what it is compared with."),
    Column(name="evidence", kind="text", about="The row of audit.json that says so."),
)
_ABOUT = (
    (
        "Shown to lie further from what it was than the plan's margin, or with a share of missing "
        "values that is shown to have changed by five points or more. A model that was fitted on "
        "the reference sees something else in the window: fit on newer decisions, or look into why."
    ),
)


def drifted(shifts: Sequence[Shift]) -> Table:
    """Return what drifted or began to be missing; or that nothing was compared, or nothing did."""
    if not shifts:
        return _refused("Nothing was compared over time: the log names no times, or one window.")
    found = [one for one in shifts if one.state == "drift" or one.jumped]
    if not found:
        return _refused("Nothing that was watched is shown to have drifted.")
    return Table(
        name=NAME, title=TITLE, about=_ABOUT, columns=_COLUMNS, rows=tuple(map(_row, found))
    )


def _row(shift: Shift) -> tuple[Cell, ...]:
    what, _, column = shift.what.partition(":")
    return (
        what,
        column or None,
        " × ".join(shift.attributes) or None,  # noqa: RUF001 - as in the report
        group_name(shift.group) if shift.group else None,
        shift.window,
        shift.against,
        *shift.reference,
        shift.psi,
        shift.n,
        shift.n_against,
        shift.unknown,
        shift.unknown_before,
        shift.id,
    )


def _refused(why: str) -> Table:
    return Table(name=NAME, title=TITLE, refused=why)

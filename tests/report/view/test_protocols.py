from dataclasses import replace

from evenhand.protocols.incident import Incident
from evenhand.report.view.protocols import MOST, protocols

ONE = Incident(
    id="i1",
    protocol="Stop the model",
    finding="f1",
    severity="high",
    title="A gate fails for Black.",
    contact="model owner",
    due="2026-03-01T16:00+00:00",
    steps=("Stop.", "Tell."),
    command=("notify", "<b>"),
)


def test_a_protocol_has_its_role_its_deadline_and_its_steps(timed, look):
    (one,) = look(protocols, replace(timed, incidents=(ONE,))).filled
    assert (one.title, one.contact, one.due) == (
        "Stop the model", "model owner", "1 March 2026, 16:00 UTC",
    )  # fmt: skip
    assert (one.steps, one.command) == (("Stop.", "Tell."), "notify <b>")


def test_more_than_a_reader_can_take_in_are_counted(timed, look):
    found = look(protocols, replace(timed, incidents=(ONE,) * (MOST + 3)))
    assert (len(found.filled), found.left_out) == (MOST, 3)


def test_without_a_protocol_there_is_no_section(timed, look):
    assert look(protocols, replace(timed, incidents=())) is None

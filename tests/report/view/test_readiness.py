from dataclasses import replace

from evenhand.report.view.readiness import readiness


def test_what_is_lacking_comes_first_with_what_it_prevents(timed, look):
    found = look(readiness, timed)
    assert [check.word for check in found.checks] == [
        "gaps", "missing", "ready", "ready", "not asked",
    ]  # fmt: skip
    gap, missing, ready, *_ = found.checks
    assert (gap.count, bool(gap.prevents)) == ("412 of 17,571", True)
    assert (missing.count, bool(missing.prevents)) == ("", True)
    assert (ready.count, ready.prevents) == ("", "")
    assert found.state == "warn"


def test_the_lead_counts_what_was_asked_alone(timed, look):
    assert look(readiness, timed).lead == (
        "Of four things that a log needs for its decisions to be traced, two are there without a "
        "gap."
    )


def test_a_log_that_has_everything_is_said_to(timed, look):
    ready = tuple(c for c in timed.checks if c.state == "ready")
    found = look(readiness, replace(timed, checks=ready))
    assert found.lead.startswith("All two things that a log needs")
    assert found.state == "pass"
    one = look(readiness, replace(timed, checks=ready[:1]))
    assert one.lead == "The one thing that a log needs for its decisions to be traced is there."


def test_identifiers_are_located_and_counted_and_never_shown(timed, look):
    (found,) = look(readiness, timed).identifiers
    assert (found.column, found.count) == ("account", "16,021 of 17,571")
    assert found.kind.startswith(("IBAN", "International", "Bank"))


def test_identifiers_alone_are_a_warning(timed, look):
    only = tuple(c for c in timed.checks if c.state == "ready" or ":" in c.key)
    assert look(readiness, replace(timed, checks=only)).state == "warn"


def test_a_kind_of_another_version_is_named_by_its_key(timed, look):
    strange = replace(timed.checks[-1], key="identifiers:shoe_size", of=None)
    (found,) = look(readiness, replace(timed, checks=(strange,))).identifiers
    assert (found.kind, found.count) == ("Shoe size", "16,021")


def test_without_checks_there_is_no_section(audits, look):
    assert look(readiness, audits["full"]) is None

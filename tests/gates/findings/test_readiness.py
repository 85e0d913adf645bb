"""Gaps of a log that are told as findings, and how grave each is."""

from dataclasses import replace

import pytest

from evenhand.analyses.readiness import ASKED, Check
from evenhand.gates.findings.readiness import readiness
from evenhand.log.identifiers import IDENTIFIERS


def check(key, state="gap", count=3, of=900, where="col"):
    title, prevents = ASKED[key.partition(":")[0]]
    return Check(
        key=key, title=title, state=state, count=count, of=of, where=where, prevents=prevents,
        detail=f"{count} of {of}.",
    )  # fmt: skip


@pytest.fixture
def found(facts):
    return lambda *checks: readiness(replace(facts(), checks=checks))


@pytest.mark.parametrize("state", ["ready", "missing", "not_asked"])
def test_only_gaps_are_findings(found, state):
    assert found(*(check(key, state) for key in ASKED)) == []


@pytest.mark.parametrize(
    ("key", "kind", "severity"),
    [
        ("id", "readiness", "medium"), ("sequence", "readiness", "low"),
        ("time", "readiness", "medium"), ("future", "clock", "medium"),
        ("early_labels", "clock", "medium"), ("order", "clock", "medium"),
        ("pause", "clock", "low"), ("frozen", "readiness", "medium"),
        ("entity", "readiness", "low"), ("model_version", "readiness", "low"),
        ("reason", "readiness", "medium"), ("reviewer", "readiness", "medium"),
        ("override_reason", "readiness", "medium"), ("same_moment", "duplicates", "low"),
        ("duplicates", "duplicates", "medium"), ("identifiers:email", "identifiers", "medium"),
    ],
)  # fmt: skip
def test_every_gap_is_a_finding_with_what_was_found(found, key, kind, severity):
    (one,) = found(check(key))
    assert (one.kind, one.severity) == (kind, severity)
    assert "3 of 900." in one.detail
    assert (one.attributes, one.group, one.evidence) == ((), (), ())


def test_every_check_has_a_finding(found):
    checks = [check("identifiers:email" if key == "identifiers" else key) for key in ASKED]
    assert len(found(*checks)) == len(ASKED)


def test_what_a_gap_prevents_is_told_with_it(found):
    (one,) = found(check("reason"))
    assert "It prevents: explaining a refusal to the person" in one.detail
    (still,) = found(check("frozen", where="score"))
    assert still.title == "Values stand still in score."


@pytest.mark.parametrize(("count", "severity"), [(9, "medium"), (10, "high")])
def test_many_copies_are_grave(found, count, severity):
    assert found(check("duplicates", count=count))[0].severity == severity


def test_a_class_of_identifiers_is_one_finding_with_all_of_its_columns(found):
    one, two = found(
        check("identifiers:email", where="note"),
        check("identifiers:iban", where="account"),
        check("identifiers:email", where="contact", count=900),
    )
    assert one.title == "The log holds e-mail addresses."
    assert one.detail == "In note, contact: 3 of 900. 900 of 900."
    assert (two.title, two.severity) == ("The log holds bank accounts (IBAN).", "high")


def test_every_class_of_identifiers_has_a_severity(found):
    severities = {key: found(check(f"identifiers:{key}"))[0].severity for key in IDENTIFIERS}
    assert severities["social_security"] == severities["payment_card"] == "high"
    assert severities["person_name"] == severities["telephone"] == "medium"
    assert severities["postcode"] == severities["age_over_89"] == "low"

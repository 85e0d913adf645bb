"""What must hold of every finding and every piece of advice, whatever was audited."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import evenhand.gates.findings as kinds_package
import evenhand.recommendations as rules_package
from evenhand.gates.findings import KINDS
from evenhand.recommendations import RULES

NAMES = ("lending", "hiring", "support_agent")
SEVERITIES = ("high", "medium", "low", "info")
FORBIDDEN = re.compile(
    r"\b(compliant|fair|unfair|violat\w*|discriminat\w*|bias detected|caused by)\b"
    r"|\b(?-i:nan|None)\b",
    re.IGNORECASE,
)
# What a title may begin with: each asks somebody to do something.
IMPERATIVES = (
    "Bring", "Change", "Check", "Collect", "Find", "Judge", "Label", "Recalibrate", "Record",
    "Retrain", "Review", "Take",
)  # fmt: skip


@pytest.fixture(scope="module", params=NAMES)
def audited(request, audit_of):
    return audit_of(request.param)


def ids(audited):
    return {row.id for row in numbered(audited)}


def numbered(audited):
    """Return every row of the result that something can point at."""
    return [
        row
        for field in fields(audited)
        if isinstance(rows := getattr(audited, field.name), tuple)
        for row in rows
        if hasattr(row, "id")
    ]


@pytest.mark.parametrize(
    ("package", "registry", "values"),
    [(rules_package, RULES, {"recommendation"}), (kinds_package, KINDS, set())],
    ids=["rules", "kinds"],
)
def test_a_registry_lists_every_file_of_its_folder(package, registry, values):
    files = {path.stem for path in Path(package.__file__).parent.glob("[!_]*.py")} - values
    assert {one.__name__ for one in registry} == files


def test_ids_are_of_one_row_each(audited):
    rows = numbered(audited)
    assert len({row.id for row in rows}) == len(rows)
    assert {row.id for row in (*audited.estimates, *audited.slices, *audited.shifts)} <= ids(
        audited
    )


def test_findings_come_the_most_severe_first(audited):
    order = [SEVERITIES.index(one.severity) for one in audited.findings]
    assert order == sorted(order)
    assert [one.id for one in audited.findings] == [f"f{i}" for i in range(1, len(order) + 1)]


def test_findings_and_advice_cite_rows_that_are_there(audited):
    known = ids(audited)
    for one in (*audited.findings, *audited.recommendations):
        assert set(one.evidence) <= known
    assert all(one.evidence for one in audited.findings)
    # What the log lacks has no row.
    assert all(one.evidence for one in audited.recommendations if one.action != "record")


def test_gates_point_at_the_row_with_their_figures(audited):
    rows = {row.id: row for row in (*audited.estimates, *audited.disparities)}
    cited = [(gate, part) for gate in audited.gates for part in gate.groups if part.disparity]
    assert cited
    for gate, part in cited:
        row = rows[part.disparity]
        assert (row.attributes, row.group, row.metric) == (gate.attributes, part.group, gate.metric)
        assert row.value == pytest.approx(part.value)
        if not gate.target:
            assert (row.reference, row.comparison) == (part.reference, gate.comparison)


def test_each_rule_advises_in_an_imperative_sentence(audited):
    for one in audited.recommendations:
        assert one.title.split()[0] in IMPERATIVES
        assert one.title.endswith(".")
        assert one.rule in {rule.__name__ for rule in RULES}
        assert one.because
        assert one.steps
        assert one.owner
        assert one.when
        assert one.verify.endswith(".")
    assert [one.priority for one in audited.recommendations] == list(
        range(1, len(audited.recommendations) + 1)
    )


def test_nothing_is_said_that_statistics_cannot_say(audited):
    texts = [audited.verdict.sentence, *(gate.reason for gate in audited.gates)]
    texts += [text for one in audited.findings for text in (one.title, one.detail)]
    texts += [
        text
        for one in audited.recommendations
        for text in (one.title, one.because, one.verify, *one.steps)
    ]
    for text in texts:
        assert not FORBIDDEN.search(text), text
        assert not text[0].isspace()
        assert text.endswith(".")

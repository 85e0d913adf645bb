"""The pages of failed gates, in the samples: each has one, or is named, and says what is true."""

from functools import cache

import pytest

from evenhand.report import words
from evenhand.report.view.whole import view_of

SAMPLES = ("hiring", "lending", "support_agent")


@pytest.fixture(scope="module")
def seen(audit_of):
    """Return a function that gives a sample's audit and the pages of its failed gates."""

    @cache
    def see(name):
        found = audit_of(name)
        (part,) = view_of(found).parts["failures"]
        return found, part.data

    return see


def plain(text):
    return text.replace(words.SPACE, " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_failed_gate_has_one_page_or_is_named(seen, name):
    found, data = seen(name)
    failed = sorted(gate.title for gate in found.gates if gate.state == "fail")
    assert failed
    assert sorted(page.title for page in data.pages) == failed
    assert len({page.anchor for page in data.pages}) == len(data.pages)
    assert not data.others


@pytest.mark.parametrize("name", SAMPLES)
def test_every_row_that_a_page_names_is_in_the_audit(seen, name):
    found, data = seen(name)
    ids = {row.id for rows in (found.estimates, found.disparities, found.change_points,
                               found.slices, found.shifts, found.anomalies)
           for row in rows}  # fmt: skip
    named = {row.row for page in data.pages for point in (*page.what, *page.where)
             for row in point.rows if row.row}  # fmt: skip
    assert named
    assert named <= ids


def test_the_page_of_the_lending_gate_tells_what_was_planted(seen):
    _, data = seen("lending")
    page = next(page for page in data.pages if page.title == "Selection rate ratio by race")
    told = plain(" ".join(point.text for point in (*page.what, *page.where)))
    assert "0.75 times the rate of White" in plain(page.sentence)
    assert "Model version v2 was first seen on 1 July 2025" in told
    assert page.account.speaks_for[0].domain == "Model"
    assert any("model version" in fix.title for fix in page.fixes.todo)


def test_the_page_of_a_target_shows_it_over_time_and_who_mends_it(seen):
    _, data = seen("lending")
    page = next(page for page in data.pages if page.title.startswith("95th percentile of latency"))
    assert page.chart is not None
    told = plain(" ".join(point.text for point in page.where))
    assert "Mean latency rose from 197 ms to 269 ms" in told
    assert any(fix.title.startswith("Bring the 95th percentile") for fix in page.fixes.todo)

"""From facts to decompositions and triages; nothing where nothing is flagged."""

import numpy as np
import pandas as pd
import pytest

from evenhand.audit import audit
from evenhand.gates import accounted
from evenhand.plan import Plan

PLAN = {
    "decision": {"column": "good", "favourable": "1"},
    "protected": [{"column": "g", "reference": "a"}],
    "conditions": ["loan"],
    "columns": {"entity": "person"},
}


@pytest.fixture(scope="module")
def log():
    """Return a log in which b asks for what few get; each person comes twice."""
    random = np.random.default_rng(1)
    n = 2000
    group = random.choice(["a", "b"], n)
    home = random.random(n) < np.where(group == "b", 0.8, 0.2)
    good = random.random(n) < np.where(home, 0.2, 0.7)
    one = pd.DataFrame({"g": group, "loan": np.where(home, "home", "car"),
                        "good": good.astype(int), "person": range(n)})  # fmt: skip
    return pd.concat([one, one], ignore_index=True)


def test_a_flagged_gap_is_decomposed_and_its_triage_names_the_mix(log):
    found = audit(log, Plan.model_validate(PLAN))
    strata = found.decompositions[0]
    assert (strata.over, strata.group, strata.of) == (
        ("loan",),
        ("b",),
        ("selection_rate-ratio:g",),
    )
    assert sum(part.value for part in strata.parts) == pytest.approx(strata.total, abs=1e-12)
    assert (found.triages[0].leading, found.triages[0].ranked[0].domain) == ("mix", "data")


def test_people_who_come_again_widen_the_intervals(log):
    with_people, without = (
        audit(log, Plan.model_validate(PLAN | {"columns": {"entity": entity}}))
        for entity in ("person", None)
    )
    wide, narrow = (
        found.decompositions[0].parts[1].high - found.decompositions[0].parts[1].low
        for found in (with_people, without)
    )
    assert wide > 1.2 * narrow


def test_where_nothing_is_flagged_nothing_is_decomposed(log):
    alike = log.assign(good=1)
    found = audit(alike, Plan.model_validate(PLAN))
    assert (found.decompositions, found.triages, found.reversals) == ((), (), ())


@pytest.mark.parametrize(
    ("attributes", "words"), [(("g",), "One further"), (("g", "h"), "2 further"), ((), "")]
)
def test_what_is_left_out_is_said(log, monkeypatch, attributes, words):
    monkeypatch.setattr(accounted, "MOST", 0 if attributes else 20)
    protected = [{"column": name, "reference": "a"} for name in attributes or "g"]
    plan = Plan.model_validate(PLAN | {"protected": protected, "intersections": False})
    found = audit(log.assign(h=log["g"]), plan)
    told = [note for note in found.notes if "not decomposed" in note]
    assert [note[: len(words)] for note in told] == ([words] if words else [])
    assert len(found.triages) == (0 if attributes else 1)

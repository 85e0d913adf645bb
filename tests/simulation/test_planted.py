"""Whole audits of a year of decisions: what is planted is found and dated, what is not is not.

By default a fifth of the logs are audited; EVENHAND_SIMULATIONS=5 audits the 20 of each defect and
the 40 clean ones of docs/planted.md.
"""

import pytest
from decision_log import clean_log
from planted import DEFECTS, audited, hunt


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.name)
def test_a_planted_defect_is_found_with_its_date(defect, times, record):
    seeds = range(4 * times)
    hunts = [hunt(defect, seed) for seed in seeds]
    record("found", sum(one.found for one in hunts) / len(seeds))
    record("dated within a window", sum(one.dated for one in hunts) / len(seeds))
    missed = [one for one in hunts if not one.dated]
    assert len(missed) <= len(seeds) // 20, missed


def test_clean_logs_raise_next_to_nothing_of_high_severity(times, record):
    logs = 8 * times
    high = [
        finding.title
        for seed in range(logs)
        for finding in audited(clean_log(seed)).findings
        if finding.severity == "high"
    ]
    record("of high severity, a log", len(high) / logs)
    assert len(high) <= logs // 20, high

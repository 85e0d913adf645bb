"""Planted causes: the triage of the gap that each opens names the cause first, and its domain.

By default two logs of each are audited; EVENHAND_SIMULATIONS=10 audits 20, of which the right
cause must lead in 18.
"""

import pytest
from causes import CAUSES, judged


@pytest.mark.parametrize("cause", CAUSES, ids=lambda one: one.name)
def test_a_planted_cause_leads_the_triage(cause, times, record):
    logs = 2 * times
    found = [judged(cause, seed) for seed in range(logs)]
    domains = sum(one is not None and one.ranked[0].domain == cause.domain for one in found)
    causes = sum(one is not None and one.leading in cause.causes for one in found)
    record("right domain first", domains / logs)
    record("right cause first", causes / logs)
    missed = logs // 10
    assert domains >= logs - missed
    assert causes >= logs - missed, [None if one is None else one.leading for one in found]

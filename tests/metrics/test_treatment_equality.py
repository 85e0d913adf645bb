from math import nan

import pytest

from evenhand.metrics.treatment_equality import treatment_equality


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tp": 3, "fn": 1, "fp": 2, "tn": 4, "rejected": 10, "selected": 5}, 0.5),
        ({"fn": 6, "fp": 4}, 1.5),
        ({"fp": 4}, 0.0),
        ({"fn": 6, "tp": 4}, nan),
        ({"selected": 5}, nan),
    ],
)
def test_it_is_the_wrongly_rejected_per_wrongly_selected(group, cells, expected):
    value = treatment_equality(group(**cells)).value.item()
    assert value == pytest.approx(expected, rel=1e-14, nan_ok=True)

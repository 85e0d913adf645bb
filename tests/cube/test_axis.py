from datetime import date

import numpy as np
import pytest

from evenhand.cube.axis import as_text, or_unknown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (float("nan"), None),
        (np.float32("nan"), None),
        (np.datetime64("NaT", "us"), None),
        (True, "true"),
        (np.False_, "false"),
        (1, "1"),
        (np.int8(-3), "-3"),
        (1.0, "1"),
        (np.float64(2.0), "2"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (1e300, str(int(1e300))),
        (float("inf"), "inf"),
        (np.datetime64("2025-03-01T14:05:09.123456", "us"), "2025-03-01T14:05"),
        (np.datetime64("2025-03-01", "D"), "2025-03-01T00:00"),
        (date(2025, 3, 1), "2025-03-01"),
        ("", ""),
        (" F ", " F "),
        ("unknown", "unknown"),
        ("Zoë 👩‍⚖️", "Zoë 👩‍⚖️"),
        ("x'; drop table log; --", "x'; drop table log; --"),
    ],
)
def test_a_raw_value_reads_the_same_whatever_engine_it_came_from(value, text):
    assert as_text(value) == text
    assert or_unknown(value) == ("unknown" if text is None else text)

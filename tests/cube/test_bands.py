import math

import pytest

from evenhand.cube.bands import Band, read_bands
from evenhand.errors import PlanError


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("18-39", 18, 40),
        ("18 - 39", 18, 40),
        ("18\u201339", 18, 40),
        ("18 to 39", 18, 40),
        (" 18-39 ", 18, 40),
        ("40-40", 40, 41),
        ("0.5-0.7", 0.5, 0.7),
        ("0-0.5", 0, 0.5),
        ("-10--5", -10, -4),
        ("-10-5", -10, 6),
        ("40+", 40, math.inf),
        ("40 +", 40, math.inf),
        (">=65", 65, math.inf),
        (">= 65.5", 65.5, math.inf),
        ("<18", -math.inf, 18),
        ("< 18.5", -math.inf, 18.5),
    ],
)
def test_a_band_can_be_written_as_people_write_it(text, low, high):
    assert read_bands([text]) == (Band(text.strip(), low, high),)


@pytest.mark.parametrize(
    "text", ["", "young", "18", "18-", "-", ">18", "<=18", "18-39-60", "1e3+", "40++"]
)
def test_a_band_that_cannot_be_read_says_how_to_write_it(text):
    with pytest.raises(PlanError, match="cannot be read") as caught:
        read_bands([text])
    assert repr(text) in str(caught.value)
    assert caught.value.hint == "write bands as 18-39, 40+ or <18"


@pytest.mark.parametrize("text", ["39-18", "0.7-0.5", "0.5-0.5"])
def test_an_empty_band_is_an_error(text):
    with pytest.raises(PlanError, match=f"the band '{text}' is empty") as caught:
        read_bands([text])
    assert caught.value.hint == "write the lower number first"


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (["18-40", "40+"], "'18-40' and '40\\+' overlap"),
        (["40+", "18-40"], "'18-40' and '40\\+' overlap"),
        (["18-39", "18-39"], "'18-39' and '18-39' overlap"),
        (["<20", "0-5", "30+"], "'<20' and '0-5' overlap"),
        (["40+", ">=60"], "'40\\+' and '>=60' overlap"),
    ],
)
def test_bands_that_overlap_are_an_error_that_names_both(texts, named):
    with pytest.raises(PlanError, match=named) as caught:
        read_bands(texts)
    assert "18-39, 40-61, 62+" in caught.value.hint


def test_bands_keep_the_order_of_the_plan_and_may_leave_gaps():
    assert [band.name for band in read_bands(["62+", "18-39", "<10"])] == ["62+", "18-39", "<10"]


def test_no_bands_are_no_bands():
    assert read_bands([]) == ()
